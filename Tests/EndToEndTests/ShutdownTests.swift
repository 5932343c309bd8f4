import Gateway
import Glibc
import TestSupport
import Testing

@Suite("SIGTERM", .serialized)
struct ShutdownTests {
    @Test("An idle daemon stops at once")
    func idle() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try installation.start()
        try broker.publish(#"{"smoke":80}"#)
        #expect(installation.hasTold("k1 fire raised"))

        let (ending, milliseconds) = installation.stop()

        print("SIGTERM, idle: \(milliseconds) ms")
        #expect(ending == .exited(0))
        #expect(milliseconds < 700)
    }

    @Test("With a webhook that hangs it exits 0 within 10 s, and the next run delivers")
    func hanging() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let receiver = try RunningReceiver(["--json", "--hang"])
        let installation = Installation(
            brokerPort: broker.port, profiles: Kitchen.profiles,
            sinks: Installation.webhook("centre", receiver.url + "hook", "timeout: 30s"))
        try installation.start()
        try broker.publish(#"{"smoke":80,"battery":3}"#)
        #expect(installation.hasTold("k1 fire raised"))

        let (ending, milliseconds) = installation.stop()
        print("SIGTERM, webhook hanging: \(milliseconds) ms")
        #expect(ending == .exited(0))
        #expect(milliseconds < 10_000)
        #expect(installation.deliveries(.pending) == 2)

        #expect(try receiver.setFault("").status < 300)
        try installation.start()
        #expect(eventually { installation.deliveries(.delivered) == 2 })
        #expect(Set(receiver.ids) == Set(try installation.deliveryIDs(sink: "centre")))
    }

    @Test("With the broker gone it exits 0 within 10 s")
    func brokerGone() throws {
        let broker = try Broker()
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try installation.start()
        broker.stop()
        #expect(eventually { !installation.isSubscribed })

        let (ending, milliseconds) = installation.stop()

        print("SIGTERM, broker gone: \(milliseconds) ms")
        #expect(ending == .exited(0))
        #expect(milliseconds < 2000)
    }

    @Test("With a broker that does not answer, too")
    func brokerStuck() throws {
        let broker = try Broker()
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try installation.start()
        broker.send(SIGSTOP)
        defer {
            broker.send(SIGCONT)
            broker.stop()
        }

        let (ending, milliseconds) = installation.stop()

        print("SIGTERM, broker stuck: \(milliseconds) ms")
        #expect(ending == .exited(0))
        #expect(milliseconds < 10_000)
    }
}
