import Testing

@testable import AlarmEngine

@Suite("Texts of alarms")
struct TextTests {
    private func say(
        _ text: String, _ payload: String = #"{"v":12.5,"mode":"A"}"#, row: RegisteredDevice? = nil,
        topic: String = "t/{device}",
        on: String = "t/d"
    ) throws -> (full: String?, discreet: String?) {
        var secret = FieldDescription.text("mode")
        secret.isPrivate = true
        let profile = try Profile.sample(
            .rule("v > limit", text: Words(en: text)), topic: topic,
            parameters: [.init(name: "limit", value: .number(10))],
            fields: [.number("v"), .number("w"), secret])
        var watch = Watch(profile, registry: row.map { [$0] } ?? [])
        watch.send(payload, at: 0, on: on)
        #expect(watch.events.count == 1 && watch.events[0].text.zh == nil)
        return (watch.events[0].text.en, watch.events[0].discreetText.en)
    }

    @Test("Fields, parameters and the device are filled in; what is unknown shows as …")
    func filled() throws {
        #expect(try say("{v} of {limit} at {device}, w {w}").full == "12.5 of 10 at d, w …")
        #expect(try say("no braces").full == "no braces")
        #expect(try say("}{v}}").full == "}12.5}")
        #expect(try say("").full == "")
        #expect(try say("烟 {v}%").full == "烟 12.5%")
    }

    @Test("A place nobody named is the device; area and zone are … where there are none")
    func places() throws {
        let row = RegisteredDevice(device: "d", profile: "p", area: "5328", zone: "2F", place: "Li's kitchen")
        #expect(try say("{place}/{area}/{zone}").full == "d/…/…")
        #expect(try say("{place}/{area}/{zone}", row: row).full == "Li's kitchen/5328/2F")
        #expect(try say("{area}/{zone}", topic: "{area}/{zone}/{device}", on: "A/Z/d").full == "A/Z")
    }

    @Test("The discreet text has neither place nor zone nor what is private")
    func discreet() throws {
        let row = RegisteredDevice(device: "d", profile: "p", area: "5328", zone: "2F", place: "Li's kitchen")
        let said = try say("{place} {zone} {area} {device} {v} {mode}", row: row)
        #expect(said.full == "Li's kitchen 2F 5328 d 12.5 A")
        #expect(said.discreet == "d … 5328 d 12.5 …")
    }

    @Test("A value is not looked into for braces")
    func noInjection() throws {
        #expect(try say("{mode}", #"{"v":11,"mode":"{device} {v}"}"#).full == "{device} {v}")
    }

    @Test(
        "A name in braces that is not known is an error with a suggestion",
        arguments: [
            ("{vv}", 1, "'{vv}' is no field or parameter; did you mean '{v}'?"),
            ("烟 {limt}", 5, "'{limt}' is no field or parameter; did you mean '{limit}'?"),
            (
                "a {something}", 3,
                "'{something}' is no field or parameter; there are v, limit, place, device, area, zone"
            ),
            ("{v", 0, "the '{' is not closed; write '{name}'"),
            ("{}", 1, "'{}' is no field or parameter; there are v, limit, place, device, area, zone"),
            ("{v} {device", 4, "the '{' is not closed; write '{name}'"),
        ])
    func errors(text: String, offset: Int, message: String) {
        let vocabulary = Vocabulary(
            fields: [.init(name: "v", type: .number, unit: nil)], parameters: [.init(name: "limit", value: .number(1))])
        #expect(throws: ExpressionError(offset: offset, message: message)) { try TextTemplate(text, vocabulary) }
    }

    @Test(
        "Numbers show in the shortest digits that read back the same, whole ones without a fraction",
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (-40, "-40"), (21.7, "21.7"), (0.1 + 0.2, "0.30000000000000004"),
            (1e15, "1000000000000000"),
            (9_007_199_254_740_991, "9007199254740991"), (9_007_199_254_740_992, "9007199254740992"), (1e16, "1e16"),
            (-1.5e300, "-1.5e300"), (1e-7, "1e-7"), (100, "100"), (-0.5, "-0.5"),
        ])
    func numbers(number: Double, text: String) {
        #expect(Value.shortest(number) == text)
        #expect(Value.number(number).text == text)
    }

    @Test("Any double's shortest text reads back as the same double")
    func roundTrip() {
        var chance = SplitMix64(seed: 6)
        for _ in 0..<5000 {
            let number = Double(bitPattern: chance.next())
            guard number.isFinite else { continue }
            if Double(Value.shortest(number)) != number { Issue.record("\(number)") }
        }
    }

    @Test("Booleans and texts show as they are, and values are equal by their bytes")
    func values() {
        #expect(Value.boolean(true).text == "true" && Value.text("é").text == "é")
        #expect(Value.text("é") != .text("e\u{301}") && Value.text("é") == .text("é"))
        #expect(Value.number(1) != .boolean(true) && Value.text("1") != .number(1) && Value.number(0) == .number(-0.0))
        #expect(Set([Value.text("é"), .text("e\u{301}"), .number(0), .number(-0.0), .boolean(false)]).count == 4)
        #expect(ValueType.allCases == [Value.number(0).type, Value.boolean(true).type, Value.text("").type])
    }
}
