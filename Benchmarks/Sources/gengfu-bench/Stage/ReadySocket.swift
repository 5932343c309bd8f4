import Glibc

/// The socket on which a daemon says that it is ready, as systemd would hear it.
final class ReadySocket {
    let path: String
    private let descriptor: Int32

    /// - Parameter path: at most 107 bytes.
    /// - Throws: ``BenchError`` if there cannot be one.
    init(_ path: String) throws(BenchError) {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw BenchError("\(path) is too long for a socket.")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        unlink(path)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { throw .cannotWrite(path) }
    }

    deinit { close(descriptor) }

    /// Whether it is ready within so many seconds.
    func awaitReady(seconds: Int) -> Bool {
        var patience = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
            if String(decoding: buffer[..<count], as: UTF8.self).hasPrefix("READY=1") { return true }
        }
        return false
    }
}
