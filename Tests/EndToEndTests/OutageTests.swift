import AlarmEngine
import Gateway
import Glibc
import TestSupport
import Testing

@Suite("Outages around the daemon", .serialized)
struct OutageTests {
    @Test("A broker that restarts with a queue for us loses nothing, and each alarm's events keep their order")
    func brokerRestart() throws {
        let folder = TemporaryFolder()
        let settings = Broker.persistence(in: folder)
        var broker = try Broker(settings: settings, folder: folder)
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try installation.start()
        try broker.publish(messages(0..<20))
        installation.signal(SIGSTOP)
        try broker.publish(messages(20..<40))
        broker.stop()
        broker = try Broker(port: broker.port, settings: settings, folder: folder)
        installation.signal(SIGCONT)
        try broker.publish(messages(40..<60))

        let expected = (0..<60).map { "\($0 % 2 == 0 ? "raised" : "returned") \($0)" }
        #expect(eventually(within: 20_000) { installation.story.count >= 60 * 10 })
        #expect(installation.story.count == 60 * 10)
        for device in 0..<10 {
            let heard = keys(try installation.events()).filter { $0.device == "k\(device)" && $0.alarm == "fire" }
            #expect(heard.map(\.event) == expected.map { String($0.prefix { $0 != " " }) })
        }
        #expect(try !installation.events().contains { $0.contains("possible-gap") })
    }

    /// Ten devices that burn in even rounds and do not in odd ones.
    private func messages(_ rounds: Range<Int>) -> [(topic: String, payload: String)] {
        rounds.flatMap { round in
            (0..<10).map { (Kitchen.topic("k\($0)"), "{\"smoke\":\(round % 2 == 0 ? 80 + round : 1)}") }
        }
    }

    @Test("A webhook that was down for the whole run hears all in the next, the fire first, each alarm in order")
    func webhookDown() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let port = freePort()
        let installation = Installation(
            brokerPort: broker.port,
            profiles: Kitchen.profiles.mapValues {
                $0.replacing("home/{device}/kitchen", with: "home/{area}/{device}")
            },
            sinks: Installation.webhook("centre", "http://127.0.0.1:\(port)/hook", "max_interval: 1s"))
        try installation.start()
        // Each in an area of its own: a hundred in one would be a flood, of which one is told.
        for round in 0..<2 {
            try broker.publish((0..<100).map { ("home/\($0)/b\($0)", "{\"battery\":\(round == 0 ? 9 : 90)}") })
        }
        try broker.publish([("home/100/burning", #"{"smoke":80}"#)])
        #expect(installation.hasTold("burning fire raised"))
        #expect(installation.stop().ending == .exited(0))
        #expect(installation.deliveries(.pending) >= 201)

        let receiver = try RunningReceiver(["--json", "--port", "\(port)"])
        try installation.start()
        #expect(eventually(within: 20_000) { installation.deliveries(.pending) == 0 })

        let heard = receiver.deliveries
        // Four are under way at once, and any of them may be the first to arrive.
        #expect(heard.prefix(4).contains { $0.device == "burning" }, "\(heard.prefix(5))")
        #expect(Set(heard.map(\.id)) == Set(try installation.deliveryIDs(sink: "centre")))
        for device in 0..<100 {
            #expect(heard.filter { $0.device == "b\(device)" }.map(\.event) == ["raised", "cleared"])
        }
    }

    @Test("After a restart an alarm that is still undelivered is not said to be delivered")
    func lateThroughRestart() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let away = try RunningReceiver(["--script", "503*"])
        let refusing = try RunningReceiver(["--script", "410*"])
        let installation = Installation(
            brokerPort: broker.port, profiles: Kitchen.profiles,
            sinks: Installation.webhook("backup", refusing.url + "b", "standby: true") + "\n"
                + Installation.webhook("centre", away.url + "c", "deadline: 1s, max_interval: 1s, fallback: backup"))
        try installation.start()
        try broker.publish(#"{"smoke":80}"#)
        let own = { (alarm: String) in
            (try? installation.events())?.filter { $0.contains(#""alarm":"\#(alarm)""#) }.count ?? 0
        }
        #expect(eventually { own("delivery-late") == 1 && own("delivery-failed") == 1 })

        #expect(installation.stop(SIGKILL).ending == .signalled(SIGKILL))
        try installation.start()
        usleep(3_000_000)

        #expect(own("delivery-late") == 1)
        #expect(own("delivery-failed") == 1)
    }

    @Test("A webhook that comes back during the run hears the fire before the batteries that waited longer")
    func webhookBack() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let receiver = try RunningReceiver(["--json", "--script", "503*"])
        let installation = Installation(
            brokerPort: broker.port, profiles: Kitchen.profiles,
            sinks: Installation.webhook("centre", receiver.url + "hook", "max_interval: 1s"))
        try installation.start()
        try broker.publish((0..<100).map { (Kitchen.topic("b\($0)"), #"{"battery":9}"#) })
        try broker.publish(#"{"smoke":80}"#, from: "burning")
        #expect(installation.hasTold("burning fire raised"))
        // It has been tried, too, and must be among the first when the receiver is tried again.
        usleep(500_000)
        #expect(try receiver.setFault("").status < 300)

        #expect(eventually(within: 20_000) { installation.deliveries(.pending) == 0 })
        // One delivery finds out that the receiver is back; the next four are under way at once.
        #expect(receiver.deliveries.prefix(5).contains { $0.device == "burning" }, "\(receiver.deliveries.prefix(5))")
        #expect(Set(receiver.ids) == Set(try installation.deliveryIDs(sink: "centre")))
    }
}
