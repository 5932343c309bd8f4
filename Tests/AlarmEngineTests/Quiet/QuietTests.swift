import Testing

@testable import AlarmEngine

/// That quiet messages are judged no differently is what ``Watch`` compares, in every test that has one.
@Suite("Quiet messages")
struct QuietTests {
    private static let calm = #"{"v":1,"w":2,"on":false,"mode":"a","ts":1000}"#

    /// A device that was heard once; its alarm is on from 10 on.
    private func watch(time: Bool = false, _ change: (inout [AlarmDescription]) -> Void = { _ in }) throws -> Watch {
        var alarms: [AlarmDescription] = [
            .rule("v >= 10", deadband: 2), .rule("on and mode == 'b'", name: "both"), .momentary("w > 100"),
        ]
        change(&alarms)
        let description = ProfileDescription(
            name: "p", service: .fireStation,
            messages: [
                MessageDescription(
                    topic: "t/{device}", time: time ? TimeDescription(path: "/ts", unit: .milliseconds) : nil,
                    fields: FieldDescription.usual)
            ], silence: SilenceDescription(after: .minutes(1)), alarms: alarms)
        var watch = Watch(try Profile(description))
        watch.send(Self.calm, at: 1000)
        return watch
    }

    /// Whether the last message was found quiet.
    private func wasQuiet(_ watch: Watch) -> Bool { watch.last.working.quiet.rows.contains { $0.brought != 0 } }

    @Test(
        "What begins nothing is quiet",
        arguments: [
            calm, #"{"v":9.99}"#, #"{"on":true}"#, #"{"mode":"a"}"#, #"{"w":100,"x":{"y":[1,"\"",null]}}"#,
            #" { "v" : -1 , "ts" : 2000 } "#, #"{"v":"1","w":2}"#, #"{"v":null,"w":2}"#,
        ])
    func quiet(payload: String) throws {
        var watch = try watch()
        #expect(watch.send(payload, at: 2000) == [])
        #expect(wasQuiet(watch))
    }

    @Test(
        "What may be anything else is judged in full",
        arguments: [
            #"{"v":10}"#, #"{"w":101}"#, #"{"mode":"b"}"#, #"{"v":1e1}"#, #"{"v":NaN}"#, #"{"v":1,"v":2}"#, #"{"v":1"#,
            #"{"x":1}"#, #"{"v":1}]"#, #"{"v":12345678901234567890}"#, #"{"\u0076":1}"#, #"{"v":01,"w":1}"#, "[]", "",
        ])
    func inFull(payload: String) throws {
        var watch = try watch()
        watch.send(payload, at: 2000)
        #expect(!wasQuiet(watch))
    }

    @Test("The first message of a device, a retained one, and one that may be a redelivery are judged in full")
    func kinds() throws {
        var watch = try watch()
        watch.send(Self.calm, at: 2000, on: "t/e")
        #expect(!wasQuiet(watch))
        watch.send(Self.calm, at: 3000, retained: true)
        #expect(!wasQuiet(watch))
        watch.send(Self.calm, at: 4000, redelivery: true)
        #expect(!wasQuiet(watch))
        watch.send(Self.calm, at: 5000, on: "t/e")
        #expect(wasQuiet(watch))
    }

    @Test("Where an alarm is on or counts down, every message is judged in full, until all is off")
    func onAndOff() throws {
        var watch = try watch { $0[0].onDelay = .seconds(10) }
        watch.send(#"{"v":10}"#, at: 2000)
        watch.send(#"{"w":1}"#, at: 3000)
        #expect(!wasQuiet(watch))
        #expect(watch.send(#"{"v":11}"#, at: 12_000) == ["high raised @12000"])
        watch.send(#"{"w":1}"#, at: 13_000)
        #expect(!wasQuiet(watch))
        #expect(watch.send(#"{"v":7}"#, at: 14_000) == ["high cleared @14000"])
        watch.send(#"{"v":7}"#, at: 15_000)
        #expect(wasQuiet(watch))
    }

    @Test("A late message, and the same once more, are judged in full")
    func times() throws {
        var watch = try watch(time: true)
        watch.send(#"{"v":1,"ts":2000}"#, at: 2000)
        #expect(wasQuiet(watch))
        watch.send(#"{"v":1,"ts":2000}"#, at: 2001)
        #expect(!wasQuiet(watch) && watch.counts.redelivered == 1)
        watch.send(#"{"v":1,"ts":1500}"#, at: 2002)
        #expect(!wasQuiet(watch) && watch.counts.late == 1)
    }

    @Test("In one batch a device may say several quiet things, and then something else")
    func batch() throws {
        var watch = try watch(time: true)
        let payloads = [
            #"{"v":2,"ts":2000}"#, #"{"w":3,"ts":2001}"#, #"{"v":4,"ts":2002}"#, #"{"on":true,"ts":2003}"#,
            #"{"mode":"b","ts":2004}"#, #"{"v":5,"ts":2005}"#,
        ]
        let inputs = payloads.enumerated().map { place, payload in
            Input.message(
                Message(
                    topic: "t/d", payload: Array(payload.utf8), receivedAt: Moment(milliseconds: 2000 + Int64(place))))
        }
        #expect(watch.decide(inputs) == ["both raised @2004"])
        #expect(watch.record()?.fields.map(\.value) == [.number(5), .number(3), .boolean(true), .text("b")])
    }

    @Test("Silence comes when nothing was heard for its time, however many quiet messages came before")
    func silence() throws {
        var watch = try watch()
        for at in stride(from: Int64(10_000), through: 300_000, by: 10_000) {
            #expect(watch.send(Self.calm, at: at) == [])
            #expect(wasQuiet(watch))
        }
        #expect(watch.advance(to: 359_999) == [])
        #expect(watch.advance(to: 360_000) == ["silence raised @360000"])
        watch.send(Self.calm, at: 370_000)
        #expect(!wasQuiet(watch))
        watch.send(Self.calm, at: 371_000)
        #expect(wasQuiet(watch))
    }

    @Test("A rule over time is judged at every message")
    func overTime() throws {
        var watch = try watch { $0.append(.rule("count(v, 1m) > 100", name: "often")) }
        watch.send(Self.calm, at: 2000)
        #expect(!wasQuiet(watch))
    }
}
