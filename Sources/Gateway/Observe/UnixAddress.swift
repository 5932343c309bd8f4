import Glibc

/// The address of a UNIX socket: a path, or a name in Linux's abstract space, which begins with `@`.
struct UnixAddress {
    private var address = sockaddr_un()
    private let length: socklen_t

    /// Nil for a name that is empty, has a NUL in it, or is longer than the kernel takes (107 bytes).
    init?(_ name: String) {
        let bytes = Array(name.utf8)
        let offset = MemoryLayout<sa_family_t>.size
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard !bytes.isEmpty, bytes.count < capacity, !bytes.contains(0) else { return nil }
        let isAbstract = bytes[0] == UInt8(ascii: "@")
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            path.copyBytes(from: bytes)
            if isAbstract { path[0] = 0 }
        }
        // An abstract name ends where the length says; a path also carries its NUL.
        length = socklen_t(offset + bytes.count + (isAbstract ? 0 : 1))
    }

    func withPointer<Answer>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Answer) -> Answer {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    /// A new socket connected to it; otherwise what `connect` said.
    func connected(_ type: __socket_type = SOCK_STREAM) -> (descriptor: Int32, code: Int32) {
        let descriptor = socket(AF_UNIX, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return (-1, errno) }
        while withPointer({ connect(descriptor, $0, $1) }) != 0 {
            let code = errno
            if code == EINTR { continue }
            close(descriptor)
            return (-1, code)
        }
        return (descriptor, 0)
    }
}
