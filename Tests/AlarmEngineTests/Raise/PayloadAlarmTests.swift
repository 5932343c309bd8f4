import Testing

@testable import AlarmEngine

/// Rule 15 of the design's section 5.
@Suite("Undecodable payloads")
struct PayloadAlarmTests {
    @Test("After exactly five in a row the device has an alarm, which the next good one ends")
    func five() throws {
        var watch = Watch(try .sample(.rule("v > 5")))
        for moment in 1...4 { #expect(watch.send("?", at: Int64(moment)) == []) }
        #expect(watch.send("?", at: 5) == ["payload raised @5"])
        #expect(watch.lastEvent == "payload raised @5 minor unacknowledged 1" && watch.events[0].signal == .trouble)
        #expect(watch.events[0].text == Words())
        #expect(watch.send("?", at: 6) == [])
        #expect(watch.send(#"{"v":1}"#, at: 7) == ["payload cleared @7"])
        #expect(watch.counts.undecodable == 6 && watch.counts.messages == 7 && watch.counts.judged == 1)
    }

    @Test("A good one between begins the count again, a retained or empty one does neither")
    func inARow() throws {
        var watch = Watch(try .sample(.rule("v > 5")))
        for _ in 1...4 { watch.send("?", at: 1) }
        watch.send(#"{"v":1}"#, at: 2)
        for _ in 1...4 { #expect(watch.send("?", at: 3) == []) }
        watch.send("?", at: 4, retained: true)
        watch.send("", at: 4)
        watch.send(#"{"v":1}"#, at: 4, retained: true)
        #expect(watch.events.isEmpty)
        #expect(watch.send("?", at: 5) == ["payload raised @5"])
        #expect(watch.send(#"{"v":1}"#, at: 6, retained: true) == [])
    }

    @Test("A late one is good too, and the count outlives a restart")
    func lateAndRestart() throws {
        var watch = Watch(try .sample(.rule("v > 5"), time: true))
        watch.send(#"{"v":1,"ts":1000}"#, at: 1000)
        for _ in 1...4 { watch.send("?", at: 1001) }
        watch.restart()
        #expect(watch.send("?", at: 1002) == ["payload raised @1002"])
        #expect(watch.send(#"{"v":1,"ts":500}"#, at: 1003) == ["payload cleared @500"])
    }

    @Test("The first of each device and cause is kept, with no more than 1024 bytes")
    func samples() throws {
        var watch = Watch(try .sample(.rule("v > 5")))
        watch.send("{", at: 1)
        watch.send("[", at: 2)
        watch.send(#"{"x":1}"#, at: 3)
        watch.send(#"{"v":"1"}"#, at: 4)
        watch.send(bytes: [0xFF] + [UInt8](repeating: 0x41, count: 2000), at: 5)
        watch.send("{", at: 6, on: "t/e")
        #expect(
            watch.undecodable.map {
                "\($0.device.device) \($0.topic) \($0.receivedAt.milliseconds) \($0.payload.count)"
            } == ["d t/d 1 1", "d t/d 3 7", "d t/d 5 1024", "e t/e 6 1"])
        #expect(
            watch.undecodable.map(\.cause) == [
                "not JSON at byte 1: a member's name in quotes should stand here",
                "it has none of the declared fields with a value of its type", "it is not UTF-8",
                "not JSON at byte 1: a member's name in quotes should stand here",
            ])
    }

    @Test("They judge nothing, run deadlines all the same, and are a cause only when they raise")
    func pipeline() throws {
        var watch = Watch(try .sample(.rule("v > 5", onDelay: .seconds(1))))
        watch.send(#"{"v":6}"#, at: 0)
        #expect(watch.send("?", at: 1000) == ["high raised @1000"])
        #expect(watch.last.causes == [])
        for _ in 2...4 { watch.send("?", at: 1001) }
        watch.send("?", at: 1002)
        #expect(watch.last.causes == [0] && watch.last.isWorthKeeping)
    }
}
