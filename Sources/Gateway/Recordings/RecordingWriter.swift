import AlarmEngine
import Dispatch
import Glibc

/// Appends messages to a recording, a line each.
///
/// `@unchecked Sendable` is sound: what varies is touched on `queue` alone.
public final class RecordingWriter: @unchecked Sendable {
    private let queue = DispatchQueue(label: "gengfu.recording")
    private let descriptor: Int32
    private let path: String
    private var buffer: [UInt8] = []
    private var written = 0

    /// Opens the file, and makes it where it is missing (0640: recordings are people's data).
    ///
    /// - Parameter path: the file; `-` is the standard output.
    /// - Throws: the one problem, if it cannot be written.
    public init(_ path: String) throws(Problem) {
        self.path = path
        descriptor = path == "-" ? dup(STDOUT_FILENO) : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw Problem(file: path, message: "the recording cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    /// How many messages were written.
    public var count: Int { queue.sync { written } }

    public func write(_ message: RecordedMessage) {
        queue.sync {
            buffer += Array(message.line.utf8) + [UInt8(ascii: "\n")]
            written += 1
        }
    }

    /// Puts everything written so far on the disk.
    ///
    /// - Throws: the one problem, if it cannot be written.
    public func flush() throws(Problem) {
        let failure = queue.sync { () -> Int32 in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return errno }
                rest = rest.dropFirst(count)
            }
            buffer.removeAll(keepingCapacity: true)
            // A pipe or terminal cannot be synced, and need not.
            return fdatasync(descriptor) == 0 || errno == EINVAL ? 0 : errno
        }
        if failure != 0 {
            throw Problem(file: path, message: "writing the recording failed: \(String(cString: strerror(failure)))")
        }
    }
}
