import Testing

@testable import AlarmEngine

/// Rule 12: no delay fires early or hangs because of a step of the clock.
@Suite("A step of the gateway's clock")
struct ClockTests {
    private static let hour: Int64 = 3_600_000
    private static let start: Int64 = 10_000_000

    private func watch(_ steps: Bool = true, time: Bool = false) throws -> Watch {
        var watch = Watch(
            try .sample(
                .rule("v > 5", onDelay: .seconds(10), offDelay: .seconds(20)), time: time,
                silence: SilenceDescription(after: .seconds(30))))
        watch.listening(true, at: Self.start)
        return watch
    }

    private func step(_ watch: inout Watch, by span: Int64, at moment: Int64) -> [String] {
        watch.decide(
            [.clockStepped(by: Span(milliseconds: span), at: Moment(milliseconds: moment))], at: moment + span)
    }

    @Test(
        "A running delay ends after what is left of it, forwards and back",
        arguments: [hour, -hour, 1, -1, 5000, -5000])
    func delay(span: Int64) throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: Self.start)
        #expect(step(&watch, by: span, at: Self.start + 4000) == [])
        #expect(watch.advance(to: Self.start + span + 9999) == [])
        #expect(watch.advance(to: Self.start + span + 10_000) == ["high raised @\(Self.start + span + 10_000)"])
        watch.send(#"{"v":0}"#, at: Self.start + span + 11_000)
        #expect(step(&watch, by: -span, at: Self.start + span + 12_000) == [])
        #expect(watch.advance(to: Self.start + 30_999) == [])
        #expect(watch.advance(to: Self.start + 31_000) == ["high cleared @\(Self.start + 31_000)"])
    }

    @Test(
        "A further reading after the step neither ends the delay early nor starts it again",
        arguments: [hour, -hour, 60_000])
    func reading(span: Int64) throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: Self.start)
        _ = step(&watch, by: span, at: Self.start + 1000)
        #expect(watch.send(#"{"v":6}"#, at: Self.start + span + 2000) == [])
        #expect(watch.send(#"{"v":6}"#, at: Self.start + span + 9999) == [])
        #expect(
            watch.send(#"{"v":6}"#, at: Self.start + span + 10_000) == ["high raised @\(Self.start + span + 10_000)"])
    }

    @Test("A device's own clock is not ours: its readings' times go on as they were")
    func deviceTime() throws {
        var watch = try watch(time: true)
        watch.send("{\"v\":6,\"ts\":\(Self.start)}", at: Self.start + 500)
        _ = step(&watch, by: 60_000, at: Self.start + 1000)
        #expect(watch.send("{\"v\":6,\"ts\":\(Self.start + 9999)}", at: Self.start + 62_000) == [])
        #expect(
            watch.send("{\"v\":6,\"ts\":\(Self.start + 10_000)}", at: Self.start + 62_001) == [
                "high raised @\(Self.start + 10_000)"
            ])
    }

    @Test("Silence counts on over a step", arguments: [hour, -hour])
    func silence(span: Int64) throws {
        var watch = try watch()
        watch.send(#"{"v":0}"#, at: Self.start + 1000)
        _ = step(&watch, by: span, at: Self.start + 11_000)
        #expect(watch.advance(to: Self.start + span + 30_999) == [])
        #expect(watch.advance(to: Self.start + span + 31_000) == ["silence raised @\(Self.start + span + 31_000)"])
    }

    @Test("What was due at the step runs with it, on the new clock, and only once")
    func dueAtStep() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: Self.start)
        #expect(
            step(&watch, by: Self.hour, at: Self.start + 10_000) == ["high raised @\(Self.start + Self.hour + 10_000)"])
        #expect(watch.advance(to: Self.start + Self.hour + 20_000) == [])
    }

    @Test("It is all one whether the step's moment is told on the old clock or on the new", arguments: [hour, -hour])
    func stepMoment(span: Int64) throws {
        for moment in [Self.start + 1000, Self.start + 1000 + span] {
            var watch = try watch()
            watch.send(#"{"v":6}"#, at: Self.start)
            let stepped = Input.clockStepped(by: Span(milliseconds: span), at: Moment(milliseconds: moment))
            #expect(watch.decide([stepped], at: Self.start + span + 1000) == [])
            #expect(watch.advance(to: Self.start + span + 9999) == [])
            #expect(watch.advance(to: Self.start + span + 10_000) == ["high raised @\(Self.start + span + 10_000)"])
        }
    }

    @Test("Messages behind the step in the same batch are on the new clock", arguments: [hour, -hour])
    func sameBatch(span: Int64) throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: Self.start)
        let message = Input.message(
            Message(
                topic: "t/e", payload: Array(#"{"v":6}"#.utf8),
                receivedAt: Moment(milliseconds: Self.start + span + 2000)))
        let stepped = Input.clockStepped(by: Span(milliseconds: span), at: Moment(milliseconds: Self.start + 1000))
        #expect(watch.decide([stepped, message], at: Self.start + span + 2000) == [])
        #expect(watch.advance(to: Self.start + span + 9999) == [])
        #expect(
            watch.advance(to: Self.start + span + 12_000) == [
                "high raised @\(Self.start + span + 10_000)", "high raised @\(Self.start + span + 12_000)",
            ])
    }

    @Test("A message, a step and a message in one batch: each on its own clock", arguments: [hour, -hour, 3000, -3000])
    func betweenMessages(span: Int64) throws {
        func message(_ device: String, _ moment: Int64) -> Input {
            .message(
                Message(
                    topic: "t/\(device)", payload: Array(#"{"v":6}"#.utf8), receivedAt: Moment(milliseconds: moment)))
        }
        var watch = try watch()
        let stepped = Input.clockStepped(by: Span(milliseconds: span), at: Moment(milliseconds: Self.start + 1000))
        let later = Self.start + span
        #expect(watch.decide([message("d", Self.start), stepped, message("e", later + 2000)], at: later + 2000) == [])
        #expect(watch.record(of: "e")?.heardAt == Moment(milliseconds: later + 2000))
        #expect(watch.advance(to: later + 9999) == [])
        #expect(watch.advance(to: later + 11_999) == ["high raised @\(later + 10_000)"])
        #expect(watch.advance(to: later + 12_000) == ["high raised @\(later + 12_000)"])
    }

    @Test("A step outlives a restart: what was moved is kept")
    func restart() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: Self.start)
        _ = step(&watch, by: Self.hour, at: Self.start + 1000)
        #expect(watch.last.changed.map(\.key.device) == ["d"])
        watch.restart()
        #expect(watch.advance(to: Self.start + Self.hour + 9999) == [])
        #expect(
            watch.advance(to: Self.start + Self.hour + 10_000) == ["high raised @\(Self.start + Self.hour + 10_000)"])
    }

    @Test("Steps there and back leave all as it was")
    func thereAndBack() throws {
        var watch = try watch()
        watch.send(#"{"v":6}"#, at: Self.start)
        let before = watch.engine.records()
        _ = step(&watch, by: Self.hour, at: Self.start + 1)
        _ = step(&watch, by: -Self.hour, at: Self.start + Self.hour + 2)
        #expect(watch.engine.records() == before)
        #expect(watch.engine.nextDeadline == Moment(milliseconds: Self.start + 10_000))
    }

    @Test("Arithmetic of moments saturates: a device may claim any time it likes")
    func saturation() {
        #expect(
            Moment.distantFuture + .seconds(1) == .distantFuture && Moment.distantPast - .seconds(1) == .distantPast)
        #expect(Moment.distantPast + Span(milliseconds: -1) == .distantPast)
        #expect((Moment.distantFuture - Moment.distantPast).milliseconds == .max)
        #expect((Moment.distantPast - Moment.distantFuture).milliseconds == .min)
        #expect(Moment(milliseconds: 0) - Span(milliseconds: .min) == .distantFuture)
        #expect(Moment(milliseconds: 5) - Moment(milliseconds: 7) == Span(milliseconds: -2))
        #expect(Span.minutes(1) == .seconds(60) && Span.hours(1) == .minutes(60) && Span.seconds(1) < .minutes(1))
    }
}
