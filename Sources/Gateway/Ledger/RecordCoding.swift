/// Writes the ledger's compact records: a version byte, then values one after another, without names.
///
/// Whole numbers are LEB128 (signed ones zigzag), doubles their 8 bytes, texts a length and their UTF-8 as it is.
struct RecordWriter {
    private(set) var bytes: [UInt8]

    init(version: UInt8) {
        bytes = [version]
        bytes.reserveCapacity(512)
    }

    mutating func byte(_ byte: UInt8) {
        bytes.append(byte)
    }

    mutating func flag(_ flag: Bool) {
        bytes.append(flag ? 1 : 0)
    }

    mutating func unsigned(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func integer(_ number: Int64) {
        unsigned(UInt64(bitPattern: number << 1 ^ number >> 63))
    }

    mutating func double(_ number: Double) {
        fixed(number.bitPattern)
    }

    /// All 8 bytes: for hashes, which have no small values.
    mutating func fixed(_ bits: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }

    mutating func text(_ text: String) {
        unsigned(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func optional<Value>(_ value: Value?, _ write: (inout RecordWriter, Value) -> Void) {
        flag(value != nil)
        if let value { write(&self, value) }
    }

    mutating func list<Element>(_ list: [Element], _ write: (inout RecordWriter, Element) -> Void) {
        unsigned(UInt64(list.count))
        for element in list { write(&self, element) }
    }
}

/// Reads what ``RecordWriter`` wrote; anything else is an error, never a trap.
struct RecordReader {
    private let bytes: [UInt8]
    private var position: Int
    /// The record's own.
    let version: UInt8

    /// Takes a record whose first byte is one of `versions`.
    init(_ bytes: [UInt8], versions: ClosedRange<UInt8>) throws(RecordError) {
        guard let first = bytes.first else { throw .tooShort }
        guard versions.contains(first) else { throw .unknownVersion(first) }
        version = first
        self.bytes = bytes
        position = 1
    }

    mutating func byte() throws(RecordError) -> UInt8 {
        guard position < bytes.count else { throw .tooShort }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func flag() throws(RecordError) -> Bool {
        let byte = try byte()
        guard byte <= 1 else { throw .unknownCode(byte) }
        return byte == 1
    }

    mutating func unsigned() throws(RecordError) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try byte()
            guard shift < 63 || byte <= 1 else { throw .unknownCode(byte) }
            number |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { break }
        }
        return number
    }

    mutating func integer() throws(RecordError) -> Int64 {
        let number = try unsigned()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    mutating func double() throws(RecordError) -> Double {
        Double(bitPattern: try fixed())
    }

    mutating func fixed() throws(RecordError) -> UInt64 {
        var bits: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bits |= UInt64(try byte()) << shift }
        return bits
    }

    mutating func text() throws(RecordError) -> String {
        let length = try unsigned()
        guard length <= UInt64(bytes.count - position) else { throw .tooShort }
        let end = position + Int(length)
        defer { position = end }
        guard let text = String(validating: bytes[position..<end], as: UTF8.self) else { throw .notUTF8 }
        return text
    }

    mutating func optional<Value>(
        _ read: (inout RecordReader) throws(RecordError) -> Value
    ) throws(RecordError) -> Value? {
        try flag() ? try read(&self) : nil
    }

    mutating func list<Element>(
        _ read: (inout RecordReader) throws(RecordError) -> Element
    ) throws(RecordError) -> [Element] {
        // No room is reserved for a count that may be damaged: every element takes a byte, so a wrong one ends soon.
        var list: [Element] = []
        var left = try unsigned()
        while left > 0 {
            list.append(try read(&self))
            left -= 1
        }
        return list
    }

    func end() throws(RecordError) {
        guard position == bytes.count else { throw .tooLong }
    }
}

/// Why a stored record cannot be read.
enum RecordError: Error, Hashable, CustomStringConvertible {
    case tooShort
    case tooLong
    case notUTF8
    case unknownCode(UInt8)
    case unknownVersion(UInt8)

    var description: String {
        switch self {
        case .tooShort: "its record is cut off"
        case .tooLong: "its record has something after its end"
        case .notUTF8: "a text in its record is not UTF-8"
        case .unknownCode(let code): "its record has the unknown code \(code)"
        case .unknownVersion(let version): "its record has the unknown version \(version)"
        }
    }
}
