import Foundation
import Glibc

/// The socket on which systemd hears a service.
public final class NotifySocket: Sendable {
    public let path: String
    private let descriptor: Int32
    private let heard = Locked<[String]>([])

    public init(in folder: TemporaryFolder) {
        path = folder.file("notify")
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let descriptor = descriptor
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = bind(descriptor, $0, length) }
        }
        Thread.detachNewThread { self.listen() }
    }

    /// Every datagram so far.
    public var messages: [String] { heard.locked { $0 } }

    public func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private func listen() {
        var buffer = [UInt8](repeating: 0, count: 8192)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
            let text = String(decoding: buffer[..<count], as: UTF8.self)
            heard.locked { $0.append(text) }
        }
        _ = Glibc.close(descriptor)
    }
}
