import Yams

extension YAMLValue {
    /// Where in the file a byte of this scalar's text stands, `offset` counted in UTF-8.
    ///
    /// Follows the file's own spelling: quotation marks, escapes, folded lines and block indentation. Where it cannot be
    /// followed, the scalar's beginning.
    func place(ofByte offset: Int) -> Place {
        guard let scalar = node.scalar, let start = Place(scalar.mark) else { return place }
        let text = Array(scalar.string.utf8)
        // What is missing at the end is missing behind the last word, not in the next line.
        let end = text.lastIndex { $0 != 0x20 && $0 != 0x0A }.map { $0 + 1 } ?? 0
        let head = String(decoding: text.prefix(min(max(0, offset), end)), as: UTF8.self).unicodeScalars
        var cursor = SourceCursor(place: start, file: file)
        switch scalar.style {
        case .singleQuoted, .doubleQuoted: cursor.step()
        case .literal, .folded: cursor.startLine()
        case .plain, .any: break
        }
        let isBlock = scalar.style == .literal || scalar.style == .folded
        for wanted in head {
            guard cursor.pass(wanted, style: scalar.style, isBlock: isBlock) else { return start }
        }
        if offset < end, cursor.scalar == nil { cursor.skipBreak() }
        return cursor.place
    }
}

/// A place in a file that moves along the text of one scalar.
private struct SourceCursor {
    var place: Place
    let file: SourceFile
    private var line: [Unicode.Scalar]

    init(place: Place, file: SourceFile) {
        self.place = place
        self.file = file
        line = Array(file.line(place.line).unicodeScalars)
    }

    /// What stands here; nil at the line's end.
    var scalar: Unicode.Scalar? {
        line.indices.contains(place.column - 1) ? line[place.column - 1] : nil
    }

    mutating func step(_ count: Int = 1) { place.column += count }

    /// Goes to the first thing of the next line.
    mutating func startLine() {
        place = Place(line: place.line + 1, column: 1)
        line = Array(file.line(place.line).unicodeScalars)
        while scalar == " " { step() }
    }

    /// Goes past a line's end and the empty lines after it.
    mutating func skipBreak() {
        for _ in 0..<64 where scalar == nil || scalar == "\r" { startLine() }
    }

    /// Goes past what stands for one scalar of the text; false if something else stands here.
    mutating func pass(_ wanted: Unicode.Scalar, style: Node.Scalar.Style, isBlock: Bool) -> Bool {
        let blanksThenEnd = line.dropFirst(max(0, place.column - 1)).allSatisfy {
            $0 == " " || $0 == "\t" || $0 == "\r"
        }
        if blanksThenEnd, wanted == " " || wanted == "\n" {
            wanted == "\n" && isBlock ? startLine() : skipWholeBreak()
            return true
        }
        if blanksThenEnd, !isBlock { skipWholeBreak() }
        if style == .doubleQuoted, scalar == "\\" { return passEscape() }
        guard scalar == wanted else { return false }
        step(style == .singleQuoted && wanted == "'" ? 2 : 1)
        return true
    }

    private mutating func skipWholeBreak() {
        place.column = line.count + 1
        skipBreak()
    }

    private mutating func passEscape() -> Bool {
        step()
        guard let letter = scalar else { return false }
        switch letter {
        case "x": step(3)
        case "u": step(5)
        case "U": step(9)
        default: step()
        }
        return true
    }
}
