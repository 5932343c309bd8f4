import AlarmEngine
import Gateway
import TestSupport
import Testing

@Suite("Shelving, service and notes, by command on a running daemon", .serialized)
struct CoverCommandTests {
    @Test("A shelved alarm is kept and not told until it is unshelved, and then told anew")
    func shelves() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(ward: broker)
        try installation.start()
        try installation.hear(#""smoke":80"#, until: "w1 fire raised", broker)
        let fire = try #require(installation.id(of: "fire"))

        let shelved = try installation.command(
            ["shelve", String(fire.prefix(6)), "--for", "2h", "--by", "desk", "--reason", "welding"])
        #expect(shelved.ending == .exited(0), "\(shelved.errors)")
        #expect(shelved.output.hasPrefix("\(fire) (w1 fire) is shelved now, until "), "\(shelved.output)")
        let event = try #require(try installation.newest("shelved"))
        #expect(event["state"]?.string == "shelved" && event["by"]?.string == "desk")
        #expect(event["reason"]?.string == "welding")
        let time = try #require(event["time"]?.string.flatMap(Timestamp.moment))
        #expect(event["until"]?.string.flatMap(Timestamp.moment) == time + .hours(2))

        let list = try installation.command(["alarms", "--covered"]).output
        #expect(list.contains("shelved until ") && list.contains("(unacknowledged)"), "\(list)")
        try installation.hear(#""smoke":1"#, until: "w1 fire returned", broker)
        try installation.hear(#""smoke":90"#, until: "w1 fire raised", broker)
        #expect(installation.heard("alarms.log", "fire") == ["raised", "shelved"])

        let back = try installation.command(["unshelve", "--device", "w1", "--alarm", "fire"])
        #expect(back.output.contains("is unacknowledged now."), "\(back.errors)")
        #expect(eventually { installation.heard("alarms.log", "fire") == ["raised", "shelved", "unshelved"] })
        #expect(try installation.command(["alarms", "--covered"]).output == "No alarm.\n")
    }

    @Test("Once ends when the alarm next goes off; a time of day is the next such time")
    func once() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(ward: broker)
        try installation.start()
        try installation.hear(#""smoke":80"#, until: "w1 fire raised", broker)
        let done = try installation.command(["shelve", "--device", "w1", "--alarm", "fire", "--once"])
        #expect(done.ending == .exited(0), "\(done.errors)")
        try installation.hear(#""smoke":1"#, until: "w1 fire unshelved", broker)
        #expect(installation.story.suffix(3) == ["w1 fire shelved", "w1 fire returned", "w1 fire unshelved"])

        // Twelve hours are the longest, so a time of day 11 h ahead is today's or tomorrow's, and 13 h ahead too long.
        func clock(_ hours: Int64) -> String {
            let then = GatewayClock.utc() + .hours(hours)
            // The daemon's zone, whatever this machine's is: Asia/Shanghai, where nothing is configured.
            let local = then + .hours(8)
            return String(Timestamp.text(local).dropFirst(11).prefix(5))
        }
        let soon = try installation.command(
            ["shelve", "--device", "w1", "--alarm", "fire", "--until", clock(11), "--json"])
        #expect(soon.ending == .exited(0) && soon.output.contains(#""ok":true"#), "\(soon.errors)")
        let late = try installation.command(["shelve", "--device", "w1", "--alarm", "fire", "--until", clock(13)])
        #expect(late.ending == .exited(1))
        #expect(late.errors.contains("the longest is 12h"), "\(late.errors)")
    }

    @Test("An alarm that never was raised can be taken out of service, and is told of once it is back")
    func service() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(ward: broker)
        try installation.start()
        try installation.hear(#""smoke":80"#, until: "w1 fire raised", broker)

        let out = try installation.command(
            ["out-of-service", "--device", "w1", "--alarm", "gas", "--reason", "sent in", "--by", "desk"])
        #expect(out.ending == .exited(0) && out.output.contains("(w1 gas) is out-of-service now."), "\(out.errors)")
        #expect(try installation.command(["alarms", "--covered"]).output.contains("out-of-service (normal)"))
        let twice = try installation.command(["out-of-service", "--device", "w1", "--alarm", "gas"])
        #expect(twice.ending == .exited(1) && twice.errors.contains("out of service already"), "\(twice.errors)")

        try installation.hear(#""gas":9"#, until: "w1 gas raised", broker)
        #expect(installation.heard("alarms.log", "gas") == [])
        let gas = try #require(installation.id(of: "gas"))
        #expect(try installation.command(["in-service", gas]).output.contains("is unacknowledged now."))
        #expect(eventually { installation.heard("alarms.log", "gas") == ["in-service"] })
        let again = try installation.command(["in-service", gas])
        #expect(again.ending == .exited(1) && again.errors.contains("it is in service"), "\(again.errors)")
    }

    @Test("A note is an event that changes nothing")
    func notes() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(ward: broker)
        try installation.start()
        try installation.hear(#""smoke":80"#, until: "w1 fire raised", broker)
        let fire = try #require(installation.id(of: "fire"))
        #expect(try installation.command(["note", fire, "burnt rice", "--by", "desk"]).ending == .exited(0))
        #expect(try installation.command(["note", fire, "--reason", "nobody hurt"]).ending == .exited(0))
        let note = try #require(try installation.newest("note"))
        #expect(note["reason"]?.string == "nobody hurt" && note["state"]?.string == "unacknowledged")
        #expect(installation.story.suffix(2) == ["w1 fire note", "w1 fire note"])
        #expect(try installation.command(["note", fire]).ending == .exited(64))
        #expect(try installation.command(["note", fire, "a", "--reason", "b"]).ending == .exited(64))
    }

    @Test("What cannot be done is said in a sentence, and ends with 1; a wrong usage ends with 64")
    func refusals() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(ward: broker, more: "shelving: {longest: 1h}")
        try installation.start()
        try installation.hear(#""smoke":80"#, until: "w1 fire raised", broker)
        try broker.publish([(Ward.topic("w2"), Ward.payload(#""smoke":1"#))])
        try installation.hear(#""smoke":80"#, from: Ward.topic("w2", Ward.there), until: "w2 fire raised", broker)

        for (arguments, sentence) in [
            (["shelve", "--device", "w1", "--alarm", "fier"], "did you mean 'fire'?"),
            (["shelve", "--device", "w3", "--alarm", "fire"], "No device 'w3' is known"),
            (["shelve", "--device", "w2", "--alarm", "fire"], "is the id of 2 devices"),
            (["shelve", "--device", "w1", "--alarm", "fire", "--for", "61m"], "the longest is 1h"),
            (
                ["shelve", "--device", "w1", "--alarm", "fire", "--until", "2026-01-01T00:00:00Z"],
                "not after its beginning"
            ),
            (["shelve", "--device", "w1", "--alarm", "sos", "--once"], "say for how long"),
            (["unshelve", "--device", "w1", "--alarm", "fire"], "it is not shelved"),
            (["unshelve", "0000"], "No alarm with an id that begins with 0000 is open"),
        ] {
            let outcome = try installation.command(arguments)
            #expect(outcome.ending == .exited(1), "\(arguments)")
            #expect(outcome.errors.contains(sentence), "\(arguments): \(outcome.errors)")
        }
        for arguments in [
            ["shelve"], ["shelve", "--device", "w1"], ["shelve", "4ddc", "--device", "w1"], ["shelve", "xyz"],
            ["shelve", "4ddc", "--for", "2"], ["shelve", "4ddc", "--until", "25:00"],
            ["shelve", "4ddc", "--for", "1h", "--until", "18:30"],
        ] {
            #expect(try installation.command(arguments).ending == .exited(64), "\(arguments)")
        }
        let exact = try installation.command(
            ["shelve", "--device", "w2", "--alarm", "fire", "--area", Ward.there, "--for", "1h"])
        #expect(exact.ending == .exited(0), "\(exact.errors)")
    }
}
