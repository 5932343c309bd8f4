import Testing

@testable import AlarmEngine

@Suite("What is wrapped in a document")
struct InsideTests {
    private func trial(_ inside: InsideDescription..., at path: String = "/data/v") -> FormTrial {
        var trial = FormTrial(fields: [.number("v").with { $0.path = path }])
        trial.message.inside = inside
        return trial
    }

    private let plain = InsideDescription(path: "/data", payload: PayloadDescription())

    @Test("JSON in a string is unwrapped in its place")
    func json() {
        let trial = trial(plain)
        let payload = #"{"a":1,"data":"{\"v\": 2.5}","b":[3]}"#
        #expect(trial.read(payload) == "v=2.5")
        #expect(trial.document(payload) == #"{"a":1,"data":{"v": 2.5},"b":[3]}"#)
    }

    @Test("Where nothing stands, nothing happens; where no string stands it is undecodable, and says which")
    func absent() {
        #expect(trial(plain, at: "/v").read(#"{"v":1,"data":null}"#) == "v=1")
        #expect(trial(plain, at: "/v").read(#"{"v":1}"#) == "v=1")
        #expect(
            trial(plain).read(#"{"data":{"v":1}}"#)
                == "✗ what is wrapped at '/data' cannot be unwrapped: no string stands there")
        #expect(
            trial(plain).read(#"{"v":1,"data":"{x}"}"#)
                == "✗ what is wrapped at '/data' cannot be unwrapped: not JSON at byte 1: a member's name in quotes should stand here"
        )
        #expect(trial(plain).read(#"{"data":"{\"v\":1}"#).hasPrefix("✗ not JSON at byte"))
    }

    @Test("Things are unwrapped in turn, one within the other")
    func inTurn() {
        let base64 = PayloadDescription(encoding: .base64)
        // {"x":"[7]"}
        let trial = trial(
            InsideDescription(path: "/data", payload: base64),
            InsideDescription(path: "/data/x", payload: PayloadDescription()),
            at: "/data/x/0")
        #expect(trial.read(#"{"data":"eyJ4IjoiWzddIn0="}"#) == "v=7")
        #expect(
            trial.read(#"{"data":"eyJ4IjoiWzddIn0$"}"#)
                == "✗ what is wrapped at '/data' cannot be unwrapped: not base64 at byte 15")
    }

    @Test("A bytes description reads what is wrapped, and may ask for the port")
    func bytes() throws {
        let u8 = try #require(BytesType("u8"))
        var port = BytesField(name: "v", source: .expression("_port + first"))
        port.scale = nil
        let first = BytesField(name: "first", source: .type(u8))
        let description = BytesDescription(read: [BytesItem(deed: .value(first)), BytesItem(deed: .value(port))])
        let inside = InsideDescription(
            path: "/frm_payload",
            payload: PayloadDescription(form: .bytes, encoding: .base64, bytes: description), port: "/f_port")
        let trial = trial(inside, at: "/frm_payload/v")
        #expect(trial.read(#"{"f_port":85,"frm_payload":"AQ=="}"#) == "v=86")
        #expect(
            trial.read(#"{"f_port":85,"frm_payload":""}"#).hasPrefix(
                "✗ what is wrapped at '/frm_payload' cannot be unwrapped: not as its bytes are described: at byte 0"))
    }

    @Test("The whole may be wrapped, whatever its form")
    func whole() {
        var trial = FormTrial()
        trial.message.body = PayloadDescription(form: .text, encoding: .raw)
        trial.message.inside = [InsideDescription(path: "", payload: PayloadDescription(form: .looseJSON))]
        #expect(trial.read("{'v': 3}") == "v=3")
        trial.message.inside = [
            InsideDescription(path: "", payload: PayloadDescription(form: .pairs, encoding: .hex))
        ]
        trial.message.fields = [.number("v").with { $0.written = .text }]
        #expect(trial.read("763D34") == "v=4")
    }

    @Test("256 KiB are unwrapped, one byte more is refused")
    func size() {
        let trial = trial(InsideDescription(path: "/data", payload: PayloadDescription(form: .text)), at: "/v")
        let fits = String(repeating: "x", count: 256 * 1024 - 2)
        #expect(trial.read("{\"v\":1,\"data\":\"\(fits)\"}") == "v=1")
        #expect(
            trial.read("{\"v\":1,\"data\":\"\(fits)x\"}")
                == "✗ what is wrapped at '/data' cannot be unwrapped: it is too large")
    }
}
