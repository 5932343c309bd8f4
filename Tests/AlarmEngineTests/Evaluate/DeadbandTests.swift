import Testing

@testable import AlarmEngine

/// Rule 4 of the design's section 5.
@Suite("Deadband and clear_when")
struct DeadbandTests {
    /// Sends values one by one and answers what each did: `+` raised, `-` cleared, `.` nothing.
    private func course(
        _ alarm: AlarmDescription, _ values: [Double], parameters: [ParameterDescription] = [],
        registry: [RegisteredDevice] = []
    ) throws -> String {
        var watch = Watch(try .sample(alarm, parameters: parameters), registry: registry)
        return values.enumerated().map { place, value in
            let said = watch.send("{\"v\":\(value)}", at: Int64(place))
            return said.isEmpty ? "." : said[0].contains("raised") ? "+" : "-"
        }.joined()
    }

    @Test("On and off at the very limits of each comparison, whichever side the field stands on")
    func limits() throws {
        for (rule, on, justOff, band, off) in [
            ("v >= 10", 10, 10.0.nextDown, 8, 8.0.nextDown), ("v > 10", 10.0.nextUp, 10, 8.0.nextUp, 8),
            ("v <= 10", 10, 10.0.nextUp, 12, 12.0.nextUp), ("v < 10", 10.0.nextDown, 10, 12.0.nextDown, 12),
            ("10 <= v", 10, 10.0.nextDown, 8, 8.0.nextDown), ("10 < v", 10.0.nextUp, 10, 8.0.nextUp, 8),
            ("10 >= v", 10, 10.0.nextUp, 12, 12.0.nextUp), ("10 > v", 10.0.nextDown, 10, 12.0.nextDown, 12),
        ] as [(String, Double, Double, Double, Double)] {
            let alarm = AlarmDescription.rule(rule, deadband: 2)
            #expect(try course(alarm, [justOff, on, justOff, band, off, band, on]) == ".+..-.+", "\(rule)")
        }
    }

    @Test("A parameter is a limit too, with a device's own override")
    func parameter() throws {
        let parameters = [ParameterDescription(name: "limit", value: .number(10))]
        let row = RegisteredDevice(
            device: "d", profile: "p", parameters: [ParameterDescription(name: "limit", value: .number(20))])
        for rule in ["v >= limit", "limit <= v"] {
            let alarm = AlarmDescription.rule(rule, deadband: 2)
            #expect(try course(alarm, [9.9, 10, 8, 7.9], parameters: parameters) == ".+.-")
            #expect(try course(alarm, [10, 19.9, 20, 18, 17.9], parameters: parameters, registry: [row]) == "..+.-")
        }
    }

    @Test("A negative limit, and a deadband of nothing")
    func odd() throws {
        #expect(try course(.rule("v <= -5", deadband: 1), [-4.9, -5, -4, -3.9]) == ".+.-")
        #expect(try course(.rule("v >= 10", deadband: 0), [10, 9.9]) == "+-")
        #expect(try course(.rule("(v) >= (10)", deadband: 2), [10, 8, 7]) == "+.-")
    }

    @Test("The band's edge is reckoned in doubles: 0.3 - 0.1 is below 0.2")
    func doubles() throws {
        #expect(0.3 - 0.1 < 0.2)
        #expect(
            try course(.rule("v >= 0.3", deadband: 0.1), [0.3, 0.2, 0.19999999999999998, 0.19999999999999996]) == "+..-"
        )
    }

    @Test(
        "Where 'when' is not one comparison of a field with a constant or a parameter, a deadband is an error",
        arguments: [
            "v == 10", "v != 10", "on", "v > w", "v + 1 > 10", "v > 10 and on", "not v > 10", "-v > 10", "mode == 'x'",
            "v in (1, 2)", "limit > 5", "v > 5 + 5", "v > -limit",
        ])
    func refused(rule: String) {
        #expect(throws: ProfileProblems.self) {
            try Profile.sample(.rule(rule, deadband: 2), parameters: [.init(name: "limit", value: .number(10))])
        }
    }

    @Test("clear_when: off only while 'when' is false and it is true, never while it is unknown")
    func clearWhen() throws {
        var watch = Watch(try .sample(.rule("v > 10", clearWhen: "w < 5 and on")))
        watch.send(#"{"v":11,"w":1}"#, at: 0)
        #expect(watch.send(#"{"v":9}"#, at: 1) == [], "'on' was never seen")
        #expect(watch.send(#"{"on":false}"#, at: 2) == [])
        #expect(watch.send(#"{"v":11,"on":true}"#, at: 3) == [], "both are true")
        #expect(watch.send(#"{"v":1e999}"#, at: 4) == [], "'when' is unknown")
        #expect(watch.send(#"{"v":10}"#, at: 5) == ["high cleared @5"])
        #expect(watch.send(#"{"v":11}"#, at: 6) == ["high raised @6"], "clear_when does not hold it off")
    }

    @Test("clear_when with an off-delay: any judgement that finds it not so stops the delay")
    func clearWhenDelay() throws {
        var watch = Watch(try .sample(.rule("v > 10", clearWhen: "w < 5", offDelay: .seconds(10))))
        watch.send(#"{"v":11,"w":1}"#, at: 0)
        watch.send(#"{"v":9}"#, at: 1000)
        watch.send(#"{"w":5}"#, at: 10_999)
        #expect(watch.advance(to: 11_000) == [])
        watch.send(#"{"w":4}"#, at: 12_000)
        watch.send(#"{"w":1e999}"#, at: 13_000)
        #expect(watch.advance(to: 30_000) == [])
        watch.send(#"{"w":4}"#, at: 30_000)
        #expect(watch.advance(to: 40_000) == ["high cleared @40000"])
    }

    @Test("Within the band an off-delay does not run on")
    func bandStopsOffDelay() throws {
        var watch = Watch(try .sample(.rule("v >= 10", deadband: 2, offDelay: .seconds(10))))
        watch.send(#"{"v":10}"#, at: 0)
        watch.send(#"{"v":7}"#, at: 1000)
        watch.send(#"{"v":8}"#, at: 2000)
        #expect(watch.advance(to: 20_000) == [])
        watch.send(#"{"v":7}"#, at: 20_000)
        #expect(watch.advance(to: 29_999) == [])
        #expect(watch.advance(to: 30_000) == ["high cleared @30000"])
    }

    @Test("Within the band a waiting on-delay starts again: there it is only 'when' that counts")
    func bandStopsOnDelay() throws {
        var watch = Watch(try .sample(.rule("v >= 10", deadband: 2, onDelay: .seconds(10))))
        watch.send(#"{"v":10}"#, at: 0)
        watch.send(#"{"v":9}"#, at: 5000)
        watch.send(#"{"v":10}"#, at: 6000)
        #expect(watch.advance(to: 15_999) == [])
        #expect(watch.advance(to: 16_000) == ["high raised @16000"])
    }
}
