import Glibc

/// The listening end of the control socket, and the file it stands at.
///
/// The state folder's lock keeps two daemons from racing here; this only has to tell a dead one's file from a live one's.
struct ControlListener {
    let descriptor: Int32
    let path: String
    private let identity: (device: dev_t, inode: ino_t)

    /// Binds and listens, in place of a socket that a dead daemon left.
    ///
    /// - Parameters:
    ///   - path: its folder must exist.
    ///   - group: who may use it besides the owner; left alone if there is no such group or it may not be given away.
    /// - Throws: ``ControlError`` with what stands in the way.
    init(path: String, group: String) throws(ControlError) {
        guard !path.hasPrefix("@"), let address = UnixAddress(path) else { throw .badPath(path) }
        try ControlListener.makeRoom(at: path, address)
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw .cannotListen(path: path, reason: ControlError.text(errno)) }
        guard address.withPointer({ bind(descriptor, $0, $1) }) == 0 else {
            let code = errno
            close(descriptor)
            if code == ENOENT || code == ENOTDIR { throw .noFolder(path: path, reason: ControlError.text(code)) }
            throw .cannotListen(path: path, reason: ControlError.text(code))
        }
        // Nobody gets in before listen(), whatever mode the umask left.
        if let number = groupNumber(group) { _ = chown(path, uid_t.max, number) }
        var status = stat()
        guard chmod(path, 0o660) == 0, lstat(path, &status) == 0, listen(descriptor, 64) == 0 else {
            let code = errno
            close(descriptor)
            unlink(path)
            throw .cannotListen(path: path, reason: ControlError.text(code))
        }
        self.descriptor = descriptor
        self.path = path
        identity = (status.st_dev, status.st_ino)
    }

    /// Takes the file away, unless another daemon has put its own there since.
    func removeFile() {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_dev == identity.device, status.st_ino == identity.inode else {
            return
        }
        unlink(path)
    }

    private static func makeRoom(at path: String, _ address: UnixAddress) throws(ControlError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return }
            throw .cannotListen(path: path, reason: ControlError.text(errno))
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        let (probe, code) = address.connected()
        if probe >= 0 { close(probe) }
        guard code == ECONNREFUSED else { throw .daemonIsThere(path: path) }
        unlink(path)
    }
}

private func groupNumber(_ name: String) -> gid_t? {
    var entry = group()
    var found: UnsafeMutablePointer<group>?
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
        guard let base = buffer.baseAddress, getgrnam_r(name, &entry, base, buffer.count, &found) == 0, found != nil
        else { return nil }
        return entry.gr_gid
    }
}
