import Testing

@testable import AlarmEngine

@Suite("Who is told")
struct DeliveryTests {
    @Test("A sink hears what is as severe as it asks and of the signals it asks for, in the order of the sinks")
    func wants() throws {
        let sinks: [SinkRoute] = [
            .sink("z-all"), .sink("grave", from: .severe), .sink("alarms", signals: [.alarm]),
            .sink("none", signals: []), .sink("extreme", from: .extreme),
        ]
        for (severity, signal, heard) in [
            (.minor, .trouble, ["z-all"]), (.severe, .trouble, ["z-all", "grave"]),
            (.moderate, .alarm, ["z-all", "alarms"]),
            (.extreme, .alarm, ["z-all", "grave", "alarms", "extreme"]),
            (.extreme, .test, ["z-all", "grave", "extreme"]),
        ] as [(Severity, Signal, [String])] {
            var watch = Watch(try .sample(.rule("v > 5", severity: severity, signal: signal)), sinks: sinks)
            watch.send(#"{"v":6}"#, at: 0)
            #expect(watch.told == heard.map { "high raised → \($0)" })
        }
    }

    @Test("A sink that heard of a life hears its end, though the severity fell below what it asks for")
    func hearsTheEnd() throws {
        var watch = Watch(
            try .sample(.levels(("v < 5", .severe), ("v < 20", .minor))),
            sinks: [.sink("grave", from: .severe), .sink("all")])
        watch.send(#"{"v":10}"#, at: 0)
        #expect(watch.told == ["high raised → all"])
        watch.send(#"{"v":4}"#, at: 1)
        watch.send(#"{"v":10}"#, at: 2)
        watch.send(#"{"v":50}"#, at: 3)
        #expect(
            watch.told.filter { $0.hasSuffix("grave") } == [
                "high severity → grave", "high severity → grave", "high cleared → grave",
            ])
        watch.send(#"{"v":10}"#, at: 4)
        watch.send(#"{"v":50}"#, at: 5)
        #expect(watch.told.count { $0.hasSuffix("grave") } == 3, "the next life is another")
    }

    @Test("It hears the end over a restart too")
    func overRestart() throws {
        let profile = try Profile.sample(.levels(("v < 5", .severe), ("v < 20", .minor)))
        let configuration = Engine.Configuration(
            profiles: [profile], sinks: [.sink("all"), .sink("grave", from: .severe)])
        var watch = Watch(configuration)
        watch.send(#"{"v":4}"#, at: 0)
        watch.send(#"{"v":10}"#, at: 1)
        #expect(watch.record()?.alarms.map(\.told) == [["all", "grave"]])
        watch.restart(Engine.Configuration(profiles: [profile], sinks: [.sink("new"), .sink("grave", from: .severe)]))
        watch.send(#"{"v":50}"#, at: 2)
        #expect(watch.told.suffix(2) == ["high cleared → new", "high cleared → grave"])
    }

    @Test("A standby sink never hears of the engine")
    func standby() throws {
        var watch = Watch(try .sample(.rule("v > 5")), sinks: [.sink("backup", isStandby: true), .sink("desk")])
        watch.send(#"{"v":6}"#, at: 0)
        watch.send(#"{"v":0}"#, at: 1)
        #expect(watch.told == ["high raised → desk", "high cleared → desk"])
    }

    @Test("A late occurrence that is told to nobody does not count as told")
    func silent() throws {
        var watch = Watch(
            try .sample(.momentary("on"), time: true, maximumNotifyAge: .seconds(1)),
            sinks: [.sink("grave", from: .extreme)])
        watch.send(#"{"v":1,"ts":100000}"#, at: 100_000)
        watch.send(#"{"on":true,"ts":1000}"#, at: 100_000)
        #expect(watch.told.isEmpty && watch.record()?.alarms.map(\.told) == [[]])
        watch.hand(.acknowledge, "sos", at: 100_001)
        #expect(watch.told == ["sos acknowledged → grave"])
    }

    @Test("Deliveries name their events by place in the decision")
    func places() throws {
        var watch = Watch(
            try .sample(.rule("v > 5", name: "a"), .rule("v > 5", name: "b")), sinks: [.sink("x"), .sink("y")])
        watch.send(#"{"v":6}"#, at: 0)
        #expect(
            watch.last.deliveries == [(0, "x"), (0, "y"), (1, "x"), (1, "y")].map { Delivery(event: $0.0, sink: $0.1) })
    }

    @Test("64 sinks are told and told apart")
    func many() throws {
        let sinks = (0..<64).map { SinkRoute.sink("s\($0)", from: $0 % 2 == 0 ? .minor : .severe) }
        var watch = Watch(try .sample(.levels(("v < 5", .severe), ("v < 20", .minor))), sinks: sinks)
        watch.send(#"{"v":10}"#, at: 0)
        #expect(watch.told.count == 32)
        watch.send(#"{"v":4}"#, at: 1)
        watch.send(#"{"v":50}"#, at: 2)
        #expect(watch.told.count == 32 + 64 + 64)
    }

    @Test("A cover is told to those who were told of the life alone, its end to all that want the alarm")
    func covers() throws {
        var watch = Watch(
            try .sample(.levels(("v > 5", .moderate), ("v > 9", .severe))),
            sinks: [.sink("grave", from: .severe), .sink("all"), .sink("backup", isStandby: true)])
        watch.send(#"{"v":6}"#, at: 0)
        #expect(watch.toldNow { $0.shelve(at: 1) } == ["high shelved → all"])
        #expect(watch.toldNow { $0.send(#"{"v":10}"#, at: 2) } == [])
        #expect(watch.toldNow { $0.takeOut(at: 3) } == ["high outOfService → all"])
        #expect(watch.toldNow { $0.unshelve(at: 4) } == [])
        #expect(watch.toldNow { $0.putBack(at: 5) } == ["high inService → grave", "high inService → all"])
        #expect(watch.record()?.alarms.first?.told == ["grave", "all"])
    }

    @Test("A sink that no longer takes drills hears no more of a test it was told of")
    func drills() throws {
        let profile = try Profile.sample(.rule("v > 5"))
        var taking = SinkRoute.sink("desk")
        taking.takesDrills = true
        var watch = Watch(profile, sinks: [taking])
        watch.begin(.drill, until: 1000, at: 0)
        watch.send(#"{"v":6}"#, at: 10)
        #expect(watch.told.last == "high raised → desk" && watch.events.last?.isTest == true)
        watch.restart(Engine.Configuration(profiles: [profile], sinks: [.sink("desk")]))
        #expect(watch.toldNow { $0.send(#"{"v":0}"#, at: 20) } == [])
        #expect(watch.toldNow { $0.end(.drill, at: 30) } == ["drill cleared → desk"])
    }
}
