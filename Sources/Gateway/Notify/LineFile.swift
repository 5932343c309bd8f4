import Glibc

/// Why a log file does not take lines.
struct LineFileError: Error, Hashable, CustomStringConvertible {
    let doing: String
    let path: String
    let code: Int32

    var description: String {
        let remedy =
            switch code {
            case ENOENT: "; its folder must exist"
            case ENOSPC, EDQUOT: "; the disk needs room"
            case EACCES, EPERM, EROFS: "; the service's user must be allowed to write there"
            default: ""
            }
        return "\(doing) \(path) failed: \(String(cString: strerror(code)))\(remedy)."
    }
}

/// A file that grows by whole lines only, each batch by one `write(2)` at its end.
///
/// One queue's; `reopen` is a new object.
final class LineFile {
    let path: String
    private let descriptor: Int32
    /// The file does not end with a line feed: the power went, or the disk was full and would not even be cut.
    private var isTorn: Bool

    /// Opens it, making it if need be, with mode 0640 whatever the umask: the group may read it.
    init(_ path: String) throws(LineFileError) {
        self.path = path
        let flags = O_WRONLY | O_APPEND | O_CLOEXEC
        let made = open(path, flags | O_CREAT | O_EXCL, 0o640)
        if made >= 0 { fchmod(made, 0o640) }
        descriptor = made >= 0 ? made : open(path, flags | O_CREAT, 0o640)
        guard descriptor >= 0 else { throw LineFileError(doing: "Opening", path: path, code: errno) }
        isTorn = LineFile.endsInsideLine(path)
    }

    deinit {
        close(descriptor)
    }

    /// Whether somebody removed the file: what is written to it is lost then.
    var isUnlinked: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_nlink == 0
    }

    /// Writes lines, to each of which a line feed is added.
    ///
    /// - Returns: how many of them are wholly in the file, at least one; nothing of the others is.
    func append(_ lines: [String]) throws(LineFileError) -> Int {
        var bytes: [UInt8] = isTorn ? [UInt8(ascii: "\n")] : []
        var ends: [Int] = []
        for line in lines {
            bytes.append(contentsOf: line.utf8)
            bytes.append(UInt8(ascii: "\n"))
            ends.append(bytes.count)
        }
        var written = write(descriptor, bytes, bytes.count)
        while written < 0, errno == EINTR { written = write(descriptor, bytes, bytes.count) }
        guard written >= 0 else { throw LineFileError(doing: "Writing to", path: path, code: errno) }
        let whole = ends.prefix { $0 <= written }.count
        isTorn = false
        cut(written - (whole == 0 ? 0 : ends[whole - 1]))
        // What stopped it is said by the next attempt; a short write itself has no errno.
        guard whole > 0 || lines.isEmpty else { throw LineFileError(doing: "Writing to", path: path, code: ENOSPC) }
        return whole
    }

    /// Takes back the beginning of a line that did not fit.
    private func cut(_ excess: Int) {
        guard excess > 0 else { return }
        let end = lseek(descriptor, 0, SEEK_CUR)
        if end < excess || ftruncate(descriptor, end - excess) != 0 { isTorn = true }
    }

    private static func endsInsideLine(_ path: String) -> Bool {
        var status = stat()
        let reader = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard reader >= 0 else { return false }
        defer { close(reader) }
        guard fstat(reader, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return false }
        var last: UInt8 = 0
        return pread(reader, &last, 1, status.st_size - 1) == 1 && last != UInt8(ascii: "\n")
    }
}
