import Testing

@testable import AlarmEngine

@Suite("What a device would send for a value")
struct RawFiguresTests {
    @Test(
        "Read again, the figures are the value, and no longer than they must be",
        arguments: [
            ("21.4", "0.1", nil, "214"), ("53.9", "0.1", nil, "539"), ("3.099", "0.001", nil, "3099"),
            ("0.05", "0.001", nil, "50"), ("-40", nil, "-40", "0"), ("21.5", "0.5", "-40", "123"),
            ("0.07", "0.01", nil, "7"), ("100", "100", nil, "1"), ("7", "2", nil, "3.5"), ("1e3", "0.1", nil, "10000"),
        ] as [(String, String?, String?, String)])
    func figures(value: String, scale: String?, offset: String?, raw: String) throws {
        let field = FieldDescription.number("v", scale: scale, offset: offset)
        #expect(field.rawFigures(for: value) == raw)

        let profile = try Profile.sample(.rule("v == \(value)", name: "is"), fields: [field])
        var watch = Watch(profile)
        #expect(watch.send("{\"v\":\(raw)}", at: 1) == ["is raised @1"])
    }

    @Test("Without a scale they are what was written")
    func plain() {
        #expect(FieldDescription.number("v").rawFigures(for: "0.50") == "0.50")
    }

    @Test("A value between two that the scale can give has none, nor has one beyond all numbers")
    func none() {
        #expect(FieldDescription.number("v", scale: "3").rawFigures(for: "0.1") == nil)
        #expect(FieldDescription.number("v", scale: "0.1").rawFigures(for: "1e308") == nil)
    }

    @Test("Of a converted field it is a text that reads as the value, as the device would send it")
    func converted() {
        let on = FieldDescription.boolean("x").with {
            $0.trueFor = [.text("ALARM")]; $0.falseFor = [.number(0)]
        }
        #expect(on.rawText(for: .boolean(true)) == #""ALARM""#)
        #expect(on.rawText(for: .boolean(false)) == "0")
        let closed = FieldDescription.boolean("x").with { $0.trueFor = [.boolean(false)] }
        #expect(closed.rawText(for: .boolean(false)) == "true")
        let state = FieldDescription.text("x").with { $0.words = [CodeWord(.number(1), "alarm")] }
        #expect(state.rawText(for: .text("alarm")) == "1")
        #expect(state.rawText(for: .text("silent")) == nil)
        let level = FieldDescription.number("x", unit: "MPa", scale: "0.1").with { $0.sentIn = "kPa" }
        #expect(level.rawText(for: .number(0.345)) == "3450")
        #expect(level.with { $0.invalid = [.number(3450)] }.rawText(for: .number(0.345)) == nil)
        #expect(level.with { $0.cut = .characters(from: 1, to: nil) }.rawText(for: .number(1)) == nil)
        #expect(level.with { $0.bits = 0...3 }.rawText(for: .number(1)) == nil)
    }
}
