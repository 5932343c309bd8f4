import Foundation

@testable import AlarmEngine

/// Frames of GB/T 26875.3, whole: from hex as published, or made.
struct SampleFrame {
    var bytes: [UInt8]

    /// Hex digits, blanks between them.
    init(_ hex: String) {
        bytes = hex.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }

    /// A frame of the transmission device 889 to the centre 88888, as `start` to `end` should be.
    init(command: UInt8 = 2, data: [UInt8], sent: [UInt8] = [0x20, 0x3A, 0x09, 0x1A, 0x09, 0x0C]) {
        let body =
            [0x01, 0x00, 0x01, 0x01] + sent + [0x79, 0x03, 0, 0, 0, 0, 0x38, 0x5B, 0x01, 0, 0, 0]
            + [UInt8(data.count & 0xFF), UInt8(data.count >> 8), command] + data
        bytes = [0x40, 0x40] + body + [body.reduce(0, &+), 0x23, 0x23]
    }

    /// The time 09:58:02 on 26 September 2012.
    static let time: [UInt8] = [0x02, 0x3A, 0x09, 0x1A, 0x09, 0x0C]

    /// The sum put right again after a change.
    var summed: SampleFrame {
        var frame = self
        frame.bytes[bytes.count - 3] = bytes[2..<bytes.count - 3].reduce(0, &+)
        return frame
    }

    func document() throws -> String {
        let text = bytes.withUnsafeBufferPointer { bytes in
            Result { () throws(GB26875.Refusal) in try GB26875.document(bytes, text: LegacyTextTests.glibc) }
        }
        return String(decoding: try text.get(), as: UTF8.self)
    }

    func refusal() -> GB26875.Refusal? {
        do {
            _ = try document()
            return nil
        } catch {
            return error as? GB26875.Refusal
        }
    }

    /// The document as Foundation reads it.
    func tree() throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(document().utf8)) as? [String: Any] ?? [:]
    }

    func objects() throws -> [[String: Any]] { try tree()["objects"] as? [[String: Any]] ?? [] }

    /// The members of an object of its first object that are true.
    func truths(_ name: String) throws -> Set<String> {
        let members = try objects().first?[name] as? [String: Any] ?? [:]
        return Set(members.filter { $0.value as? Bool == true }.map(\.key))
    }
}
