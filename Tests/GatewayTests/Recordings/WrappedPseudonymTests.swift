import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

/// What is wrapped in a payload, and what is binary, in recordings that say nothing of who and where.
@Suite("Pseudonyms in what is wrapped")
struct WrappedPseudonymTests {
    private let folder = TemporaryFolder()

    private func pseudonymiser(_ message: MessageDescription, keepsBinary: Bool = false) throws -> Pseudonymiser {
        writeFile(folder.file("key"), "0123456789abcdef\n")
        let profile = try Profile(ProfileDescription(name: "p", service: .elderCare, messages: [message]))
        return Pseudonymiser(
            Engine.Configuration(profiles: [profile]), key: try PseudonymKey(file: folder.file("key")),
            keepsBinary: keepsBinary)
    }

    private static func shown(_ topic: String, _ payload: [UInt8], _ mask: inout Pseudonymiser) -> [UInt8]? {
        mask.shown(RecordedMessage(at: Moment(milliseconds: 7), topic: topic, payload: payload, qos: 1))?.payload
    }

    private static func shown(_ topic: String, _ payload: String, _ mask: inout Pseudonymiser) -> String? {
        shown(topic, Array(payload.utf8), &mask).map { String(decoding: $0, as: UTF8.self) }
    }

    private static let bytes = BytesDescription(read: [
        BytesItem(
            deed: .value(BytesField(name: "v", source: BytesType("u8").map { .type($0) } ?? .expression("0"))))
    ])

    /// An uplink of a network server, with the device's own bytes in base64.
    private static func uplink() -> MessageDescription {
        var message = MessageDescription(
            topic: "up/{device}",
            fields: [
                FieldDescription(name: "v", path: "/data/v", type: .number),
                FieldDescription(name: "rssi", path: "/rssi", type: .number),
            ])
        message.inside = [
            InsideDescription(
                path: "/data", payload: PayloadDescription(form: .bytes, encoding: .base64, bytes: bytes),
                port: "/fPort")
        ]
        return message
    }

