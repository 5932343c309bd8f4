import Testing

@testable import AlarmEngine

/// Whole courses of the devices the design's section 4 describes, as somebody would record them.
@Suite("Whole courses")
struct ScenarioTests {
    /// The design page's smoke detector, word for word.
    private func smokeDetector() throws -> Profile {
        try Profile(
            ProfileDescription(
                name: "smoke-detector", service: .fireStation, title: Words(en: "Smoke detector", zh: "烟感探测器"),
                messages: [
                    MessageDescription(
                        topic: "community/{area}/fire/{device}/telemetry",
                        time: TimeDescription(path: "/ts", unit: .seconds), sequence: "/seq",
                        fields: [
                            .number("smoke", unit: "%/m"),
                            FieldDescription(
                                name: "temperature", path: "/data/temp", type: .number, unit: "°C", scale: "0.1"),
                            .boolean("tamper"), .number("battery", unit: "%"),
                        ])
                ],
                parameters: [ParameterDescription(name: "smoke_limit", value: .number(10))],
                silence: SilenceDescription(after: .minutes(15)),
                alarms: [
                    .rule(
                        "smoke >= smoke_limit", name: "smoke-high", deadband: 2, onDelay: .seconds(10),
                        offDelay: .seconds(30), signal: .alarm, latch: true,
                        text: Words(en: "Smoke {smoke} %/m at {place}", zh: "{place} 烟雾浓度 {smoke} %/m")),
                    .levels(("battery < 5", .moderate), ("battery < 20", .minor), name: "battery-low"),
                    .rule("temperature > 57", name: "heat", severity: .extreme, signal: .alarm),
                    .rule("tamper", name: "tamper", severity: .moderate, signal: .supervisory),
                ]))
    }

    private static let topic = "community/532822/fire/s-7/telemetry"

    private func detector() throws -> Watch {
        Watch(
            Engine.Configuration(
                profiles: [try smokeDetector()],
                registry: [
                    RegisteredDevice(
                        device: "s-7", profile: "smoke-detector", area: "532822", zone: "2F", place: "Mengzhe market",
                        parameters: [ParameterDescription(name: "smoke_limit", value: .number(12))])
                ],
                sinks: [.sink("log"), .sink("centre", from: .severe, signals: [.alarm])]))
    }

