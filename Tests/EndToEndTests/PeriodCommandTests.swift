import AlarmEngine
import Gateway
import TestSupport
import Testing

@Suite("Drills, maintenance and absences, by command on a running daemon", .serialized)
struct PeriodCommandTests {
    @Test("A drill marks what begins in it, tells only sinks that take drills, and ends with what is real")
    func drill() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(ward: broker)
        try installation.start()
        try installation.hear(#""gas":9"#, until: "w1 gas raised", broker)
        let begun = try installation.command(
            ["drill", "--area", Ward.here, "--for", "30m", "--by", "desk", "--reason", "autumn drill"])
        #expect(begun.ending == .exited(0), "\(begun.errors)")
        #expect(begun.output.contains("The drill has begun and will end at "), "\(begun.output)")
        #expect(begun.output.contains("; 1 known device is in it."), "\(begun.output)")
        let listed = try installation.command(["periods"]).output
        #expect(listed.contains("drill  goes on") && listed.contains("autumn drill"), "\(listed)")

        try installation.hear(#""smoke":80"#, until: "w1 fire raised", broker)
        try installation.hear(#""smoke":80"#, from: Ward.topic("o1", Ward.there), until: "o1 fire raised", broker)
        #expect(eventually { installation.heard("drills.log", "fire") == ["raised test", "raised"] })
        #expect(eventually { installation.heard("alarms.log", "fire") == ["raised"] })

        let over = try installation.command(["drill", "--area", Ward.here, "--end"])
        #expect(over.ending == .exited(0) && over.output == "The drill is over.\n", "\(over.errors)")
        #expect(eventually { installation.heard("alarms.log", "fire") == ["raised", "raised"] })
        #expect(installation.story.suffix(2) == ["w1 fire cleared", "w1 fire raised"])
        #expect(try installation.command(["periods"]).output == "No drill, maintenance or absence.\n")
        let again = try installation.command(["drill", "--area", Ward.here, "--end"])
        #expect(again.ending == .exited(1) && again.errors.contains("no such drill"), "\(again.errors)")
    }

    @Test("Maintenance takes what is not normal out of service, in its zone alone")
    func maintenance() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(ward: broker)
        try installation.start()
        try installation.hear(#""smoke":80"#, until: "w1 fire raised", broker)
        let begun = try installation.command(
            ["maintenance", "--area", Ward.here, "--zone", "room-1", "--for", "1h", "--json"])
        #expect(begun.ending == .exited(0), "\(begun.errors)")
        #expect(begun.output.contains(#""devices":1,"period":{"kind":"maintenance""#), "\(begun.output)")
        #expect(begun.output.contains(#""event":{"seq":2,"#), "\(begun.output)")
        #expect(installation.story.last == "w1 fire out-of-service")
        let elsewhere = Ward.topic("w2", zone: "room-2")
        try installation.hear(#""smoke":80"#, from: elsewhere, until: "w2 fire raised", broker)
        #expect(try installation.command(["alarms", "--covered"]).output.split(separator: "\n").count == 2)

        let ended = try installation.command(
            ["maintenance", "--area", Ward.here, "--zone", "room-1", "--end"])
        #expect(ended.ending == .exited(0), "\(ended.errors)")
        #expect(installation.story.last == "w1 fire in-service")
    }

    @Test("An absence holds back inactivity and nothing else; one to come waits for its beginning")
    func absence() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(ward: broker)
        try installation.start()
        try installation.hear(#""gas":9"#, until: "w1 gas raised", broker)
        let begun = try installation.command(["absence", "--device", "w1", "--for", "14d", "--reason", "in hospital"])
        #expect(begun.ending == .exited(0), "\(begun.errors)")
        try installation.hear(#""still":true"#, until: "w1 inactive suppressed", broker)
        try installation.hear(#""pressed":true"#, until: "w1 sos raised", broker)
        #expect(eventually { installation.heard("alarms.log", "sos") == ["raised"] })
        #expect(installation.heard("alarms.log", "inactive") == [])

        let later = try installation.command(
            ["absence", "--area", Ward.there, "--from", "2099-01-01T00:00:00Z", "--for", "1h"])
        #expect(later.ending == .exited(0), "\(later.errors)")
        #expect(later.output.contains("The absence will begin at "), "\(later.output)")
        #expect(later.errors.contains("No device is known there now"), "\(later.errors)")
        #expect(try installation.command(["periods"]).output.contains("absence  to come"))
        let back = try installation.command(["absence", "--area", Ward.there, "--end"])
        #expect(back.ending == .exited(0) && back.output == "The absence to come is taken back.\n", "\(back.errors)")
        #expect(try installation.command(["absence", "--device", "w1", "--end"]).ending == .exited(0))
        #expect(installation.story.last == "w1 inactive unsuppressed")
    }

    @Test("What cannot be is said in a sentence, and ends with 1; a wrong usage ends with 64")
    func refusals() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(ward: broker)
        try installation.start()
        try installation.hear(#""gas":9"#, until: "w1 gas raised", broker)
        for (arguments, sentence) in [
            (["drill", "--area", Ward.here, "--for", "25h"], "the longest is 1d"),
            (["maintenance", "--area", Ward.here, "--for", "32d"], "the longest is 31d"),
            (["absence", "--area", Ward.here, "--for", "367d"], "the longest is 366d"),
            (["drill", "--area", "53289910120", "--for", "1h"], "2, 4, 6, 9 or 12 digits"),
            (["drill", "--area", "Menghai", "--for", "1h"], "2, 4, 6, 9 or 12 digits"),
            (["drill", "--device", "w9", "--for", "1h"], "No device 'w9' is known"),
            (["drill", "--area", Ward.there, "--device", "w1", "--for", "1h"], "is not in area"),
            (["absence", "--area", Ward.here, "--end"], "no such drill, maintenance or absence"),
        ] {
            let outcome = try installation.command(arguments)
            #expect(outcome.ending == .exited(1), "\(arguments): \(outcome.output)")
            #expect(outcome.errors.contains(sentence), "\(arguments): \(outcome.errors)")
        }
        for arguments in [
            ["drill", "--for", "1h"], ["drill", "--area", "5328"], ["drill", "--zone", "z", "--for", "1h"],
            ["drill", "--area", "5328", "--end", "--for", "1h"], ["drill", "--area", "5328", "--for", "soon"],
        ] {
            #expect(try installation.command(arguments).ending == .exited(64), "\(arguments)")
        }
    }
}