    @Test("A device named in JSON in base64 in JSON is the same pseudonym as in the topic")
    func nested() throws {
        var message = MessageDescription(
            topic: "up/{bridge}", fields: [FieldDescription(name: "v", path: "/body/v", type: .number)])
        message.inside = [InsideDescription(path: "/body", payload: PayloadDescription(encoding: .base64))]
        message.device = .value(MessagePlace(path: "/body/id"))
        var mask = try pseudonymiser(message)
        let inner = Data(#"{"id":"24e124538b000301","who":"Wang","v":1.50}"#.utf8).base64EncodedString()
        let said = try #require(Self.shown("up/g", #"{"body":"\#(inner)","x":"24e124538b000301"}"#, &mask))
        let body = try #require(try JSONValue(parsing: Array(said.utf8))["body"]?.string)
        let text = String(decoding: try #require(Data(base64Encoded: body)), as: UTF8.self)
        #expect(text.hasPrefix(#"{"id":"d-"#) && text.hasSuffix(#"","v":1.50}"#) && !text.contains("24e1"))
        #expect(!said.contains("24e1"))
        var direct = try pseudonymiser(
            MessageDescription(
                topic: "a/{device}", fields: [FieldDescription(name: "v", path: "/v", type: .number)]))
        let other = direct.shown(
            RecordedMessage(
                at: Moment(milliseconds: 0), topic: "a/24e124538b000301", payload: Array(#"{"v":1}"#.utf8), qos: 1))
        #expect(text.contains(try #require(other).topic.dropFirst(2)))
    }

    @Test("A whole payload in hexadecimal digits is unwrapped, masked and wrapped again")
    func whole() throws {
        var message = MessageDescription(
            topic: "a/{device}", fields: [FieldDescription(name: "v", path: "/v", type: .number)])
        message.body.encoding = .hex
        var mask = try pseudonymiser(message)
        let hex = { (text: String) in text.utf8.map { String(format: "%02x", $0) }.joined() }
        #expect(Self.shown("a/d", hex(#"{"v":1,"n":"Wang"}"#).uppercased(), &mask) == hex(#"{"v":1}"#))
    }

    @Test("Binary payloads are left out and counted, unless they are asked for")
    func binary() throws {
        let payload = #"{"data":"AXVd","fPort":85,"rssi":-71,"n":"Wang"}"#
        var mask = try pseudonymiser(Self.uplink())
        #expect(Self.shown("up/24e124538b000301", payload, &mask) == nil && mask.binary == 1)
        #expect(
            mask.news == [
                "1 messages left out: their payload is binary and may name people; --keep-binary keeps them."
            ])
        var keeping = try pseudonymiser(Self.uplink(), keepsBinary: true)
        #expect(
            Self.shown("up/24e124538b000301", payload, &keeping) == #"{"data":"AXVd","fPort":85,"rssi":-71}"#)
        #expect(keeping.news.isEmpty)
    }

    @Test(
        "Binary payloads in which the topic's name is, however it is written, are left out all the same",
        arguments: [
            ("24e124538b000301", [0x24, 0xE1, 0x24, 0x53, 0x8B, 0x00, 0x03, 0x01]),
            ("24e124538b000301", [0x01, 0x03, 0x00, 0x8B, 0x53, 0x24, 0xE1, 0x24]),
            ("24:E1:24:53:8B:00:03:01", [0x24, 0xE1, 0x24, 0x53, 0x8B, 0x00, 0x03, 0x01]),
            ("24e124538b000301", Array("24E124538B000301".utf8)),
            ("24e124538b000301", Array("24-e1-24-53-8b-00-03-01".utf8)),
            ("wang-xiulan", Array("Wang Xiulan".utf8)),
        ] as [(String, [UInt8])])
    func named(name: String, bytes: [UInt8]) throws {
        var mask = try pseudonymiser(Self.uplink(), keepsBinary: true)
        for ends in [[], [7, 9]] as [[UInt8]] {
            let data = Data(ends + bytes + ends).base64EncodedString()
            #expect(Self.shown("up/\(name)", #"{"data":"\#(data)"}"#, &mask) == nil)
        }
        #expect(mask.named == 2 && mask.news.count == 1)
        let one = Data(bytes.dropLast()).base64EncodedString()
        #expect(Self.shown("up/\(name)", #"{"data":"\#(one)"}"#, &mask) != nil, "one byte less is another name")
    }

    @Test("Binary payloads in which a name is that stands beside them, before or after, are left out all the same")
    func namedBeside() throws {
        var message = Self.uplink()
        message.topic = "up/{bridge}"
        message.device = .value(MessagePlace(path: "/eui"))
        var mask = try pseudonymiser(message, keepsBinary: true)
        #expect(Self.shown("up/g", #"{"data":"JOEkU4sAAwE=","eui":"24e124538b000301"}"#, &mask) == nil)
        #expect(Self.shown("up/g", #"{"eui":"24e124538b000301","data":"JOEkU4sAAwE="}"#, &mask) == nil)
        #expect(mask.named == 2)
        #expect(Self.shown("up/g", #"{"eui":"24e124538b000302","data":"JOEkU4sAAwE="}"#, &mask) != nil)
    }

    @Test("Binary payloads of a profile that calls something private are never kept")
    func privateFields() throws {
        var message = Self.uplink()
        message.fields[0].isPrivate = true
        var mask = try pseudonymiser(message, keepsBinary: true)
        #expect(Self.shown("up/24e124538b000301", #"{"data":"AXVd"}"#, &mask) == nil && mask.named == 1)
    }

    @Test("A GB/T 26875 frame is left out, or kept as it is to the byte")
    func frames() throws {
        var message = MessageDescription(
            topic: "gb/{device}", fields: [FieldDescription(name: "v", path: "/v", type: .number)])
        message.body.form = .gb26875
        let frame: [UInt8] = [0x40, 0x40, 1, 2, 3, 0x23, 0x23]
        var mask = try pseudonymiser(message)
        #expect(Self.shown("gb/station-1", frame, &mask) == nil && mask.binary == 1)
        var keeping = try pseudonymiser(message, keepsBinary: true)
        #expect(Self.shown("gb/station-1", frame, &keeping) == frame)
    }
}
