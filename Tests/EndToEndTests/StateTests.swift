import AlarmEngine
import Foundation
import Gateway
import Glibc
import TestSupport
import Testing

@Suite("What a kill leaves, the next run takes up", .serialized)
struct StateTests {
    @Test("Active and latched alarms, a running delay, and a field that came before the kill")
    func restored() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try installation.start()
        try broker.publish(#"{"window":"open"}"#)
        try broker.publish(#"{"smoke":80,"gas":9}"#)
        try broker.publish(#"{"gas":0}"#)
        try broker.publish(#"{"heat":70}"#, from: "k2")
        #expect(installation.hasTold("k1 gas returned"))
        let begun = GatewayClock.utc()
        usleep(200_000)
        installation.stop(SIGKILL)
        try installation.start()

        #expect(installation.id(of: "fire") != nil && installation.id(of: "gas") != nil)
        // The rule names `window`, of which nothing was heard since.
        try broker.publish(#"{"heat":5}"#)
        #expect(installation.hasTold("k1 draught raised"))
        #expect(installation.hasTold("k2 heat-long raised"))
        let delayed = try LedgerReader(folder: installation.state).lastEvents(50).first {
            $0.event.life.alarm == "heat-long"
        }
        let time = try #require(delayed?.event.time)
        #expect((time - begun).milliseconds < 3100, "the deadline's time, not that of a delay begun anew")

        try broker.publish(#"{"smoke":1}"#)
        try broker.publish(#"{"gas":9}"#)
        #expect(eventually { installation.story.filter { $0 == "k1 gas raised" }.count == 2 })
        #expect(installation.story.contains("k1 fire returned"))
        let lives = Set(keys(try installation.events()).filter { $0.alarm == "gas" }.map(\.id))
        #expect(lives.count == 1, "a latched alarm that comes on again is the same one")
    }

    @Test("A log that could write nothing before the kill gets the very first event after it")
    func firstLine() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(
            brokerPort: broker.port, profiles: Kitchen.profiles,
            sinks: "  log: {type: log, file: logs/alarms.log, format: json}")
        try installation.start()
        try broker.publish(#"{"smoke":80}"#)
        #expect(eventually { (try? installation.events().isEmpty) == false })
        installation.stop(SIGKILL)
        try FileManager.default.createDirectory(
            atPath: installation.folder.file("logs"), withIntermediateDirectories: true)
        try installation.start()
        #expect(eventually { readFile(installation.folder.file("logs/alarms.log")).hasPrefix("{\"seq\":1,") })
    }

    @Test("Silence has a grace of its own length after a restart")
    func silence() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(
            brokerPort: broker.port, profiles: ["kitchen": Kitchen.profile(silence: "silence: {after: 2s}")])
        try installation.start()
        try broker.publish(#"{"smoke":80}"#)
        #expect(installation.hasTold("k1 fire raised"))
        installation.stop(SIGKILL)
        usleep(2_500_000)
        let restarted = GatewayClock.utc()
        try installation.start()
        let listening = GatewayClock.utc()

        #expect(installation.hasTold("k1 silence raised"))
        let event = try LedgerReader(folder: installation.state).lastEvents(50).first {
            $0.event.life.alarm == "silence"
        }
        let time = try #require(event?.event.time)
        #expect((time - restarted).milliseconds >= 2000 && (time - listening).milliseconds <= 2100)
    }

    @Test("A payload over the bound is counted and acknowledged, and later ones go on", arguments: ["5", "3.1.1"])
    func oversized(protocolVersion: String) throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(
            brokerPort: broker.port, profiles: Kitchen.profiles, protocolVersion: protocolVersion,
            more: "limits: {payload: 1KiB}")
        try installation.start()
        try broker.publish("{\"note\":\"\(String(repeating: "x", count: 5000))\"}")
        try broker.publish(#"{"smoke":80}"#)
        #expect(installation.hasTold("k1 fire raised"))
        #expect(eventually { installation.count("oversized") == 1 })
        #expect(try installation.command(["status"]).output.contains("oversized"))

        // Once the broker has read the acknowledgements, nothing comes again, not even after a kill.
        usleep(300_000)
        installation.stop(SIGKILL)
        try installation.start()
        try broker.publish(#"{"smoke":1}"#)
        #expect(installation.hasTold("k1 fire returned"))
        #expect(installation.count("oversized") == 0 && installation.count("redelivered") == 0)
    }
}
