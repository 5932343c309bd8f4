extension CSVDescription {
    /// The rows of a comma-separated text: an array or an object of strings each.
    ///
    /// Quotes are RFC 4180's; blanks around a value without them do not belong to it, and empty lines are passed over.
    func document(_ bytes: UnsafeBufferPointer<UInt8>) throws(FormError) -> [UInt8] {
        var reader = CSVLineReader(bytes, separator: separator.utf8.first ?? UInt8(ascii: ","))
        var document: [UInt8] = hasRows ? [UInt8(ascii: "[")] : []
        var count = 0
        while true {
            let start = reader.position
            guard let row = try reader.row() else { break }
            if count > 0 {
                guard hasRows else {
                    throw FormError(offset: start, reason: "a second line; 'rows: true' reads them all")
                }
                document.append(UInt8(ascii: ","))
            }
            append(row, to: &document)
            count += 1
        }
        guard hasRows || count > 0 else { throw FormError(offset: 0, reason: "no line with a value in it") }
        if hasRows { document.append(UInt8(ascii: "]")) }
        return document
    }

    private func append(_ row: [[UInt8]], to document: inout [UInt8]) {
        document.append(UInt8(ascii: columns == nil ? "[" : "{"))
        var isFirst = true
        for (index, value) in row.enumerated() {
            var name: String?
            if let columns {
                guard index < columns.count, let column = columns[index] else { continue }
                name = column
            }
            if !isFirst { document.append(UInt8(ascii: ",")) }
            isFirst = false
            if let name {
                document.append(quoted: name.utf8)
                document.append(UInt8(ascii: ":"))
            }
            document.append(quoted: value)
        }
        document.append(UInt8(ascii: columns == nil ? "]" : "}"))
    }
}

/// Reads a comma-separated text line by line.
private struct CSVLineReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let separator: UInt8
    private(set) var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, separator: UInt8) {
        self.bytes = bytes
        self.separator = separator
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Nil at the end.
    mutating func row() throws(FormError) -> [[UInt8]]? {
        while next == 0x0A || next == 0x0D { position += 1 }
        guard next != nil else { return nil }
        var values: [[UInt8]] = []
        while true {
            values.append(try value())
            guard next == separator else { return values }
            position += 1
        }
    }

    private mutating func value() throws(FormError) -> [UInt8] {
        let start = position
        while let byte = next, byte == 0x20 || byte == 0x09, byte != separator { position += 1 }
        guard next == UInt8(ascii: "\"") else {
            position = start
            while let byte = next, byte != separator, byte != 0x0A, byte != 0x0D { position += 1 }
            return Array(Array(bytes[start..<position])[...].trimmed)
        }
        position += 1
        let value = try quoted()
        while let byte = next, byte == 0x20 || byte == 0x09, byte != separator { position += 1 }
        if let byte = next, byte != separator, byte != 0x0A, byte != 0x0D {
            throw FormError(offset: position, reason: "a separator or the line's end should follow the quotation mark")
        }
        return value
    }

    private mutating func quoted() throws(FormError) -> [UInt8] {
        var value: [UInt8] = []
        while let byte = next {
            position += 1
            guard byte == UInt8(ascii: "\"") else {
                value.append(byte)
                continue
            }
            guard next == byte else { return value }
            value.append(byte)
            position += 1
        }
        throw FormError(offset: position, reason: "the quotation mark has no second")
    }
}
