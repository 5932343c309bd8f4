import Glibc
import TestSupport
import Testing

@Suite("What operators did outlives a kill", .serialized)
struct HandKillTests {
    @Test("Shelved, out of service, in a drill and in an absence before kill -9, and still so after the restart")
    func restored() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(ward: broker)
        try installation.start()
        try installation.hear(#""smoke":80"#, until: "w1 fire raised", broker)
        try installation.hear(#""smoke":80"#, from: Ward.topic("w2"), until: "w2 fire raised", broker)
        for arguments in [
            ["shelve", "--device", "w1", "--alarm", "fire", "--for", "2h"],
            ["shelve", "--device", "w2", "--alarm", "fire", "--for", "5s"],
            ["out-of-service", "--device", "w1", "--alarm", "gas"],
            ["drill", "--area", Ward.here, "--for", "1h"],
            ["absence", "--device", "w1", "--for", "14d"],
            ["maintenance", "--area", Ward.there, "--from", "2099-01-01T00:00:00Z", "--for", "1h"],
        ] {
            let outcome = try installation.command(arguments)
            #expect(outcome.ending == .exited(0), "\(arguments): \(outcome.errors)")
        }
        let covered = try installation.command(["alarms", "--covered"]).output
        let periods = try installation.command(["periods"]).output
        installation.stop(SIGKILL)
        try installation.start()

        #expect(periods.split(separator: "\n").count == 4, "\(periods)")
        #expect(try installation.command(["periods"]).output == periods)
        #expect(covered.split(separator: "\n").count == 4, "\(covered)")
        if !installation.story.contains("w2 fire unshelved") {
            #expect(try installation.command(["alarms", "--covered"]).output == covered)
        }
        // What ended while the daemon was away, or ends soon after, ends.
        #expect(installation.hasTold("w2 fire unshelved"))

        try installation.hear(#""gas":9"#, until: "w1 gas raised", broker)
        try installation.hear(#""still":true"#, until: "w1 inactive suppressed", broker)
        try installation.hear(#""smoke":1"#, until: "w1 fire returned", broker)
        try installation.hear(#""smoke":80"#, from: Ward.topic("w3"), until: "w3 fire raised", broker)
        #expect(
            installation.heard("alarms.log", "gas") == ["out-of-service"]
                || installation.heard("alarms.log", "gas") == [])
        #expect(eventually { installation.heard("drills.log", "fire").last == "raised test" })
        #expect(installation.heard("alarms.log", "inactive") == [])
        #expect(installation.heard("alarms.log", "fire") == ["raised", "raised", "shelved", "shelved", "unshelved"])
    }
}
