import AlarmEngine
import Testing

@testable import Gateway

@Suite("What gengfu decode prints")
struct DecodedTextTests {
    private func lines(
        _ payload: String, device: String? = nil, _ change: (inout MessageDescription) -> Void = { _ in }
    ) throws
        -> [String]
    {
        var number = FieldDescription(name: "v", path: "/v", type: .number, unit: "kPa")
        number.invalid = [.number(10000)]
        var part = FieldDescription(name: "part", path: "/part", type: .text)
        part.cut = .between(after: "T", before: nil)
        var message = MessageDescription(
            topic: "t/{device}",
            fields: [number, FieldDescription(name: "on", path: "/on", type: .boolean), part])
        change(&message)
        let profile = try Profile(
            ProfileDescription(
                name: "p", service: .fireStation, messages: [message], silence: SilenceDescription(after: .hours(1))))
        let decoded = profile.decoded(Array(payload.utf8), message: 0, DecodingAids())
        return DecodedText(decoded, device: device).lines + (decoded.refusal.map { ["✗ \($0)"] } ?? [])
    }

    @Test("The document, then each field with its unit, or why it is missing")
    func single() throws {
        #expect(
            try lines(#"{"v":1.50,"on":null,"part":"xT","a":[1,{"b":"{,}"}],"c":[],"d":{ }}"#, device: "d7") == [
                "{", #"  "v": 1.50,"#, #"  "on": null,"#, #"  "part": "xT","#, #"  "a": ["#, "    1,", "    {",
                #"      "b": "{,}""#, "    }", "  ],", #"  "c": [],"#, #"  "d": {}"#, "}", "",
                "reading, device d7, no time of its own", "  v     1.5 kPa", "  on    missing: null stands at '/on'",
                "  part  missing: nothing is where 'cut' looks",
            ])
        let others = try lines(#"{"v":10000,"on":"x","part":"aTb"}"#)
        #expect(
            others.suffix(4) == [
                "reading, the topic's device, no time of its own",
                "  v     missing: what stands there is among 'invalid'",
                "  on    not of its type, which is boolean", "  part  'b'",
            ])
        #expect(try lines(#"{"on":true,"v":1e999}"#).contains("  v     unknown: the number is too large"))
        #expect(try lines(#"{"on":true}"#).contains("  v     missing: nothing stands at '/v'"))
    }

    @Test("What is missing is its default until it is heard; what is there, or overflowed, is what it is")
    func defaults() throws {
        func field(_ payload: String) throws -> String? {
            try lines(payload) { message in
                message.fields[0].defaultValue = .number(5)
                message.fields[2].defaultValue = .text("hall")
            }.first { $0.hasPrefix("  v ") }
        }
        let otherwise = "; until it is heard it is 5 kPa"
        #expect(try field(#"{"on":true}"#) == "  v     missing: nothing stands at '/v'\(otherwise)")
        #expect(try field(#"{"on":true,"v":null}"#) == "  v     missing: null stands at '/v'\(otherwise)")
        #expect(try field(#"{"on":true,"v":"x"}"#) == "  v     not of its type, which is number\(otherwise)")
        #expect(try field(#"{"v":1}"#) == "  v     1 kPa")
        #expect(try field(#"{"v":1e999}"#) == "  v     unknown: the number is too large")
    }

    @Test("Of several readings each, and those that are passed over")
    func several() throws {
        let lines = try lines(#"{"r":[{"id":"a","v":1},{"v":2},{"id":"b"}],"ts":60}"#) { message in
            message.each = EachDescription(path: "/r")
            message.device = .value(MessagePlace(path: "/id"))
            message.times = [TimeDescription(path: "/ts", unit: .seconds)]
            message.times[0].isOuter = true
        }
        #expect(
            lines.filter { $0.hasPrefix("reading") } == [
                "reading 1 of 3, device a, time 1970-01-01T00:01:00.000Z",
                "reading 2 of 3, no device: no name stands where 'device' looks, time 1970-01-01T00:01:00.000Z; passed over",
                "reading 3 of 3, device b, time 1970-01-01T00:01:00.000Z; passed over",
            ])
    }

    @Test("An undecodable payload says why; what there is of a document stands above")
    func undecodable() throws {
        #expect(try lines("{") == ["{", "✗ not JSON at byte 1: a member's name in quotes should stand here"])
        let none = try lines(#"{"x":1}"#)
        #expect(none.last == "✗ it has none of the declared fields with a value of its type")
        #expect(none.contains("  v     missing: nothing stands at '/v'"))
        #expect(try lines("zz") { $0.body.encoding = .hex } == ["✗ not hex at byte 0"])
    }

    @Test("Availability is one word")
    func availability() throws {
        let change: (inout MessageDescription) -> Void = {
            $0.fields = []
            $0.availability = AvailabilityDescription(path: "/state", offline: [.text("offline")])
        }
        #expect(try lines("offline", change) == [#""offline""#, "", "availability: offline"])
        #expect(try lines(#"{"state":"online"}"#, change).suffix(1) == ["availability: online"])
    }

    @Test("However deep or long a payload is, what is shown is bounded, and the rest is counted")
    func bounded() throws {
        let deep = IndentedJSON.lines([UInt8](repeating: UInt8(ascii: "["), count: 8000))
        #expect(deep.count <= IndentedJSON.maximumLines + 1 && deep.allSatisfy { $0.utf8.count <= 100 })
        let shown = deep.dropLast().count { $0.hasSuffix("[") }
        #expect(deep.last == "… and \(8000 - shown) bytes more, which are not shown")
        let list = IndentedJSON.lines(Array("[\([String](repeating: "1", count: 20_000).joined(separator: ","))]".utf8))
        #expect(list.count == IndentedJSON.maximumLines + 1)
        let text = IndentedJSON.lines(Array("\"\(String(repeating: "更", count: 100_000))\"".utf8))
        #expect(text.count == 2 && text[0].utf8.count < IndentedJSON.maximumBytes + 4 && text[0].hasSuffix("更"))
        let whole = IndentedJSON.lines(Array("[\([String](repeating: "1", count: 4990).joined(separator: ","))]".utf8))
        #expect(whole.count == 4992 && whole.last == "]")
    }
}
