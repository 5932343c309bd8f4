import Testing

@testable import AlarmEngine

@Suite("GB/T 26875.3: what is refused, and what is passed over")
struct RefusalTests {
    private let fire = FrameTests.fire

    private func changed(_ change: (inout [UInt8]) -> Void) -> SampleFrame {
        var frame = fire
        change(&frame.bytes)
        return frame
    }

    @Test("Each fault has its reason")
    func reasons() {
        #expect(fire.refusal() == nil)
        #expect(changed { $0[0] = 0x41 }.refusal() == .noStart)
        #expect(changed { $0 = [] }.refusal() == .noStart)
        #expect(changed { $0 = [0x40] }.refusal() == .noStart)
        #expect(changed { $0[$0.count - 1] = 0x24 }.refusal() == .noEnd)
        #expect(changed { $0[$0.count - 3] = 0x47 }.refusal() == .wrongSum(stands: 0x47, right: 0x46))
        #expect(changed { $0[30] &+= 1 }.refusal() == .wrongSum(stands: 0x46, right: 0x47))
        #expect(changed { $0.removeLast() }.refusal() == .truncated(missing: 1))
        #expect(changed { $0.removeLast(60) }.refusal() == .truncated(missing: 12))
        #expect(changed { $0[24] += 1 }.summed.refusal() == .truncated(missing: 1))
        #expect(changed { $0[24] -= 1 }.summed.refusal() == .noEnd)
        #expect(changed { $0[26] = 7 }.summed.refusal() == .unknownCommand(7))
        #expect(changed { $0[26] = 0 }.summed.refusal() == .unknownCommand(0))
        #expect(changed { $0[27] = 9 }.summed.refusal() == .unknownType(9))
        #expect(changed { $0[28] = 2 }.summed.refusal() == .objectCut(2, of: 2))
        #expect(changed { $0[28] = 0 }.summed.refusal() == .bytesLeft(46, behind: 0))
        #expect(SampleFrame(data: [2]).refusal() == .noObjectCount)
        #expect(SampleFrame(data: [25, 1, 1, 1, 0]).refusal() == .bytesLeft(1, behind: 1))
    }

    @Test("Data may have 1024 bytes and no more")
    func length() {
        let most = SampleFrame(
            data: [6, 4] + (0..<3).flatMap { _ in [1, 1, 255] + [UInt8](repeating: 65, count: 255) }
                + [1, 1, 245] + [UInt8](repeating: 65, count: 245))
        #expect(most.bytes.count == 30 + 1024)
        #expect(most.refusal() == nil)
        var more = most
        more.bytes[24] = 1
        #expect(more.refusal() == .tooLong(1025))
    }

    @Test("No type but the standard's is known")
    func types() {
        let known = Set((1...8).map { $0 } + [21, 24, 25, 26, 28] + Array(61...68) + [81, 84, 85, 86, 88, 89, 90, 91])
        for type in UInt8.min...UInt8.max {
            let isKnown = SampleFrame(data: [type, 0]).refusal() == nil
            #expect(isKnown == known.contains(Int(type)), "\(type)")
            if !isKnown { #expect(SampleFrame(data: [type, 0]).refusal() == .unknownType(type)) }
        }
    }

    @Test("Garbage before, between and behind is passed over and counted; every frame gives its objects")
    func garbage() throws {
        let frames = SampleFrame("").appending([0, 0x40, 0xFF]).appending(fire.bytes).appending([0x23, 0x40, 0x40])
            .appending(FrameTests.mainsFault.bytes).appending([0x40])
        let tree = try frames.tree()
        #expect(tree["frames"] as? Int == 2)
        #expect(tree["skipped"] as? Int == 7)
        #expect(try frames.objects().map { $0["device"] as? String } == ["889-1-1-10-2", "889"])
        // The 40 40 before the second frame looked like a start.
        let refused = try #require(tree["refused"] as? [[String: Any]])
        #expect(refused.map { $0["at"] as? Int } == [fire.bytes.count + 4, fire.bytes.count + 5])
    }

    @Test("A bad frame beside a good one is named, and hides nothing")
    func besides() throws {
        var bad = FrameTests.mainsFault
        bad.bytes[bad.bytes.count - 3] = 0
        let both = bad.appending(fire.bytes)
        #expect(try both.objects().count == 1)
        let refused = try #require(try both.tree()["refused"] as? [[String: Any]])
        #expect(refused.first?["at"] as? Int == 0)
        #expect(refused.first?["reason"] as? String == "its frame's sum is 0; of its bytes it is 66")
        #expect(try both.tree()["skipped"] as? Int == bad.bytes.count)
        let neither = bad.appending(changed { $0.removeLast(2) }.bytes)
        #expect(neither.refusal() == .wrongSum(stands: 0, right: 66))
        #expect(try changed { $0[27] = 200 }.summed.appending(fire.bytes).objects().count == 1)
    }

    @Test("Of a payload of frames, a thousand objects are read")
    func bound() throws {
        let version: [UInt8] = [25, 100] + [UInt8](repeating: 1, count: 200)
        var many = SampleFrame("")
        for _ in 0..<10 { many = many.appending(SampleFrame(data: version).bytes) }
        #expect(try many.objects().count == 1_000)
        #expect(try many.tree()["left"] as? Bool == false)
        many = many.appending(fire.bytes)
        #expect(try many.objects().count == 1_000)
        #expect(try many.tree()["left"] as? Bool == true)
    }

    @Test("A payload of nothing but starts takes no longer than another of its size")
    func starts() {
        let clock = ContinuousClock()
        var hostile = SampleFrame("")
        hostile.bytes = [UInt8](repeating: 0x40, count: 131_072) + [UInt8](repeating: 0x23, count: 131_072)
        let took = clock.measure { #expect(hostile.refusal() == .tooLong(0x4040)) }
        hostile.bytes = [0x40, 0x40] + [UInt8](repeating: 0, count: 262_144)
        #expect(took < .seconds(30))
    }

    @Test("Every reason is one sentence without a byte of the data")
    func sentences() {
        let all: [GB26875.Refusal] = [
            .noStart, .tooLong(2000), .truncated(missing: 3), .noEnd, .wrongSum(stands: 1, right: 2),
            .unknownCommand(9), .noObjectCount, .unknownType(200), .objectCut(2, of: 3), .bytesLeft(4, behind: 1),
        ]
        #expect(Set(all.map(\.description)).count == all.count)
        for refusal in all.dropFirst() { #expect(refusal.description.hasPrefix("its frame")) }
    }
}

extension SampleFrame {
    func appending(_ more: [UInt8]) -> SampleFrame {
        var frame = self
        frame.bytes += more
        return frame
    }
}
