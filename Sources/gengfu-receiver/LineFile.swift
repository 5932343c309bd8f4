import Glibc

/// Takes lines, each in one `write`, so that a reader sees a line at once and whole.
struct LineFile {
    private let descriptor: Int32

    static let standardOutput = LineFile(descriptor: STDOUT_FILENO)
    static let standardError = LineFile(descriptor: STDERR_FILENO)

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Opens a file to append to, making it if need be.
    ///
    /// It stays open while the program runs.
    init(appendingTo path: String) throws(Failure) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw .cannotCreate(
                "Opening the output '\(path)' failed: \(String(cString: strerror(errno))); it must be a file we may write."
            )
        }
    }

    /// Whether the whole line was taken.
    ///
    /// The pipe's reader may have gone, or the disk be full.
    func write(_ line: String) -> Bool {
        let bytes = Array("\(line)\n".utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                written += count
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}

/// Says something to the person at the terminal.
func say(_ sentence: String) {
    _ = LineFile.standardError.write(escaped(sentence))
}