    @Test("A fire: pending, a dip, raised by deadline, acknowledged, smoke clears slowly, latched, reset")
    func fire() throws {
        var watch = try detector()
        func reading(_ smoke: Double, _ second: Int, sequence: Int) -> String {
            "{\"ts\":\(second),\"seq\":\(sequence),\"smoke\":\(smoke),\"data\":{\"temp\":217},\"tamper\":false,\"battery\":88}"
        }
        for (smoke, second) in [(3.0, 0), (11.9, 5), (12, 10), (11.9, 15), (12, 20), (14.5, 25)] {
            #expect(
                watch.send(reading(smoke, second, sequence: second), at: Int64(second) * 1000 + 120, on: Self.topic)
                    == [])
        }
        #expect(watch.engine.nextDeadline == Moment(milliseconds: 30_120))
        #expect(watch.advance(to: 31_000) == ["smoke-high raised @30120"])
        let raised = try #require(watch.events.last)
        #expect(raised.text == Words(en: "Smoke 14.5 %/m at Mengzhe market", zh: "Mengzhe market 烟雾浓度 14.5 %/m"))
        #expect(raised.discreetText.en == "Smoke 14.5 %/m at s-7")
        #expect(raised.values == [NamedValue(name: "smoke", value: .number(14.5))])
        #expect(raised.zone == "2F" && raised.area == "532822" && raised.service == .fireStation)
        #expect(watch.hand(.acknowledge, "smoke-high", at: 40_000) == ["smoke-high acknowledged @40000"])
        #expect(watch.send(reading(10, 50, sequence: 50), at: 50_120, on: Self.topic) == [], "within the deadband")
        #expect(watch.send(reading(9.9, 60, sequence: 60), at: 60_120, on: Self.topic) == [])
        #expect(watch.send(reading(9, 89, sequence: 89), at: 89_120, on: Self.topic) == [])
        #expect(watch.advance(to: 100_000) == ["smoke-high returned @90120"])
        #expect(watch.lastEvent == "smoke-high returned @90120 severe latched-acknowledged 1")
        #expect(watch.hand(.reset, "smoke-high", at: 101_000) == ["smoke-high reset @101000"])
        #expect(
            watch.told
                == ["raised", "acknowledged", "returned", "reset"].flatMap {
                    ["smoke-high \($0) → log", "smoke-high \($0) → centre"]
                })
    }

    @Test("A queue that the broker kept: readings a minute apart come in one burst, and the delay ends by their times")
    func backlog() throws {
        var watch = try detector()
        let said = (0..<5).flatMap { minute in
            watch.send(
                "{\"ts\":\(minute * 60),\"seq\":\(minute),\"smoke\":\(minute < 3 ? 20 : 1)}",
                at: 300_000 + Int64(minute),
                on: Self.topic)
        }
        #expect(said == ["smoke-high raised @60000", "smoke-high returned @240000"])
    }

    @Test("The broker sends the queue twice: the second time nothing is new")
    func burstTwice() throws {
        var watch = try detector()
        let queue = (0..<5).map { "{\"ts\":\($0 * 60),\"seq\":\($0),\"smoke\":\($0 < 3 ? 20 : 1)}" }
        for payload in queue { watch.send(payload, at: 300_000, on: Self.topic) }
        let first = watch.events
        for payload in queue { watch.send(payload, at: 300_001, on: Self.topic, redelivery: true) }
        #expect(watch.events == first)
        #expect(watch.counts.redelivered == 1 && watch.counts.late == 4)
    }

    @Test("Heat by a scaled reading, tamper and battery in one message: in order of their names")
    func together() throws {
        var watch = try detector()
        let payload = #"{"ts":1.2509,"seq":1,"smoke":0,"data":{"temp":571},"tamper":true,"battery":4}"#
        #expect(
            watch.send(payload, at: 2000, on: Self.topic) == [
                "battery-low raised @1250", "heat raised @1250", "tamper raised @1250",
            ])
        #expect(watch.events.map(\.severity) == [.moderate, .extreme, .moderate])
        #expect(watch.events.map(\.signal) == [.trouble, .alarm, .supervisory])
        let back = #"{"ts":2,"seq":2,"data":{"temp":570},"tamper":false,"battery":15}"#
        #expect(
            watch.send(back, at: 3000, on: Self.topic) == [
                "battery-low severity @2000", "heat returned @2000", "tamper cleared @2000",
            ])
    }

    @Test("A device that falls silent in the middle of a fire: silence beside it, and the fire goes on")
    func silentFire() throws {
        var watch = try detector()
        watch.send(#"{"ts":0,"seq":1,"smoke":30}"#, at: 100, on: Self.topic)
        #expect(watch.advance(to: 2_000_000) == ["smoke-high raised @10100", "silence raised @900100"])
        #expect(watch.engine.nextDeadline == nil)
        #expect(
            watch.send(#"{"ts":2000,"seq":2,"smoke":30}"#, at: 2_000_100, on: Self.topic) == [
                "silence cleared @2000000"
            ])
        #expect(watch.record(of: "s-7")?.alarms.first { $0.name == "smoke-high" }?.state == .unacknowledged)
    }

    @Test("A device rebooted without a clock: its time is not believed, its readings are")
    func rebooted() throws {
        var watch = try detector()
        watch.send(#"{"ts":10000,"seq":900,"smoke":0}"#, at: 10_000_000, on: Self.topic)
        watch.send(#"{"ts":3,"seq":1,"smoke":30}"#, at: 10_060_000, on: Self.topic)
        #expect(watch.counts.incredibleTime == 1 && watch.counts.late == 0)
        #expect(watch.advance(to: 10_070_000) == ["smoke-high raised @10070000"])
    }

    @Test("An SOS button that presses three times, once from its memory, and is reset")
    func sos() throws {
        let button = try Profile(
            ProfileDescription(
                name: "sos-button", service: .elderCare,
                messages: [
                    MessageDescription(
                        topic: "care/{area}/{zone}/{device}", time: TimeDescription(path: "/t", unit: .iso8601),
                        fields: [.text("key"), .number("rssi")])
                ], alarms: [.momentary("key in ('SOS', 'HELP') and not rssi < -120")]))
        var watch = Watch(button, sinks: [.sink("care")])
        let topic = "care/532822/301/b-1"
        func press(_ key: String, _ time: String, at moment: Int64) -> [String] {
            watch.send("{\"t\":\"1970-01-01T00:\(time)Z\",\"key\":\"\(key)\",\"rssi\":-80}", at: moment, on: topic)
        }
        #expect(press("TEST", "00:01", at: 1000) == [])
        #expect(press("SOS", "00:05", at: 5000) == ["sos raised @5000"])
        #expect(press("SOS", "00:05", at: 5050) == [], "the radio said it twice")
        #expect(press("HELP", "00:03", at: 5100) == ["sos occurred @3000"], "from its memory: late, and told")
        #expect(press("sos", "00:06", at: 6000) == [])
        #expect(watch.hand(.acknowledge, at: 7000) == ["no life"])
        #expect(watch.hand(.acknowledge, "sos", at: 7000) == ["sos acknowledged @7000"])
        #expect(press("SOS", "00:08", at: 8000) == ["sos occurred @8000"])
        #expect(watch.lastEvent == "sos occurred @8000 extreme unacknowledged 3")
        #expect(watch.hand(.reset, "sos", at: 9000) == ["sos reset @9000"])
        #expect(watch.events.map(\.isLate) == [false, true, false, false, false])
        #expect(watch.told.count == 5 && watch.events.allSatisfy { $0.zone == "301" })
    }

    @Test("A hydrant's pressure in kPa read as MPa, its limit in the registry; 0.1 + 0.02 is a hair above 0.12")
    func hydrant() throws {
        #expect(0.14 + 0.02 == 0.16 && 0.1 + 0.02 > 0.12)
        let hydrant = try Profile(
            ProfileDescription(
                name: "hydrant", service: .fireStation,
                messages: [
                    MessageDescription(
                        topic: "h/{device}", payload: .text,
                        fields: [
                            FieldDescription(name: "pressure", path: "", type: .number, unit: "MPa", scale: "0.001")
                        ])
                ],
                parameters: [ParameterDescription(name: "low", value: .number(0.14))],
                alarms: [.rule("pressure < low", name: "low", deadband: 0.02, signal: .supervisory)]))
        var watch = Watch(
            hydrant,
            registry: [
                RegisteredDevice(
                    device: "h2", profile: "hydrant",
                    parameters: [ParameterDescription(name: "low", value: .number(0.1))])
            ])
        for (payload, h1, h2) in [
            ("140", ".", "."), ("139", "+", "."), ("159", ".", "."), ("160", "-", "."), ("99.9", "+", "+"),
            ("120", ".", "."),
            ("120.1", ".", "-"),
        ] {
            for (device, expected) in [("h1", h1), ("h2", h2)] {
                let said = watch.send(payload, at: watch.now + 1, on: "h/\(device)")
                #expect(said.map { $0.contains("raised") ? "+" : "-" }.first ?? "." == expected, "\(device) \(payload)")
            }
        }
    }

    @Test("Counts are added part by part")
    func counts() throws {
        var watch = try detector()
        watch.send("", at: 1, on: Self.topic)
        watch.send("?", at: 1, on: Self.topic)
        watch.send("?", at: 1, on: "x")
        watch.send(#"{"smoke":1,"tamper":1}"#, at: 1, on: Self.topic, retained: true)
        let one = watch.counts
        var two = one
        two += one
        #expect(
            one.messages == 4 && one.empty == 1 && one.undecodable == 1 && one.unknownTopic == 1 && one.retained == 1)
        #expect(one.judged == 1 && one.mistypedFields == 1 && one.incredibleTime == 1)
        #expect(
            two.messages == 8 && two.empty == 2 && two.undecodable == 2 && two.unknownTopic == 2 && two.retained == 2)
        #expect(two.judged == 2 && two.mistypedFields == 2 && two.incredibleTime == 2 && two.late == 0)
    }
}
