/// A JSON text with a line for each member and element, its values as they were written.
struct IndentedJSON {
    private let bytes: [UInt8]
    private var position = 0
    private var text: [UInt8] = []

    /// The lines of a text that is JSON; of another, whatever comes of it.
    static func lines(_ json: [UInt8]) -> [String] {
        var writer = IndentedJSON(json)
        writer.write()
        let lines = String(decoding: writer.text, as: UTF8.self).split(separator: "\n").map(String.init)
        return lines.filter { $0.contains { $0 != " " } }
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func write() {
        var depth = 0
        while position < bytes.count {
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
        while position < bytes.count {
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
        for _ in 0..<depth { text += [0x20, 0x20] }
    }
}
