/// A JSON text with a line for each member and element, its values as they were written.
///
/// It is bounded, as what is shown may be no JSON at all: what is beyond is counted in bytes.
struct IndentedJSON {
    /// Lines beyond are left out.
    static let maximumLines = 5000
    /// Bytes of lines beyond are left out.
    static let maximumBytes = 256 * 1024
    /// Deeper ones begin no further to the right.
    private static let deepestIndentation = 32

    private let bytes: [UInt8]
    private var position = 0
    private var text: [UInt8] = []
    private var lineCount = 1

    /// The lines of a text that is JSON; of another, whatever comes of it.
    static func lines(_ json: [UInt8]) -> [String] {
        var writer = IndentedJSON(json)
        writer.write()
        var lines = writer.text.split(separator: UInt8(ascii: "\n")).filter { $0.contains { $0 != 0x20 } }
            .map { String(decoding: $0, as: UTF8.self) }
        let rest = json.count - writer.position
        if rest > 0 { lines.append("… and \(rest) bytes more, which are not shown") }
        return lines
    }

    private var isFull: Bool { lineCount > Self.maximumLines || text.count >= Self.maximumBytes }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func write() {
        var depth = 0
        while position < bytes.count, !isFull {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): writeString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                text.append(byte)
                guard !closesAtOnce() else { continue }
                depth += 1
                breakLine(depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth = max(0, depth - 1)
                breakLine(depth)
                text.append(byte)
            case UInt8(ascii: ","):
                text.append(byte)
                breakLine(depth)
            case UInt8(ascii: ":"): text += [byte, UInt8(ascii: " ")]
            case 0x20, 0x09, 0x0A, 0x0D: continue
            case _: text.append(byte)
            }
        }
    }

    private mutating func writeString() {
        text.append(UInt8(ascii: "\""))
        while position < bytes.count, !isFull || bytes[position] & 0xC0 == 0x80 {
            let byte = bytes[position]
            position += 1
            text.append(byte)
            if byte == UInt8(ascii: "\"") { return }
            guard byte == UInt8(ascii: "\\"), position < bytes.count else { continue }
            text.append(bytes[position])
            position += 1
        }
    }

    /// Writes the end of an object or array that has nothing in it.
    private mutating func closesAtOnce() -> Bool {
        var next = position
        while next < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[next]) { next += 1 }
        guard next < bytes.count, bytes[next] == UInt8(ascii: "}") || bytes[next] == UInt8(ascii: "]") else {
            return false
        }
        text.append(bytes[next])
        position = next + 1
        return true
    }

    private mutating func breakLine(_ depth: Int) {
        text.append(UInt8(ascii: "\n"))
        lineCount += 1
        text.append(contentsOf: repeatElement(0x20, count: 2 * min(depth, Self.deepestIndentation)))
    }
}
