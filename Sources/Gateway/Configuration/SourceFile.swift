import AlarmEngine

/// Where something stands in a file: both from 1, the column in Unicode scalars.
struct Place: Hashable, Comparable {
    var line: Int
    var column: Int

    static let beginning = Place(line: 1, column: 1)

    static func < (left: Place, right: Place) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A file being read, and what was found wrong in it.
final class SourceFile {
    let shown: String
    /// UTF-8 without its byte order mark.
    let text: String
    /// The number its first line bears in places: 1, or more where a profile is made of several files, so that a line's
    /// number says whose it is.
    let firstLine: Int
    /// The files parts of what was read were taken from; their lines have other numbers than this one's.
    var parts: [SourceFile] = []
    /// What was found, in the order it was.
    private var findings: [Finding] = []
    private let form: Form
    /// False where lines may name people.
    private let showsExcerpts: Bool
    private lazy var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)

    /// What a file is, as far as its reading goes.
    enum Form {
        /// Written by hand, in UTF-8.
        case text
        /// Made by a spreadsheet or a script: it may be GB18030, and wrong in every row.
        case table
    }

    private struct Finding {
        let place: Place
        let weight: Problem.Weight
        let message: String
    }

    /// Of a table so many errors are shown, and so many warnings; the others are counted.
    static let mostShown = 100

    /// Reads the whole file.
    ///
    /// - Parameters:
    ///   - path: relative paths are meant from the process's working folder.
    ///   - shown: the file's name in problems.
    ///   - form: what it is.
    ///   - showsExcerpts: whether a problem may show its line.
    ///   - firstLine: the number its first line bears in places.
    /// - Throws: the one problem, if it cannot be read or is in no charset that is understood.
    init(
        _ path: String, shown: String, form: Form = .text, showsExcerpts: Bool = true, firstLine: Int = 1
    ) throws(Problem) {
        self.shown = shown
        self.form = form
        self.firstLine = firstLine
        self.showsExcerpts = showsExcerpts
        let bytes = try readBytes(path, shown: shown)
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        if let text = String(validating: content, as: UTF8.self) {
            self.text = text
            return
        }
        let line = firstBadLine(content)
        switch form {
        case .text:
            let advice = "it is not UTF-8; save it as UTF-8 (in Excel: \"CSV UTF-8\")"
            throw Problem(file: shown, line: line, message: advice)
        case .table:
            guard let text = GB18030.text(content) else {
                let known =
                    GB18030.isKnown ? "" : " (which this system cannot read: libc-gconv-modules-extra is missing)"
                let advice = "it is neither UTF-8 nor GB18030\(known); save it as UTF-8 (in Excel: \"CSV UTF-8\")"
                throw Problem(file: shown, line: line, message: advice)
            }
            self.text = text
            report("it is not UTF-8, and is read as GB18030", at: Place(line: line, column: 1), weight: .note)
        }
    }

    /// Reports what is wrong at a place of this file or of one of its parts.
    func report(_ message: String, at place: Place, weight: Problem.Weight = .error) {
        findings.append(Finding(place: place, weight: weight, message: message))
    }

    /// The file whose line that is: this one, or one of its parts.
    func source(of place: Place) -> SourceFile {
        parts.first { $0.firstLine <= place.line && place.line < $0.firstLine + $0.lineCount } ?? self
    }

    /// A line's number as people count, from 1 in each file.
    func shownLine(_ number: Int) -> Int { max(1, number - firstLine + 1) }

    var beginning: Place { Place(line: firstLine, column: 1) }
    var lineCount: Int { lines.count }

    var hasErrors: Bool { findings.contains { $0.weight == .error } }

    /// What was found: all of it, or the first of a table with how many there are more.
    var problems: [Problem] {
        switch form {
        case .text: findings.map(problem)
        case .table: [.error, .warning, .note].flatMap(firstProblems)
        }
    }

    private func firstProblems(_ weight: Problem.Weight) -> [Problem] {
        let all = findings.filter { $0.weight == weight }
        guard all.count > Self.mostShown else { return all.map(problem) }
        let sorted = all.sorted { ($0.place, $0.message) < ($1.place, $1.message) }
        let rest = sorted[Self.mostShown]
        let count = all.count - Self.mostShown
        let verb = count == 1 ? " is" : "s are"
        let message = "from here on \(count) more \(weight.rawValue)\(verb) not shown"
        return sorted.prefix(Self.mostShown).map(problem) + [
            Problem(
                file: shown, line: rest.place.line, column: rest.place.column, weight: weight, message: message)
        ]
    }

    private func problem(_ finding: Finding) -> Problem {
        let source = source(of: finding.place)
        return Problem(
            file: source.shown, line: source.shownLine(finding.place.line), column: finding.place.column,
            weight: finding.weight, message: finding.message, excerpt: source.excerpt(at: finding.place))
    }

    /// The text of a line, without its break; empty beyond the end.
    func line(_ number: Int) -> Substring {
        let source = source(of: Place(line: number, column: 1))
        let index = number - source.firstLine
        return source.lines.indices.contains(index) ? source.lines[index] : ""
    }

    /// The line with a caret under the place, if there is something to see and nothing to hide.
    private func excerpt(at place: Place) -> String? {
        let line = line(place.line).unicodeScalars
        guard showsExcerpts, line.contains(where: { $0 != " " && $0 != "\t" }), !mayHoldSecret(line) else { return nil }
        let start = line.count > 160 ? max(0, place.column - 100) : 0
        let shownLine = line.dropFirst(start).prefix(160)
        let text = shownLine.map { isControl($0) && $0 != "\t" ? "\u{FFFD}" : Character($0) }
        let padding = shownLine.prefix(max(0, place.column - 1 - start)).map { scalar in
            scalar == "\t" ? "\t" : isWide(scalar) ? "  " : " "
        }
        return String(text) + "\n" + padding.joined() + "^"
    }

    private func mayHoldSecret(_ line: Substring.UnicodeScalarView) -> Bool {
        let lower = String(line).lowercased()
        let hasUser = lower.firstRange(of: "://").map { lower[$0.upperBound...].contains("@") } ?? false
        return hasUser || ["whsec_", "password:", "secret:", "token:"].contains { lower.contains($0) }
    }
}

/// Whether a terminal gives the character two columns (Unicode's East Asian Width, the ranges that matter here).
private func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x20000...0x3FFFD:
        true
    default:
        false
    }
}

/// The line of the first byte that is not UTF-8.
private func firstBadLine(_ bytes: ArraySlice<UInt8>) -> Int {
    var line = 1
    for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        if String(validating: part, as: UTF8.self) == nil { return line }
        line += 1
    }
    return line
}
