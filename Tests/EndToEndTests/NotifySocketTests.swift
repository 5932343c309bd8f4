import Glibc
import TestSupport
import Testing

extension NotifySocket {
    func hears(_ text: String, within milliseconds: Int = 10_000) -> Bool {
        eventually(within: milliseconds) { messages.contains { $0.contains(text) } }
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
