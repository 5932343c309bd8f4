import Testing

@testable import AlarmEngine

@Suite("Correlations: B without A")
struct IntrusionTests {
    private func watch(_ correlation: CorrelationDescription) throws -> Watch {
        Watch(try Village.configuration(try Village.broadcast(), correlation))
    }

    @Test("Playing without a command is an alarm at once, and over when it stops")
    func uncommanded() throws {
        var watch = try watch(.hijacked())
        #expect(watch.say("speaker/a/1", "\"on\":true", at: 5) == ["hijacked raised @5"])
        #expect(watch.events.last?.values.map(\.value) == [.number(1), .number(100), .text("1")])
        #expect(watch.say("speaker/a/1", "\"on\":false", at: 6) == ["hijacked cleared @6"])
    }

    @Test("A command excuses for ten minutes: at 599 999 ms it does, at 600 000 ms it does not")
    func within() throws {
        for (moment, expected) in [(599_999, 0), (600_000, 1)] as [(Int64, Int)] {
            var watch = try watch(.hijacked())
            watch.say("desk/a/d", "\"go\":true", at: 0)
            #expect(watch.say("speaker/a/1", "\"on\":true", at: moment).count == expected)
        }
    }

    @Test("What began excused does not offend when the ten minutes are over")
    func excusedForGood() throws {
        var watch = try watch(.hijacked())
        watch.say("desk/a/d", "\"go\":true", at: 0)
        watch.say("speaker/a/1", "\"on\":true", at: 1000)
        #expect(watch.advance(to: 10_000_000) == [])
        #expect(watch.say("speaker/a/2", "\"on\":true", at: 10_000_001) == ["hijacked raised @10000001"])
        #expect(watch.events.last?.values.first?.value == .number(1))
    }

    @Test("A command that comes after excuses all; its on-delay lets it come late")
    func excusedLate() throws {
        var watch = try watch(CorrelationDescription.hijacked().with { $0.onDelay = .seconds(5) })
        watch.say("speaker/a/1", "\"on\":true", at: 0)
        watch.say("speaker/a/2", "\"on\":true", at: 0)
        #expect(watch.say("desk/a/d", "\"go\":true", at: 4999) == [])
        #expect(watch.advance(to: 100_000) == [])

        var late = try self.watch(CorrelationDescription.hijacked().with { $0.onDelay = .seconds(5) })
        late.say("speaker/a/1", "\"on\":true", at: 0)
        #expect(
            late.say("desk/a/d", "\"go\":true", at: 5000) == ["hijacked raised @5000", "hijacked cleared @5000"])
    }

    @Test("What is momentary offends for the time, and each that comes begins it anew")
    func momentary() throws {
        var watch = try watch(.hijacked("speaker/chimed", within: .seconds(60)))
        #expect(watch.say("speaker/a/1", "\"chime\":true", at: 0) == ["hijacked raised @0"])
        watch.say("speaker/a/1", "\"chime\":true", at: 59_999)
        #expect(watch.advance(to: 119_998) == [])
        #expect(watch.advance(to: 119_999) == ["hijacked cleared @119999"])
    }

    @Test("The offenders of one area are not excused by another's command")
    func otherArea() throws {
        var watch = try watch(.hijacked())
        watch.say("desk/b/d", "\"go\":true", at: 0)
        #expect(watch.say("speaker/a/1", "\"on\":true", at: 1) == ["hijacked raised @1"])
        #expect(watch.say("speaker/b/1", "\"on\":true", at: 1) == [])
    }

    @Test("Several offenders are one alarm, which ends with the last of them")
    func several() throws {
        var watch = try watch(.hijacked())
        watch.say("speaker/a/1", "\"on\":true", at: 1)
        #expect(watch.say("speaker/a/2", "\"on\":true", at: 2) == [])
        #expect(watch.say("speaker/a/1", "\"on\":false", at: 3) == [])
        #expect(watch.say("speaker/a/2", "\"on\":false", at: 4) == ["hijacked cleared @4"])
    }
}
