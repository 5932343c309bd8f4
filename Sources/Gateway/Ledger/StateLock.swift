import Glibc

/// The right of one process to a state folder, for as long as this object lives.
///
/// `flock` belongs to the open file, so a second lock in the same process is refused too, and the system gives it up
/// when a process dies, however it dies.
final class StateLock {
    private let descriptor: Int32

    /// Takes the lock, or says who has it.
    init(folder: String) throws(DatabaseError) {
        let path = folder + "/lock"
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard opened >= 0 else { throw .lastSystemError(doing: "Opening the lock \(path)") }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            defer { close(opened) }
            guard isTaken else { throw .lastSystemError(doing: "Locking \(path)") }
            throw .locked(folder: folder, process: StateLock.owner(opened))
        }
        descriptor = opened
        let line = Array("\(getpid())\n".utf8)
        // Only for people and for the sentence above: the lock holds without it, even on a full disk.
        if ftruncate(opened, 0) == 0 { _ = pwrite(opened, line, line.count, 0) }
    }

    deinit {
        close(descriptor)
    }

    private static func owner(_ descriptor: Int32) -> Int32? {
        var line = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &line, line.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: line[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
