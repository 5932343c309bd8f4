import Glibc
import TestSupport
import Testing

@Suite("Reloading the configuration, and the log file", .serialized)
struct ReloadTests {
    @Test("A bad configuration is refused, and the old one goes on")
    func bad() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try installation.start()

        installation.setProfile("kitchen", Kitchen.profile(alarms: "  worse: {when: smoek > 1, severity: severe}"))
        installation.signal(SIGHUP)
        #expect(eventually { installation.talk.contains("is refused") })
        try broker.publish(#"{"smoke":80}"#)

        #expect(installation.hasTold("k1 fire raised"))
        #expect(installation.talk.contains("smoek"))
    }

    @Test("One whose secret cannot be read is refused whole: no sink takes over a part of it")
    func badSecret() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let receiver = try RunningReceiver(["--json"])
        let old = Installation.webhook("centre", receiver.url + "old")
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles, sinks: old)
        try installation.start()

        writeFile(installation.folder.file("no-secret"), "none\n")
        installation.configure(
            sinks: Installation.webhook("centre", receiver.url + "new") + "\n"
                + Installation.webhook("other", receiver.url + "new", "secret_file: no-secret"))
        installation.signal(SIGHUP)
        #expect(eventually { installation.talk.contains("is refused") })
        try broker.publish(#"{"smoke":80}"#)

        #expect(eventually { receiver.lines.contains { $0.contains(#""alarm":"fire""#) } })
        #expect(receiver.lines.allSatisfy { $0.contains(#""path":"/old""#) })
    }

    @Test("A time zone cannot change while it runs: that is refused")
    func timezone() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try installation.start()

        installation.configure(more: "timezone: Europe/Paris")
        installation.signal(SIGHUP)

        #expect(eventually { installation.talk.contains("is refused") })
    }

    @Test("A good one brings a profile and a sink, withdraws an alarm, and loses neither an alarm nor a delay")
    func good() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let receiver = try RunningReceiver(["--json"])
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try installation.start()
        try broker.publish(#"{"smoke":80,"gas":9,"heat":70}"#)
        #expect(installation.hasTold("k1 gas raised"))

        installation.setProfile("kitchen", Kitchen.profile(alarms: ""))
        installation.setProfile("button", Self.button)
        installation.configure(
            sinks: Installation.logSink + "\n" + Installation.webhook("centre", receiver.url + "hook"))
        installation.signal(SIGHUP)

        #expect(installation.hasTold("k1 gas withdrawn"))
        #expect(installation.hasTold("k1 heat-long raised"))
        #expect(eventually { installation.talk.contains("taken over") })
        #expect(
            eventually {
                (try? broker.publish([("button/b1", "1")])) != nil && installation.story.contains("b1 pressed raised")
            })
        #expect(eventually { receiver.deliveries.contains { $0.device == "b1" } })
        #expect(installation.id(of: "fire") != nil)
        try broker.publish(#"{"smoke":1}"#)
        #expect(installation.hasTold("k1 fire returned"))
        #expect(installation.story.filter { $0 == "k1 fire raised" }.count == 1)
    }

    @Test("After SIGUSR1 the log goes on in a new file of its old name")
    func reopen() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try installation.start()
        try broker.publish(#"{"smoke":80}"#)
        #expect(eventually { installation.log.contains { $0.contains(#""alarm":"fire""#) } })

        rename(installation.folder.file("alarms.log"), installation.folder.file("alarms.log.1"))
        installation.signal(SIGUSR1)
        #expect(eventually { access(installation.folder.file("alarms.log"), F_OK) == 0 })
        try broker.publish(#"{"gas":9}"#)

        #expect(eventually { installation.log.contains { $0.contains(#""alarm":"gas""#) } })
        let old = readFile(installation.folder.file("alarms.log.1"))
        #expect(old.contains(#""alarm":"fire""#) && !old.contains(#""alarm":"gas""#))
        #expect(!installation.log.contains { $0.contains(#""alarm":"fire""#) })
    }

    private static let button = """
        profile: button
        service: elder-care
        title: {en: Button}
        topic: button/{device}
        payload: text
        fields: {value: {type: number}}
        alarms:
          pressed: {when: value > 0, event: true, severity: severe, signal: alarm}

        """
}
