/// A mistake in a file that somebody wrote, and where it stands.
public struct Problem: Error, Hashable, Sendable {
    public enum Weight: String, Sendable {
        case error, warning
        /// Nothing is wrong, and somebody may want to know it all the same.
        case note
    }

    /// As it is shown: relative to the working folder where it lies beneath it.
    public var file: String
    /// From 1.
    public var line: Int
    /// In Unicode scalars, from 1.
    public var column: Int
    public var weight: Weight
    /// One sentence: what is wrong, what would be right.
    public var message: String
    /// The line and a caret under the place; nil where the line may hold a secret or a person.
    public var excerpt: String?
    /// Whether it is a file or folder that is not there.
    public var isMissingInput: Bool

    init(
        file: String, line: Int = 1, column: Int = 1, weight: Weight = .error, message: String,
        excerpt: String? = nil, isMissingInput: Bool = false
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.weight = weight
        self.message = message
        self.excerpt = excerpt
        self.isMissingInput = isMissingInput
    }
}

extension Problem: CustomStringConvertible {
    /// `file:line:column: error: message`, then the line and a caret under the place.
    public var description: String {
        let head = "\(file):\(line):\(column): \(weight.rawValue): \(message)"
        return excerpt.map { "\(head)\n\($0)" } ?? head
    }
}

extension Problem: Comparable {
    /// By file, line and column.
    public static func < (left: Problem, right: Problem) -> Bool {
        guard left.file == right.file else { return left.file.utf8.lexicographicallyPrecedes(right.file.utf8) }
        return (left.line, left.column, left.message) < (right.line, right.column, right.message)
    }
}

/// All that is wrong with what somebody wrote, in order of file, line and column; an error is among it.
public struct Problems: Error, CustomStringConvertible {
    public var all: [Problem]

    /// Whether nothing is wrong but that files are not there (sysexits 66 rather than 65).
    public var areMissingInput: Bool {
        all.allSatisfy { $0.isMissingInput || $0.weight != .error }
    }

    /// Each problem as `check` prints it.
    public var description: String {
        all.map(\.description).joined(separator: "\n")
    }
}

/// A text of the user's as messages quote it: short, and with nothing that drives a terminal.
func quoted(_ text: String) -> String {
    let visible = text.unicodeScalars.prefix(48).map { isControl($0) ? "\u{FFFD}" : Character($0) }
    return "'\(String(visible))\(text.unicodeScalars.count > 48 ? "…" : "")'"
}

/// The alternatives of a choice: `json or text`, `text, json or bytes`.
func alternatives(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
}

func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
        || (0x2066...0x2069).contains(scalar.value)
}
