import Testing

@testable import AlarmEngine

@Suite("Correlations: B must follow A")
struct ExpectationTests {
    private func watch(_ correlation: CorrelationDescription, speakers: Int = 10) throws -> Watch {
        let rows = (1...speakers).map { RegisteredDevice(device: "\($0)", profile: "speaker", area: "a") }
        return Watch(try Village.configuration(try Village.broadcast(), registry: rows, correlation))
    }

    private func play(_ watch: inout Watch, _ speakers: ClosedRange<Int>, at moment: Int64) -> [String] {
        speakers.flatMap { watch.say("speaker/a/\($0)", "\"on\":true", at: moment) }
    }

    @Test("A command that nobody answers is an alarm after its time, not a millisecond before")
    func unanswered() throws {
        var watch = try watch(.unplayed())
        #expect(watch.say("desk/a/d", "\"go\":true", at: 0) == [])
        #expect(watch.advance(to: 59_999) == [])
        #expect(watch.engine.nextDeadline == Moment(milliseconds: 60_000))
        #expect(watch.advance(to: 70_000) == ["unplayed raised @60000"])
        #expect(watch.events.last?.values.map(\.value) == [.number(0), .number(0)])
    }

    @Test("8 of 10 are not 90 %, 9 of 10 are")
    func coverage() throws {
        for (speakers, expected) in [(8, ["unplayed raised @60000"]), (9, [])] as [(Int, [String])] {
            var watch = try watch(.unplayed())
            watch.say("desk/a/d", "\"go\":true", at: 0)
            #expect(play(&watch, 1...speakers, at: 10_000) == [])
            #expect(watch.advance(to: 100_000) == expected)
        }
    }

    @Test("89 of 100 are not 90 %, 90 of 100 are")
    func coverageOfHundred() throws {
        for (speakers, expected) in [(89, 1), (90, 0)] {
            var watch = try watch(.unplayed(), speakers: 100)
            watch.say("desk/a/d", "\"go\":true", at: 0)
            _ = play(&watch, 1...speakers, at: 10_000)
            #expect(watch.advance(to: 100_000).count == expected)
        }
    }

    @Test("An answer at 59 999 ms meets it; one at 60 000 ms ends the alarm that it was too late for")
    func lastMoment() throws {
        var watch = try watch(.unplayed(.devices(1)))
        watch.say("desk/a/d", "\"go\":true", at: 0)
        #expect(watch.say("speaker/a/1", "\"on\":true", at: 59_999) == [])
        #expect(watch.advance(to: 100_000) == [])

        var late = try self.watch(.unplayed(.devices(1)))
        late.say("desk/a/d", "\"go\":true", at: 0)
        #expect(
            late.say("speaker/a/1", "\"on\":true", at: 60_000) == ["unplayed raised @60000", "unplayed cleared @60000"])
    }

    @Test("Whoever plays already answers, and whoever stops before the time without starting anew does not")
    func playingBefore() throws {
        var watch = try watch(.unplayed(.devices(2)))
        _ = play(&watch, 1...1, at: 0)
        watch.say("desk/a/d", "\"go\":true", at: 1000)
        watch.say("speaker/a/1", "\"on\":false", at: 2000)
        _ = play(&watch, 2...2, at: 3000)
        #expect(watch.advance(to: 61_000) == ["unplayed raised @61000"])
        #expect(watch.say("speaker/a/1", "\"on\":true", at: 62_000) == ["unplayed cleared @62000"])
    }

    @Test("Whoever started since answers, though it has stopped")
    func stoppedAgain() throws {
        var watch = try watch(.unplayed(.devices(2)))
        watch.say("desk/a/d", "\"go\":true", at: 0)
        _ = play(&watch, 1...1, at: 1000)
        watch.say("speaker/a/1", "\"on\":false", at: 2000)
        _ = play(&watch, 2...2, at: 3000)
        #expect(watch.advance(to: 100_000) == [])
    }

    @Test("What comes at the very moment of the command answers it, whichever is heard first")
    func sameMoment() throws {
        for isCommandFirst in [true, false] {
            var watch = try watch(.unplayed(.devices(1), expect: "speaker/chimed"))
            watch.say("speaker/a/2", "\"chime\":true", at: 999)
            if isCommandFirst { watch.say("desk/a/d", "\"go\":true", at: 1000) }
            watch.say("speaker/a/1", "\"chime\":true", at: 1000)
            if !isCommandFirst { watch.say("desk/a/d", "\"go\":true", at: 1000) }
            #expect(watch.advance(to: 100_000) == [])
        }
        var watch = try watch(.unplayed(.devices(1), expect: "speaker/chimed"))
        watch.say("speaker/a/1", "\"chime\":true", at: 999)
        watch.say("desk/a/d", "\"go\":true", at: 1000)
        #expect(watch.advance(to: 100_000) == ["unplayed raised @61000"])
    }

    @Test("A further command while one waits is part of it")
    func furtherCommand() throws {
        var watch = try watch(.unplayed())
        watch.say("desk/a/d", "\"go\":true", at: 0)
        watch.say("desk/a/d", "\"go\":true", at: 59_999)
        #expect(watch.advance(to: 300_000) == ["unplayed raised @60000"])
    }

    @Test("It stays on until enough have answered, or a later command is met")
    func laterCommand() throws {
        var watch = try watch(.unplayed(.devices(2)))
        watch.say("desk/a/d", "\"go\":true", at: 0)
        #expect(watch.advance(to: 60_000) == ["unplayed raised @60000"])
        watch.say("desk/a/d", "\"go\":true", at: 100_000)
        #expect(watch.say("speaker/a/1", "\"on\":true", at: 110_000) == [])
        #expect(watch.say("speaker/a/2", "\"on\":true", at: 120_000) == ["unplayed cleared @120000"])
        #expect(watch.advance(to: 500_000) == [])
    }

    @Test("A later command that is missed too is the one that must be met")
    func missedTwice() throws {
        var watch = try watch(.unplayed(.devices(2)))
        watch.say("desk/a/d", "\"go\":true", at: 0)
        watch.advance(to: 60_000)
        _ = play(&watch, 1...1, at: 70_000)
        watch.say("speaker/a/1", "\"on\":false", at: 80_000)
        watch.say("desk/a/d", "\"go\":true", at: 100_000)
        #expect(watch.advance(to: 160_000) == [], "on already")
        #expect(watch.say("speaker/a/2", "\"on\":true", at: 170_000) == [], "what 1 played was before")
        #expect(watch.say("speaker/a/3", "\"on\":true", at: 170_001) == ["unplayed cleared @170001"])
    }

    @Test("A command where no loudspeaker is known is not met")
    func nobodyThere() throws {
        var watch = Watch(try Village.configuration(try Village.broadcast(), .unplayed()))
        watch.say("desk/b/d", "\"go\":true", at: 0)
        #expect(watch.advance(to: 60_000) == ["unplayed raised @60000"])
        #expect(watch.events.last?.area == "b")
        #expect(watch.events.last?.values.map(\.name) == ["devices"], "of none there is no share")
        #expect(watch.say("speaker/b/1", "\"on\":true", at: 61_000) == ["unplayed cleared @61000"])
    }

    @Test("A command in one area is nothing to another")
    func otherArea() throws {
        var watch = try watch(.unplayed())
        watch.say("desk/b/d", "\"go\":true", at: 0)
        _ = play(&watch, 1...10, at: 10)
        #expect(watch.advance(to: 60_000) == ["unplayed raised @60000"])
        #expect(watch.events.last?.life.device == DeviceKey(profile: "correlations", area: "b", device: "b"))
    }
}
