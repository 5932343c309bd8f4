import Testing

@testable import AlarmEngine

/// Rules 3, 5 and 12 of the design's section 5, as far as delays go.
@Suite("On-delay and off-delay")
struct DelayTests {
    private func delayed(time: Bool = false) throws -> Watch {
        Watch(try .sample(.rule("v >= 10", onDelay: .seconds(10), offDelay: .seconds(30)), time: time))
    }

    @Test("An on-delay ends by its deadline, without a further message, at the deadline's time")
    func byDeadline() throws {
        var watch = try delayed()
        #expect(watch.send(#"{"v":10}"#, at: 5) == [])
        #expect(watch.engine.nextDeadline == Moment(milliseconds: 10_005))
        #expect(watch.advance(to: 10_004) == [])
        #expect(watch.advance(to: 60_000) == ["high raised @10005"])
        #expect(watch.engine.nextDeadline == nil)
    }

    @Test("A message at the very end of the delay meets an alarm that is on")
    func atTheEnd() throws {
        var late = try delayed()
        late.send(#"{"v":10}"#, at: 0)
        #expect(late.send(#"{"v":0}"#, at: 10_000) == ["high raised @10000"])
        var early = try delayed()
        early.send(#"{"v":10}"#, at: 0)
        #expect(early.send(#"{"v":0}"#, at: 9999) == [])
        #expect(early.advance(to: 100_000) == [])
    }

    @Test("One false judgement starts the on-delay again; further true ones do not")
    func dip() throws {
        var watch = try delayed()
        watch.send(#"{"v":10}"#, at: 0)
        watch.send(#"{"v":11}"#, at: 4000)
        watch.send(#"{"v":9}"#, at: 5000)
        watch.send(#"{"v":10}"#, at: 6000)
        #expect(watch.advance(to: 15_999) == [])
        #expect(watch.advance(to: 16_000) == ["high raised @16000"])
    }

    @Test("Unknown stops a running delay, which starts with the next known judgement")
    func unknownStops() throws {
        var watch = try delayed()
        watch.send(#"{"v":10}"#, at: 0)
        watch.send(#"{"v":1e999}"#, at: 5000)
        #expect(watch.advance(to: 20_000) == [])
        watch.send(#"{"v":10}"#, at: 21_000)
        #expect(watch.advance(to: 30_999) == [])
        #expect(watch.advance(to: 31_000) == ["high raised @31000"])
        watch.send(#"{"v":0}"#, at: 40_000)
        watch.send(#"{"v":1e999}"#, at: 50_000)
        #expect(watch.advance(to: 100_000) == [])
        watch.send(#"{"v":0}"#, at: 100_000)
        #expect(watch.advance(to: 129_999) == [])
        #expect(watch.advance(to: 130_000) == ["high cleared @130000"])
    }

    @Test("An off-delay must hold as long, ends by its deadline, and one true judgement stops it")
    func offDelay() throws {
        var watch = try delayed()
        watch.send(#"{"v":10}"#, at: 0)
        #expect(watch.advance(to: 10_000) == ["high raised @10000"])
        #expect(watch.send(#"{"v":9}"#, at: 20_000) == [])
        #expect(watch.send(#"{"v":10}"#, at: 49_999) == [])
        #expect(watch.send(#"{"v":9}"#, at: 50_000) == [])
        #expect(watch.send(#"{"v":8}"#, at: 60_000) == [])
        #expect(watch.advance(to: 79_999) == [])
        #expect(watch.advance(to: 80_000) == ["high cleared @80000"])
    }

    @Test("Coming on again needs the on-delay again, from whatever state")
    func againNeedsDelay() throws {
        for latch in [false, true] {
            var watch = Watch(
                try .sample(
                    .rule("v >= 10", onDelay: .seconds(10), signal: .alarm, latch: latch, acknowledgement: .required)))
            watch.send(#"{"v":10}"#, at: 0)
            watch.advance(to: 10_000)
            #expect(watch.send(#"{"v":0}"#, at: 11_000) == ["high returned @11000"])
            #expect(watch.send(#"{"v":10}"#, at: 12_000) == [])
            #expect(watch.advance(to: 21_999) == [])
            #expect(watch.advance(to: 22_000) == ["high raised @22000"])
            #expect(watch.lastEvent == "high raised @22000 severe unacknowledged 2")
        }
    }

    @Test("A delay of nothing ends where it begins")
    func noDelay() throws {
        var watch = Watch(try .sample(.rule("v > 5", onDelay: .zero, offDelay: .zero)))
        #expect(watch.send(#"{"v":6}"#, at: 1) == ["high raised @1"])
        #expect(watch.send(#"{"v":5}"#, at: 1) == ["high cleared @1"])
        #expect(watch.engine.nextDeadline == nil)
    }

    // MARK: Two clocks

    @Test("A later reading whose own time is far enough ends the delay earlier, at the reading's time")
    func byReading() throws {
        var watch = try delayed(time: true)
        watch.send(#"{"v":10,"ts":0}"#, at: 20_000)
        #expect(watch.send(#"{"v":10,"ts":9999}"#, at: 20_001) == [])
        #expect(watch.send(#"{"v":10,"ts":10000}"#, at: 20_002) == ["high raised @10000"])
        watch.send(#"{"v":0,"ts":11000}"#, at: 20_003)
        #expect(watch.send(#"{"v":0,"ts":40999}"#, at: 20_004) == [])
        #expect(watch.send(#"{"v":0,"ts":41000}"#, at: 20_005) == ["high cleared @41000"])
    }

    @Test("Readings whose own clock runs slowly do not hold up the deadline on ours")
    func slowDeviceClock() throws {
        var watch = try delayed(time: true)
        watch.send(#"{"v":10,"ts":0}"#, at: 0)
        #expect(watch.send(#"{"v":10,"ts":100}"#, at: 9999) == [])
        #expect(watch.send(#"{"v":10,"ts":101}"#, at: 10_000) == ["high raised @10000"])
    }

    @Test("A raised by deadline carries the deadline's time on our clock, though its readings have their own")
    func deadlineTime() throws {
        var watch = try delayed(time: true)
        watch.send(#"{"v":10,"ts":1000}"#, at: 61_000)
        #expect(watch.advance(to: 71_000) == ["high raised @71000"])
        #expect(watch.send(#"{"v":0,"ts":15000}"#, at: 75_000) == [])
        #expect(watch.advance(to: 105_000) == ["high cleared @105000"])
    }

    @Test("A false reading ends no delay, however late its time")
    func falseReading() throws {
        var watch = try delayed(time: true)
        watch.send(#"{"v":10,"ts":0}"#, at: 0)
        #expect(watch.send(#"{"v":0,"ts":60000}"#, at: 1) == [])
        #expect(watch.advance(to: 100_000) == [])
    }

    @Test("A reading that brings none of the rule's fields ends no delay")
    func otherFields() throws {
        var watch = try delayed(time: true)
        watch.send(#"{"v":10,"ts":0}"#, at: 0)
        #expect(watch.send(#"{"w":1,"ts":60000}"#, at: 1) == [])
        #expect(watch.advance(to: 10_000) == ["high raised @10000"])
    }

    // MARK: Several delays at once

    @Test("Each device and each alarm has its own delay")
    func independent() throws {
        var watch = Watch(
            try .sample(
                .rule("v > 5", name: "a", onDelay: .seconds(3)), .rule("v > 5", name: "b", onDelay: .seconds(2))))
        watch.send(#"{"v":6}"#, at: 0, on: "t/x")
        watch.send(#"{"v":6}"#, at: 500, on: "t/y")
        watch.send(#"{"v":0}"#, at: 2200, on: "t/x")
        watch.advance(to: 10_000)
        #expect(
            watch.events.map { "\($0.short) \($0.life.device.device)" } == [
                "b raised @2000 x", "b cleared @2200 x", "b raised @2500 y", "a raised @3500 y",
            ])
    }

    @Test("A thousand devices' delays end in order of time")
    func heap() throws {
        var watch = Watch(try .sample(.rule("v > 5", onDelay: .seconds(100))))
        var chance = SplitMix64(seed: 4)
        let starts = (0..<1000).map { _ in Int64(chance.below(90_000)) }.sorted()
        for (device, start) in starts.enumerated() { watch.send(#"{"v":6}"#, at: start, on: "t/\(device)") }
        for device in stride(from: 0, to: 1000, by: 3) { watch.send(#"{"v":0}"#, at: 90_000, on: "t/\(device)") }
        watch.advance(to: 1_000_000)
        #expect(
            watch.events.map(\.time.milliseconds)
                == starts.enumerated().filter { $0.offset % 3 != 0 }.map { $0.element + 100_000 })
    }
}
