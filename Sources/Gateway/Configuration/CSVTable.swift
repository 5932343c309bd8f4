import AlarmEngine

/// A CSV file (RFC 4180) whose first row names the columns.
///
/// Problems never show its lines: they name people and where they live.
struct CSVTable {
    struct Field: Hashable {
        var text: String
        var place: Place
    }

    struct Row {
        let fields: [Field]
        fileprivate let columns: [String: Int]

        var place: Place { fields.first?.place ?? .beginning }

        /// The value in a column; nil if there is no such column or nothing in it.
        func field(_ column: String) -> Field? {
            guard let index = columns[column], fields.indices.contains(index), !fields[index].text.isEmpty else {
                return nil
            }
            return fields[index]
        }

        func text(_ column: String) -> String? { field(column)?.text }
    }

    let header: [Field]
    private(set) var rows: [Row] = []

    /// Reads the whole file; nil, and reported, if it lacks a column that must stand.
    ///
    /// Rows that are not sound are reported and left out.
    init?(_ file: SourceFile, required: [String], optional: [String]) {
        let records = CSVRecords.all(of: file)
        guard let header = records.first else {
            file.report(
                "the file is empty; its first line must name the columns, such as \(required.joined(separator: ","))",
                at: .beginning)
            return nil
        }
        self.header = header
        var columns: [String: Int] = [:]
        for (index, name) in header.enumerated() {
            if name.text.isEmpty {
                file.report("column \(index + 1) has no name", at: name.place)
            } else if columns.updateValue(index, forKey: name.text) != nil {
                file.report("the column \(quoted(name.text)) is named twice", at: name.place)
            }
        }
        for name in required where columns[name] == nil {
            let unknown = header.map(\.text).filter { !required.contains($0) && !optional.contains($0) }
            let meant = suggestion(for: name, among: unknown).map { "; is it \(quoted($0))?" } ?? ""
            let single =
                header.count == 1 && header[0].text.contains(";") ? "; part the columns with ',', not ';'" : meant
            file.report("the column '\(name)' is missing\(single)", at: .beginning)
        }
        guard required.allSatisfy({ columns[$0] != nil }) else { return nil }
        for fields in records.dropFirst() {
            if fields.count == header.count {
                rows.append(Row(fields: fields, columns: columns))
            } else {
                let message = "the row has \(fields.count) fields and the header \(header.count); "
                file.report(message + "a field with a ',' in it must stand in quotation marks", at: fields[0].place)
            }
        }
    }
}

/// Parts a text into records and fields, spaces around them left out.
private struct CSVRecords {
    private let file: SourceFile
    private let bytes: [UInt8]
    private var cursor = 0
    private var place = Place.beginning
    /// Whether the record that is read has a quotation mark that is never closed.
    private var isUnclosed = false

    private init(_ file: SourceFile) {
        self.file = file
        bytes = Array(file.text.utf8)
    }

    /// Every record but empty lines, and but those, the header excepted, whose end nobody can tell.
    static func all(of file: SourceFile) -> [[CSVTable.Field]] {
        var reader = CSVRecords(file)
        var records: [[CSVTable.Field]] = []
        while reader.peek != nil {
            let fields = reader.record()
            if reader.isUnclosed, !records.isEmpty { continue }
            if fields.count > 1 || fields.first?.text.isEmpty == false { records.append(fields) }
        }
        return records
    }

    private mutating func record() -> [CSVTable.Field] {
        var fields: [CSVTable.Field] = []
        isUnclosed = false
        while true {
            fields.append(peek == UInt8(ascii: "\"") ? quotedField() : plainField())
            guard peek == UInt8(ascii: ",") else { break }
            step()
        }
        if peek == UInt8(ascii: "\r") { step() }
        if peek == UInt8(ascii: "\n") { step() }
        return fields
    }

    private var peek: UInt8? { cursor < bytes.count ? bytes[cursor] : nil }

    private mutating func step() {
        let byte = bytes[cursor]
        cursor += 1
        if byte == UInt8(ascii: "\n") {
            place = Place(line: place.line + 1, column: 1)
        } else if byte & 0xC0 != 0x80 {
            place.column += 1
        }
    }

    private var isAtEnd: Bool {
        switch peek {
        case nil, UInt8(ascii: ","), UInt8(ascii: "\n"): true
        case UInt8(ascii: "\r"): cursor + 1 == bytes.count || bytes[cursor + 1] == UInt8(ascii: "\n")
        default: false
        }
    }

    private mutating func plainField() -> CSVTable.Field {
        let start = (cursor, place)
        passPlain()
        if peek == UInt8(ascii: "\""), !isAtEnd {
            file.report(
                "a quotation mark stands inside a field; put the whole field in quotation marks and double those inside",
                at: place)
            while !isAtEnd { step() }
        }
        return CSVTable.Field(text: trimmed(bytes[start.0..<cursor]), place: start.1)
    }

    /// Goes on to the end of the field, or to a quotation mark in it.
    private mutating func passPlain() {
        while cursor < bytes.count {
            let byte = bytes[cursor]
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\""): return
            case UInt8(ascii: "\r") where isAtEnd: return
            default: break
            }
            cursor += 1
            if byte & 0xC0 != 0x80 { place.column += 1 }
        }
    }

    private mutating func quotedField() -> CSVTable.Field {
        let start = (cursor, place)
        var content: [UInt8] = []
        step()
        while let byte = peek {
            step()
            if byte != UInt8(ascii: "\"") {
                content.append(byte)
            } else if peek == UInt8(ascii: "\"") {
                content.append(byte)
                step()
            } else {
                let end = place
                while peek == UInt8(ascii: " ") { step() }
                if isAtEnd { return CSVTable.Field(text: trimmed(content[...]), place: start.1) }
                // In a later line that is the beginning of another field, taken for this one's end.
                if end.line > start.1.line { break }
                file.report("after the closing quotation mark a ',' or the line's end must follow", at: place)
                while !isAtEnd { step() }
                return CSVTable.Field(text: trimmed(content[...]), place: start.1)
            }
        }
        return unclosedField(from: start.0, start.1)
    }

    /// Ends the field with the line its mark is in, so that what follows is read too.
    private mutating func unclosedField(from start: Int, _ place: Place) -> CSVTable.Field {
        file.report("the quotation mark opened here is not closed; the row is taken to end with this line", at: place)
        isUnclosed = true
        (cursor, self.place) = (start, place)
        while let byte = peek, byte != UInt8(ascii: "\n") { step() }
        return CSVTable.Field(text: trimmed(bytes[(start + 1)..<cursor]), place: place)
    }

    private func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        guard let first = bytes.first, let last = bytes.last else { return "" }
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        if !isBlank(first), !isBlank(last) { return String(decoding: bytes, as: UTF8.self) }
        let start = bytes.firstIndex { !isBlank($0) } ?? bytes.endIndex
        let end = bytes.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
