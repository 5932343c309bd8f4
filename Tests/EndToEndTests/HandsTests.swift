import Glibc
import TestSupport
import Testing

@Suite("The operator's hands, on a running daemon", .serialized)
struct HandsTests {
    @Test("Acknowledging, resetting, and what is refused")
    func hands() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try installation.start()
        try broker.publish(#"{"smoke":80,"gas":9}"#)
        #expect(installation.hasTold("k1 gas raised"))
        let fire = try #require(installation.id(of: "fire"))
        let gas = try #require(installation.id(of: "gas"))

        let done = try installation.command(["ack", String(fire.prefix(6)), "--by", "desk", "--reason", "seen"])
        #expect(done.ending == .exited(0), "\(done.errors)")
        #expect(done.output.contains("acknowledged"))
        #expect(try installation.events().contains { $0.contains(#""by":"desk","reason":"seen""#) })

        let again = try installation.command(["ack", fire, "--by", "desk"])
        #expect(again.ending == .exited(1))
        #expect(again.errors.contains("cannot be acknowledged"), "\(again.errors)")
        let early = try installation.command(["reset", gas])
        #expect(early.ending == .exited(1), "\(early.errors)")
        let unknown = try installation.command(["ack", "0123456789abcdef"])
        #expect(unknown.ending == .exited(1))

        try broker.publish(#"{"smoke":1,"gas":0}"#)
        #expect(installation.hasTold("k1 gas returned"))
        #expect(try installation.command(["reset", gas]).ending == .exited(0))
        #expect(
            installation.story == [
                "k1 fire raised", "k1 gas raised", "k1 fire acknowledged", "k1 fire cleared", "k1 gas returned",
                "k1 gas reset",
            ])
    }

    @Test("Alarms, status and deliveries say what is so")
    func lists() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(
            brokerPort: broker.port, profiles: Kitchen.profiles,
            sinks: Installation.webhook("centre", "http://127.0.0.1:\(freePort())/hook"))
        try installation.start()
        try broker.publish(#"{"smoke":80,"battery":3}"#)
        #expect(installation.hasTold("k1 fire raised"))

        let alarms = try installation.command(["alarms"]).output
        #expect(alarms.contains("fire") && alarms.contains("battery-low") && alarms.contains("extreme 红"))
        let narrow = try installation.command(["alarms", "--signal", "alarm"]).output
        #expect(narrow.contains("fire") && !narrow.contains("battery-low"))
        let status = try installation.command(["status"]).output
        #expect(
            status.contains("subscribed") && !status.contains("NOT") && status.contains("2 active, 2 un"), "\(status)")
        let deliveries = try installation.command(["deliveries", "--state", "pending"]).output
        #expect(deliveries.split(separator: "\n").count == 3, "\(deliveries)")
        #expect(try installation.command(["deliveries", "--state", "lost"]).ending == .exited(1))

        installation.stop()
        let alone = try installation.command(["status"])
        #expect(alone.ending == .exited(69), "\(alone.errors)")
    }
}
