import AlarmEngine
import Glibc

/// Reads a recording line by line: one line is in memory at a time.
public struct RecordingReader: ~Copyable {
    /// The longest line; a payload of the default bound, escaped to the worst, still fits.
    private static let longestLine = 4 << 20

    private let file: UnsafeMutablePointer<FILE>
    private let shown: String
    /// Of the line that was read last; the first is 1.
    public private(set) var lineNumber = 0
    private var buffer: UnsafeMutablePointer<CChar>?
    private var capacity = 0
    private var latest = Moment.distantPast
    /// How many messages were older than the one before; they are taken to come with it.
    public private(set) var backwardCount = 0
    /// The line of the first of them.
    public private(set) var firstBackwardLine = 0
    /// How many lines ``next()`` passed over as they are no messages.
    public private(set) var passedHands = 0

    /// Opens a recording; `-` is the standard input.
    ///
    /// - Parameter path: the file.
    /// - Throws: the one problem, if it cannot be opened.
    public init(_ path: String) throws(Problem) {
        shown = path == "-" ? "<stdin>" : path
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

    /// The next line, of whatever kind; nil at the end.
    ///
    /// Blank lines are passed over.
    public mutating func nextLine() throws(Problem) -> RecordedLine? {
        while case let length = getline(&buffer, &capacity, file), length >= 0 {
            lineNumber += 1
            guard length <= Self.longestLine else {
                throw Problem(file: shown, line: lineNumber, message: "the line has more than 4 MiB")
            }
            let line = UnsafeRawBufferPointer(start: buffer, count: length)
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            return try inOrder(read(Array(line)))
        }
        return nil
    }

    private func read(_ line: [UInt8]) throws(Problem) -> RecordedLine {
        do throws(RecordedLine.LineError) {
            return try RecordedLine(line: line)
        } catch {
            throw Problem(
                file: shown, line: lineNumber, column: error.offset + 1,
                message: "this is no line of a recording: \(error.reason)")
        }
    }

    private mutating func inOrder(_ line: RecordedLine) -> RecordedLine {
        var line = line
        if line.at < latest {
            if backwardCount == 0 { firstBackwardLine = lineNumber }
            backwardCount += 1
            line.at = latest
        }
        latest = line.at
        return line
    }
}
