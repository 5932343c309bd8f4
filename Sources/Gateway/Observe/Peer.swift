import Glibc

/// Who is at the other end of a control connection, as the kernel says.
public struct Peer: Hashable, Sendable {
    public var processID: Int32
    public var userID: UInt32
    /// The account's name, or `uid 1000` where the system knows none.
    public var user: String

    public init(processID: Int32, userID: UInt32, user: String) {
        self.processID = processID
        self.userID = userID
        self.user = user
    }

    /// Nil if the socket is no UNIX socket.
    init?(of descriptor: Int32) {
        // `struct ucred`: pid, uid, gid. Glibc shows it only under _GNU_SOURCE.
        var credentials: (pid: Int32, uid: UInt32, gid: UInt32) = (0, 0, 0)
        var length = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else { return nil }
        processID = credentials.pid
        userID = credentials.uid
        user = Peer.name(of: credentials.uid) ?? "uid \(credentials.uid)"
    }

    private static func name(of user: UInt32) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
            guard let base = buffer.baseAddress,
                getpwuid_r(user, &entry, base, buffer.count, &found) == 0, found != nil, let name = entry.pw_name
            else { return nil }
            return String(cString: name)
        }
    }
}
