import Testing

@testable import AlarmEngine

@Suite("The quick walk over a payload")
struct QuietScanTests {
    private let plan: PayloadPlan

    init() throws {
        var plan = PayloadPlan()
        for path in ["/v", "/on", "/mode", "/params/x/1", "/a/1/b~1c", "/ts", "", "/params"] {
            _ = plan.addSlot(try #require(JSONPointer(path)))
        }
        self.plan = plan
    }

    /// What the quick walk finds; nil where it stops.
    private func quick(_ bytes: UnsafeBufferPointer<UInt8>) -> [JSONToken?]? {
        var tokens = [QuietScan.Token](repeating: QuietScan.Token(), count: plan.slotCount)
        let isRead = tokens.withUnsafeMutableBufferPointer { tokens in
            guard let first = tokens.baseAddress else { return false }
            return
                (try? plan.withTree { tree in
                    var scan = QuietScan(bytes, tree, first)
                    return scan.run()
                }) ?? false
        }
        return isRead ? tokens.map(\.whole) : nil
    }

    @Test("Where it does not stop it finds what the strict one finds, in payloads broken at random")
    func same() throws {
        let decoder = try #require(FuzzedDecoder.all.first { $0.name == "json" })
        var mutation = PayloadMutation(seed: 5)
        var payload: [UInt8] = []
        var read = 0
        for _ in 0..<50_000 {
            mutation.write(&payload, for: decoder)
            payload.withUnsafeBufferPointer { bytes in
                guard UTF8Check.isValid(bytes), let found = quick(bytes) else { return }
                read += 1
                #expect((try? plan.capture(bytes)) == found, "\(payload)")
            }
        }
        #expect(read > 1000)
    }

    @Test("Numbers are what they say, exactly", arguments: ["0", "-0", "7", "-12.50", "0.1", "123456789.125"])
    func numbers(text: String) throws {
        let payload = Array("{\"v\":\(text)}".utf8)
        var tokens = [QuietScan.Token](repeating: QuietScan.Token(), count: plan.slotCount)
        let isRead = payload.withUnsafeBufferPointer { bytes in
            tokens.withUnsafeMutableBufferPointer { tokens in
                guard let first = tokens.baseAddress else { return false }
                return
                    (try? plan.withTree { tree in
                        var scan = QuietScan(bytes, tree, first)
                        return scan.run()
                    }) ?? false
            }
        }
        #expect(isRead)
        #expect(tokens[0].number.double == (Double(text) == 0 ? 0 : Double(text)))
    }
}
