import AlarmEngine
import Glibc

/// Reads a recording line by line: one line is in memory at a time.
public struct RecordingReader: ~Copyable {
    /// The longest line; a payload of the default bound, escaped to the worst, still fits.
    private static let longestLine = 4 << 20

    private let file: UnsafeMutablePointer<FILE>
    private let shown: String
    private var lineNumber = 0
    private var buffer: UnsafeMutablePointer<CChar>?
    private var capacity = 0
    private var latest = Moment.distantPast
    /// How many messages were older than the one before; they are taken to come with it.
    public private(set) var backwardCount = 0
    /// The line of the first of them.
    public private(set) var firstBackwardLine = 0

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
    /// Blank lines are passed over.
    public mutating func next() throws(Problem) -> RecordedMessage? {
        while case let length = getline(&buffer, &capacity, file), length >= 0 {
            lineNumber += 1
            guard length <= Self.longestLine else {
                throw Problem(file: shown, line: lineNumber, message: "the line has more than 4 MiB")
            }
            let line = UnsafeRawBufferPointer(start: buffer, count: length)
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            return try inOrder(message(Array(line)))
        }
        return nil
    }

    private func message(_ line: [UInt8]) throws(Problem) -> RecordedMessage {
        do throws(RecordedMessage.LineError) {
            return try RecordedMessage(line: line)
        } catch {
            throw Problem(
                file: shown, line: lineNumber, column: error.offset + 1,
                message: "this is no line of a recording: \(error.reason)")
        }
    }

    private mutating func inOrder(_ message: RecordedMessage) -> RecordedMessage {
        var message = message
        if message.at < latest {
            if backwardCount == 0 { firstBackwardLine = lineNumber }
            backwardCount += 1
            message.at = latest
        }
        latest = message.at
        return message
    }
}
