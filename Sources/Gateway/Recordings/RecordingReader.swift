import AlarmEngine
import Glibc

/// Reads a recording line by line: one line is in memory at a time.
///
/// A recording is JSON Lines, ours or those of `mosquitto_sub -F %J` or `%j`, or the CSV of mqtt-recorder; its first line says which.
public struct RecordingReader: ~Copyable {
    /// One line of a recording.
    public struct Entry: Sendable {
        /// With its time as it was written.
        public var line: RecordedLine
        /// Its time, but no earlier than that of any line before it.
        public var at: Moment
        /// It as it stands in the file, with its line's end; in our own format where the file is of another.
        fileprivate let record: [UInt8]

        /// It as it stands in the file, without its line feed; in our own format where the file is of another.
        public var text: [UInt8] {
            var text = record
            while text.last == UInt8(ascii: "\n") || text.last == UInt8(ascii: "\r") { text.removeLast() }
            return text
        }
    }

    /// The longest line; a payload of the default bound, escaped to the worst, still fits.
    private static let longestLine = 4 << 20

    private let file: UnsafeMutablePointer<FILE>
    public let shown: String
    /// Of the line that was read last; the first is 1.
    public private(set) var lineNumber = 0
    /// The line it begins in: a row of a table may have several.
    private var recordLine = 0
    private var buffer: UnsafeMutablePointer<CChar>?
    private var capacity = 0
    private let isBase64: Bool
    /// Nil while the first line is not read, and of JSON Lines.
    private var table: RecorderTable?
    private var quick = QuickLine()
    private var hasBegun = false
    private var latest = Moment.distantPast
    /// How many messages were older than the one before; they are taken to come with it.
    public private(set) var backwardCount = 0
    /// The line of the first of them.
    public private(set) var firstBackwardLine = 0
    /// How many lines ``next()`` passed over as they are no messages.
    public private(set) var passedHands = 0
    /// The last line, where it breaks off and was passed over: who wrote it was killed, or still writes.
    public private(set) var brokenLine: Int?
    /// Whether a line that cannot be read is passed over, and counted; else it is the end.
    private let skipsBadLines: Bool
    /// How many were passed over.
    public private(set) var badCount = 0
    /// The first of them, and what is wrong with it.
    public private(set) var firstBadLine: Problem?

    /// Opens a recording; `-` is the standard input.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - isBase64: whether the payloads of a CSV without a header are Base64, which nothing in it says.
    ///   - skipsBadLines: whether a line that cannot be read is passed over and counted.
    /// - Throws: the one problem, if it cannot be opened.
    public init(_ path: String, isBase64: Bool = false, skipsBadLines: Bool = false) throws(Problem) {
        shown = path == "-" ? "<stdin>" : path
        self.isBase64 = isBase64
        self.skipsBadLines = skipsBadLines
        guard let opened = path == "-" ? fdopen(dup(STDIN_FILENO), "r") : fopen(path, "r") else {
            throw Problem(
                file: path, message: "the recording cannot be read: \(String(cString: strerror(errno)))",
                isMissingInput: true)
        }
        file = opened
    }

    deinit {
        free(buffer)
        fclose(file)
    }

    /// The next message; nil at the end.
    ///
    /// What operators did is passed over, and counted; blank lines are passed over.
    public mutating func next() throws(Problem) -> RecordedMessage? {
        while let line = try nextLine() {
            switch line {
            case .message(let message): return message
            case .hand: passedHands += 1
            }
        }
        return nil
    }

    /// The next line, of whatever kind, its time no earlier than that of any before; nil at the end.
    ///
    /// Blank lines are passed over.
    public mutating func nextLine() throws(Problem) -> RecordedLine? {
        guard var entry = try nextEntry() else { return nil }
        entry.line.at = entry.at
        return entry.line
    }

    /// The next line as it stands in the file; nil at the end.
    ///
    /// Blank lines are passed over.
    public mutating func nextEntry() throws(Problem) -> Entry? {
        while let record = try nextRecord() {
            guard record.contains(where: { $0 > 0x20 }) else { continue }
            do throws(RecordedLine.LineError) {
                if let entry = try entry(record) { return entry }
            } catch {
                guard record.last == UInt8(ascii: "\n") else {
                    brokenLine = recordLine
                    return nil
                }
                let problem = Problem(
                    file: shown, line: recordLine, column: error.offset + 1,
                    message: "this is no line of a recording: \(error.reason)")
                guard skipsBadLines else { throw problem }
                badCount += 1
                firstBadLine = firstBadLine ?? problem
            }
        }
        return nil
    }

    /// The bytes up to the next line's end and that; of a table up to that of the row.
    private mutating func nextRecord() throws(Problem) -> [UInt8]? {
        guard var record = try nextLineBytes() else { return nil }
        recordLine = lineNumber
        if !hasBegun, let first = record.first(where: { $0 > 0x20 && $0 < 0x80 || $0 > 0xC0 }) {
            hasBegun = true
            if first != UInt8(ascii: "{") { table = RecorderTable(isBase64: isBase64) }
        }
        while table != nil, RecorderTable.isOpen(record), let more = try nextLineBytes() {
            record += more
            if record.count > Self.longestLine { throw tooLong() }
        }
        return record
    }

    private mutating func nextLineBytes() throws(Problem) -> [UInt8]? {
        let length = getline(&buffer, &capacity, file)
        guard length >= 0 else { return nil }
        lineNumber += 1
        if length > Self.longestLine { throw tooLong() }
        let bytes = Array(UnsafeRawBufferPointer(start: buffer, count: length))
        return lineNumber == 1 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    private func tooLong() -> Problem {
        Problem(file: shown, line: lineNumber, message: "the line has more than 4 MiB")
    }

    private mutating func entry(_ record: [UInt8]) throws(RecordedLine.LineError) -> Entry? {
        let line: RecordedLine
        var record = record
        if table != nil {
            guard let message = try table?.message(record) else { return nil }
            line = .message(message)
            record = Array(message.line.utf8)
        } else {
            if let message = quick.message(record) {
                line = .message(message)
            } else {
                line = try RecordedLine(line: record)
            }
        }
        if line.at < latest {
            if backwardCount == 0 { firstBackwardLine = lineNumber }
            backwardCount += 1
        }
        latest = max(latest, line.at)
        return Entry(line: line, at: latest, record: record)
    }
}

extension RecordingReader {
    /// What was odd about it, once it is read: a sentence each.
    public var oddities: [String] {
        var sentences: [String] = []
        if let brokenLine {
            sentences.append("\(shown):\(brokenLine): the last line breaks off; it is passed over.")
        }
        if let firstBadLine {
            sentences.append("\(badCount) lines that cannot be read were passed over; the first: \(firstBadLine)")
        }
        if backwardCount > 0 {
            sentences.append(
                "\(shown): the time goes backwards \(backwardCount) times, first in line \(firstBackwardLine); such a message "
                    + "is taken to come with the one before it.")
        }
        return sentences
    }
}
