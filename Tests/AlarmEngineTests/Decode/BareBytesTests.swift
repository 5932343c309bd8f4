import Testing

@testable import AlarmEngine

/// A device's own bytes without what a network server puts round them, and payloads that a profile does not take.
@Suite("Bare bytes, and payloads not taken")
struct BareBytesTests {
    private static func uplink(at path: String = "/data", _ change: (inout MessageDescription) -> Void = { _ in })
        throws
        -> Profile
    {
        let read = [
            BytesItem(
                deed: .value(BytesField(name: "v", source: BytesType("u8").map { .type($0) } ?? .expression("0")))),
            BytesItem(deed: .value(BytesField(name: "port", source: .expression("_port")))),
        ]
        var message = MessageDescription(
            topic: "up/{device}",
            fields: [
                FieldDescription(name: "v", path: "\(path)/v", type: .number),
                FieldDescription(name: "port", path: "\(path)/port", type: .number),
                FieldDescription(name: "rssi", path: "/rssi", type: .number),
            ])
        message.inside = [
            InsideDescription(
                path: path,
                payload: PayloadDescription(form: .bytes, encoding: .base64, bytes: BytesDescription(read: read)),
                port: "/fPort")
        ]
        message.match = MatchDescription(path: "/name", values: [.text("WS301"), .number(7)])
        change(&message)
        return try Profile(ProfileDescription(name: "p", service: .elderCare, messages: [message]))
    }

    private static func said(_ decoded: DecodedMessage?) -> [String] {
        decoded?.readings.flatMap { $0.fields.map { "\($0.field.path) \($0.value)" } } ?? []
    }

    @Test("Bytes read as those in an envelope do, at places of their own", arguments: ["/data", "/a/0/b~1c"])
    func bare(path: String) throws {
        let profile = try Self.uplink(at: path)
        let decoded = try #require(profile.decoded(bare: [9], port: 85, message: 0, DecodingAids()))
        #expect(decoded.refusal == nil && decoded.document == Array(#"{"v":9,"port":85}"#.utf8))
        #expect(
            Self.said(decoded) == [
                "/v value(AlarmEngine.Value.number(9.0))", "/port value(AlarmEngine.Value.number(85.0))",
            ])
        #expect(decoded.readings.first?.device == nil)
    }

    @Test("Bytes that end too early, and a message that has none")
    func refused() throws {
        let profile = try Self.uplink { message in
            message.inside = []
            message.body = PayloadDescription()
        }
        #expect(profile.decoded(bare: [9], port: nil, message: 0, DecodingAids()) == nil)
        #expect(profile.decoded(bare: [9], port: nil, message: 1, DecodingAids()) == nil)
        let short = try Self.uplink().decoded(bare: [], port: 85, message: 0, DecodingAids())
        #expect(short?.refusal?.isEmpty == false && short?.readings.isEmpty == true)
    }

    @Test("A payload of bytes alone, and one whose bytes hold many readings")
    func forms() throws {
        let whole = try Self.uplink { message in
            message.body = message.inside[0].payload
            message.inside = []
            message.match = nil
            message.fields = [FieldDescription(name: "v", path: "/v", type: .number)]
        }
        #expect(
            Self.said(whole.decoded(bare: [8], port: 1, message: 0, DecodingAids())) == [
                "/v value(AlarmEngine.Value.number(8.0))"
            ])
        let many = try Self.uplink { message in
            message.each = EachDescription(path: "/data/r")
            message.device = .value(MessagePlace(path: "/id", isOuter: true))
            let item = BytesItem(
                deed: .value(BytesField(name: "v", source: BytesType("u8").map { .type($0) } ?? .expression("0"))))
            message.inside[0].payload.bytes = BytesDescription(read: [
                BytesItem(deed: .repeats(BytesRepeat(name: "r", read: [item])))
            ])
            message.fields = [FieldDescription(name: "v", path: "/v", type: .number)]
        }
        let decoded = try #require(many.decoded(bare: [1, 2], port: nil, message: 0, DecodingAids()))
        #expect(
            decoded.readings.count == 2 && decoded.readings.allSatisfy { !$0.isPassedOver } && decoded.refusal == nil)
    }

    @Test(
        "What 'match' asks for and what stands there",
        arguments: [
            (#"{"name":"WS301","rssi":1}"#, nil), (#"{"name":7,"rssi":1}"#, nil),
            (#"{"name":"em500"}"#, "'match' asks for 'WS301' or 7 at '/name', where 'em500' stands"),
            (#"{"name":8}"#, "'match' asks for 'WS301' or 7 at '/name', where 8 stands"),
            (#"{"name":null}"#, "'match' asks for 'WS301' or 7 at '/name', where null stands"),
            (#"{"name":{}}"#, "'match' asks for 'WS301' or 7 at '/name', where an object or array stands"),
            ("{}", "'match' asks for 'WS301' or 7 at '/name', where nothing stands"),
            ("{", nil),
        ] as [(String, String?)])
    func mismatch(payload: String, said: String?) throws {
        #expect(try Self.uplink().mismatch(Array(payload.utf8), message: 0, DecodingAids()) == said)
    }
}
