import Foundation
import Glibc
import TestSupport
import Testing

/// The socket on which systemd hears a service.
final class NotifySocket: Sendable {
    let path: String
    private let descriptor: Int32
    private let heard = Locked<[String]>([])

    init(in folder: TemporaryFolder) {
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
    var messages: [String] { heard.locked { $0 } }

    func hears(_ text: String, within milliseconds: Int = 10_000) -> Bool {
        eventually(within: milliseconds) { self.messages.contains { $0.contains(text) } }
    }

    func close() {
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

@Suite("What systemd hears of the daemon", .serialized)
struct NotifySocketTests {
    @Test("Ready, status, watchdog, reloading, stopping")
    func life() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        let socket = NotifySocket(in: installation.folder)
        defer { socket.close() }
        try installation.start(environment: ["NOTIFY_SOCKET=\(socket.path)", "WATCHDOG_USEC=400000"])

        #expect(socket.hears("READY=1"))
        #expect(socket.hears("STATUS=subscribed"))
        #expect(eventually { socket.messages.filter { $0.contains("WATCHDOG=1") }.count > 3 })
        let before = socket.messages.count
        installation.signal(SIGHUP)
        #expect(socket.hears("RELOADING=1\nMONOTONIC_USEC="))
        #expect(eventually { socket.messages.dropFirst(before).contains { $0.contains("READY=1") } })
        #expect(installation.stop().ending == .exited(0))
        #expect(socket.hears("STOPPING=1"))
    }

    @Test("Ready though the broker is absent, and it says so")
    func withoutBroker() throws {
        let installation = Installation(brokerPort: freePort(), profiles: Kitchen.profiles)
        let socket = NotifySocket(in: installation.folder)
        defer { socket.close() }
        try installation.launch(environment: ["NOTIFY_SOCKET=\(socket.path)", "WATCHDOG_USEC=400000"])

        #expect(socket.hears("READY=1"))
        #expect(socket.hears("STATUS=not subscribed"))
        #expect(socket.hears("WATCHDOG=1"))
        #expect(installation.stop().ending == .exited(0))
    }
}
