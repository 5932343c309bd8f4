import Glibc

/// One file of a recording being written: only whole lines ever stay in it, unless the process is killed in the middle of one.
///
/// It belongs to one queue.
final class RecordingFile {
    let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// How many bytes it has, those included that are not written yet.
    private(set) var size: Int
    /// What was done about a line that broke off, at the end of a file that is appended to.
    private(set) var mending: String?

    enum Opening {
        /// Append to what is there, or make it.
        case appending
        /// Make it; fail where it is there already.
        case new
    }

    /// Opens the file (0640 where it is made: recordings are people's data).
    ///
    /// - Parameters:
    ///   - path: the file; `-` is the standard output.
    ///   - opening: whether it may be there already.
    /// - Throws: the one problem, if it cannot be opened.
    init(_ path: String, _ opening: Opening) throws(Problem) {
        self.path = path
        let flags =
            switch opening {
            case .appending: O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC
            case .new: O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC
            }
        var opened = path == "-" ? dup(STDOUT_FILENO) : open(path, flags, 0o640)
        // A pipe cannot be opened for reading too.
        if opened < 0, errno != EEXIST { opened = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640) }
        guard opened >= 0 else {
            throw Problem(file: path, message: "the recording cannot be written: \(String(cString: strerror(errno)))")
        }
        descriptor = opened
        size = max(0, Int(lseek(opened, 0, SEEK_END)))
        mend()
    }

    deinit {
        close(descriptor)
    }

    /// How many bytes wait to be written.
    var waiting: Int { buffer.count }

    func append(_ line: some Collection<UInt8>) {
        buffer += line
        buffer.append(UInt8(ascii: "\n"))
        size += line.count + 1
    }

    /// Writes all lines; of one that does not fit on the disk nothing stays.
    ///
    /// - Throws: the one problem, if it cannot be written; what was not is tried again the next time.
    func write() throws(Problem) {
        var written = 0
        while written < buffer.count {
            let count = buffer[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let code = errno
                takeBack(written)
                throw failure(code)
            }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes all lines, and waits until they are on the disk.
    ///
    /// - Throws: the one problem, if it cannot be written.
    func synchronize() throws(Problem) {
        try write()
        // A pipe or terminal cannot be synced, and need not.
        guard fdatasync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { throw failure(errno) }
    }

    private func failure(_ code: Int32) -> Problem {
        Problem(file: path, message: "writing the recording failed: \(String(cString: strerror(code)))")
    }

    /// Cuts the file to the last line of which all was written, and forgets those that are.
    private func takeBack(_ written: Int) {
        let whole = buffer[..<written].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let onDisk = Int(lseek(descriptor, 0, SEEK_END))
        if written > whole, onDisk >= written - whole { ftruncate(descriptor, onDisk - (written - whole)) }
        buffer.removeFirst(whole)
    }

    /// Ends the last line of a file that is appended to: of one that broke off nothing stays.
    private func mend() {
        guard size > 0 else { return }
        var tail = [UInt8](repeating: 0, count: min(size, 4 << 20))
        guard pread(descriptor, &tail, tail.count, size - tail.count) == tail.count,
            tail.last != UInt8(ascii: "\n")
        else { return }
        let start = tail.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        if (try? RecordedLine(line: Array(tail[start...]))) != nil {
            buffer = [UInt8(ascii: "\n")]
            size += 1
        } else if start > 0 || tail.count == size {
            guard ftruncate(descriptor, size - (tail.count - start)) == 0 else { return }
            size -= tail.count - start
            mending = "\(path): the last line broke off, and was taken away."
        }
    }
}
