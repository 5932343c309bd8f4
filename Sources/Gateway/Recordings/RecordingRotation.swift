import AlarmEngine
import Glibc

/// When a recording goes on in a new file, and how many are kept.
///
/// The files of a recording `R` are named by the time of their first message, in UTC: `R-20261124T080000Z.jsonl`; `-2`, `-3` …
/// follow the time where there are several of one second.
public struct RecordingRotation: Hashable, Sendable {
    /// No file becomes larger, unless one line alone does.
    public var bytes: Int?
    /// No file is about a longer time.
    public var span: Span?
    /// The oldest beyond so many are deleted; at least 1.
    public var keep: Int?

    public init(bytes: Int? = nil, span: Span? = nil, keep: Int? = nil) {
        self.bytes = bytes
        self.span = span
        self.keep = keep.map { max(1, $0) }
    }

    /// Takes a bound as it is written: `100MiB`, `1h`.
    ///
    /// - Returns: false if it is none.
    public mutating func take(_ text: String) -> Bool {
        let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
        if let (unit, factor) = units.first(where: { text.hasSuffix($0.0) }) {
            guard let count = Int(text.dropLast(unit.count)), (1...1 << 20).contains(count) else { return false }
            bytes = count * factor
            return true
        }
        guard let span = Span(text), span >= .seconds(1) else { return false }
        self.span = span
        return true
    }

    /// Whether a file must end before a line of so many bytes at that time.
    func isOver(size: Int, begunAt: Moment, line: Int, at moment: Moment) -> Bool {
        if let bytes, size > 0, size + line > bytes { return true }
        guard let span else { return false }
        return moment - begunAt >= span
    }
}

/// The names of the files of one recording that rotates.
struct RotatedNames {
    private let folder: String
    private let stem: String

    init(_ path: String) {
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        folder = slash == path.startIndex ? "." : String(path[..<slash])
        let name = path[slash...]
        stem = String(name.hasSuffix(".jsonl") ? name.dropLast(6) : name)
    }

    /// The name for a file whose first message is of that time; the number tells those of one second apart.
    func path(_ moment: Moment, number: Int) -> String {
        let text = Timestamp.text(moment)
        let digits = text.prefix(19).filter { $0 != "-" && $0 != ":" }
        return "\(folder)/\(stem)-\(digits)Z\(number > 1 ? "-\(number)" : "").jsonl"
    }

    /// The files there are, the oldest first.
    func all() -> [String] {
        let names = namesInFolder(folder) ?? []
        let ordered = names.compactMap { name in order(of: name).map { (name: name, order: $0) } }
        return ordered.sorted { $0.order < $1.order }.map { "\(folder)/\($0.name)" }
    }

    /// The time and the number in a name; nil of a file that is none of this recording's.
    private func order(of name: String) -> (time: String, number: Int)? {
        guard name.hasPrefix(stem + "-"), name.hasSuffix(".jsonl") else { return nil }
        let parts = name.dropFirst(stem.count + 1).dropLast(6).split(separator: "-", omittingEmptySubsequences: false)
        guard let time = parts.first, time.utf8.count == 16, parts.count <= 2 else { return nil }
        let isTime = zip(time.utf8, "00000000T000000Z".utf8).allSatisfy { digit, form in
            form == UInt8(ascii: "0") ? (0x30...0x39).contains(digit) : digit == form
        }
        guard isTime, parts.count == 1 || Int(parts[1]) != nil else { return nil }
        return (String(time), parts.count == 2 ? Int(parts[1]) ?? 1 : 1)
    }

    /// Makes a rename, a new file or a deletion in the folder last.
    func synchronizeFolder() {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
