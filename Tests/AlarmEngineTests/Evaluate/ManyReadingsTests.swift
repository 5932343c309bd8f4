import Testing

@testable import AlarmEngine

/// docs/payloads.md, section 3.
@Suite("Many readings of one device in a message")
struct ManyReadingsTests {
    private func timed(_ alarms: AlarmDescription..., maximumAge: Span = .hours(1)) throws -> Watch {
        Watch(
            try .of(
                .many(timed: true), alarms: alarms.isEmpty ? [.rule("v > 5")] : alarms, maximumAge: maximumAge))
    }

    @Test("They are judged oldest first by their times, however they stand")
    func ordered() throws {
        var watch = try timed()
        #expect(
            watch.many(#"{"v":0,"ts":3000}"#, #"{"v":6,"ts":1000}"#, #"{"v":9,"ts":2000}"#, at: 4000)
                == ["high raised @1000", "high cleared @3000"])
        #expect(watch.counts.messages == 1 && watch.counts.judged == 3)
    }

    @Test("A delay runs by the readings' times within one message, to the millisecond")
    func delay() throws {
        for (last, events) in [(10_999, [String]()), (11_000, ["high raised @11000"])] {
            var watch = try timed(.rule("v > 5", onDelay: .seconds(10)))
            #expect(watch.many(#"{"v":6,"ts":1000}"#, #"{"v":6,"ts":\#(last)}"#, at: 11_500) == events)
        }
    }

    @Test("Without times they count as they stand, and newest first means the other way round")
    func standing() throws {
        var oldest = Watch(try .of(.many()))
        #expect(oldest.many(#"{"v":6}"#, #"{"v":0}"#, at: 7) == ["high raised @7", "high cleared @7"])
        var newest = Watch(try .of(.many(order: .newestFirst)))
        #expect(newest.many(#"{"v":6}"#, #"{"v":0}"#, at: 7) == ["high raised @7"])
        #expect(newest.many(#"{"v":6}"#, #"{"v":0}"#, at: 8) == ["high cleared @8", "high raised @8"])
    }

    @Test("Where one of them tells no time, all count as they stand; that one is passed over")
    func halfTimed() throws {
        var watch = try timed()
        #expect(
            watch.many(#"{"v":6,"ts":2000}"#, #"{"v":9}"#, #"{"v":0,"ts":1000}"#, at: 4000)
                == ["high raised @2000", "high cleared @1000"])
        #expect(watch.counts.incredibleTime == 1 && watch.counts.judged == 2)
    }

    @Test("The same message again is a redelivery of the whole, over a restart too")
    func redelivery() throws {
        var watch = try timed(.momentary("v > 5"))
        let elements = [#"{"v":6,"ts":1000}"#, #"{"v":7,"ts":2000}"#]
        #expect(watch.many(elements[0], elements[1], at: 3000) == ["sos raised @1000", "sos occurred @2000"])
        #expect(watch.many(elements[0], elements[1], at: 3001) == [])
        #expect(watch.counts.redelivered == 1 && watch.counts.known == 0)
        watch.restart()
        #expect(watch.many(elements[0], elements[1], at: 3002, redelivery: true) == [])
        #expect(watch.counts.redelivered == 2)
    }

    @Test("What is not newer than the newest is known already; what is, is judged")
    func known() throws {
        var watch = try timed(.momentary("v > 5"))
        watch.many(#"{"v":6,"ts":1000}"#, #"{"v":6,"ts":2000}"#, at: 3000)
        #expect(
            watch.many(#"{"v":6,"ts":1500}"#, #"{"v":6,"ts":2000}"#, #"{"v":6,"ts":2001}"#, at: 4000)
                == ["sos occurred @2001"])
        #expect(watch.counts.known == 2 && watch.counts.late == 0 && watch.counts.judged == 3)
    }

    @Test("Two of the same time are both judged, as of two channels")
    func sameTime() throws {
        var watch = try timed(.rule("v > 5"), .rule("w > 5", name: "low"))
        #expect(
            watch.many(#"{"v":6,"ts":1000}"#, #"{"w":6,"ts":1000}"#, at: 2000)
                == ["high raised @1000", "low raised @1000"])
    }

    @Test("Where none is newer they come as if alone: late, or as new as the newest")
    func noneNewer() throws {
        var watch = try timed(.rule("w > 5"), .momentary("v > 5"))
        watch.many(#"{"v":0,"w":0,"ts":5000}"#, at: 5000)
        #expect(
            watch.many(#"{"v":6,"w":9,"ts":1000}"#, #"{"v":6,"w":9,"ts":2000}"#, at: 6000)
                == ["sos raised @1000", "sos occurred @2000"], "late ones change no level")
        #expect(watch.events.allSatisfy(\.isLate) && watch.counts.late == 2 && watch.counts.known == 0)
        #expect(
            watch.many(#"{"v":6,"w":9,"ts":4000}"#, #"{"w":9,"ts":5000}"#, at: 7000)
                == ["high raised @5000"], "what is older than the newest, which is in it, is known")
        #expect(watch.counts.known == 1)
    }

    @Test("A message of many counts once towards a clock that was stepped back")
    func steppedBack() throws {
        var watch = try timed()
        watch.send(#"{"all":[{"v":0,"ts":100000}]}"#, at: 100_000)
        #expect(watch.many(#"{"v":6,"ts":10000}"#, #"{"v":6,"ts":11000}"#, #"{"v":6,"ts":12000}"#, at: 101_000) == [])
        #expect(watch.many(#"{"v":6,"ts":13000}"#, #"{"v":6,"ts":14000}"#, at: 102_000) == [])
        #expect(
            watch.many(#"{"v":6,"ts":15000}"#, #"{"v":0,"ts":16000}"#, at: 103_000)
                == ["high raised @15000", "high cleared @16000"])
        #expect(watch.many(#"{"v":6,"ts":17000}"#, #"{"v":6,"ts":18000}"#, at: 104_000) == ["high raised @17000"])
    }

    @Test("Those whose time is not credible are passed over and counted; where none is, the last counts as of now")
    func incredible() throws {
        let now: Int64 = 10_000_000
        var watch = try timed(.momentary("v > 5"), maximumAge: .seconds(10))
        #expect(
            watch.many(#"{"v":6,"ts":9989999}"#, #"{"v":6,"ts":9990000}"#, #"{"v":6,"ts":10300001}"#, at: now)
                == ["sos raised @9990000"])
        #expect(watch.counts.incredibleTime == 2 && watch.counts.judged == 1)
        #expect(watch.many(#"{"v":9,"ts":1}"#, #"{"v":0,"ts":0}"#, at: now + 1) == ["sos occurred @10000001"])
        #expect(watch.counts.incredibleTime == 4 && watch.counts.judged == 2)
        #expect(watch.many(#"{"v":0,"ts":1}"#, #"{"v":9,"ts":0}"#, at: now + 2) == [], "the last by their times")
    }

    @Test("With 'clock: receipt' times recognise what is known, and nothing else")
    func distrusted() throws {
        var watch = Watch(
            try .of(MessageDescription.many(timed: true).with { $0.clock = .receipt }, alarms: [.momentary("v > 5")]))
        #expect(
            watch.many(#"{"v":6,"ts":1}"#, #"{"v":6,"ts":2}"#, at: 9_000_000).suffix(1) == ["sos occurred @9000000"])
        #expect(watch.many(#"{"v":6,"ts":1}"#, #"{"v":6,"ts":2}"#, at: 9_000_001) == [])
        #expect(watch.many(#"{"v":6,"ts":2}"#, #"{"v":6,"ts":3}"#, at: 9_000_002) == ["sos occurred @9000002"])
        #expect(watch.counts.redelivered == 1 && watch.counts.known == 1 && watch.counts.incredibleTime == 0)
        #expect(watch.many(#"{"v":6,"ts":1}"#, at: 9_000_003) == ["sos occurred @9000003"], "and are never late")
        #expect(watch.counts.late == 0)
    }

    @Test("An empty list is no reading and no fault: the device was heard")
    func empty() throws {
        var watch = Watch(try .of(.many(), silence: .seconds(10)))
        watch.many(#"{"v":1}"#, at: 0)
        #expect(watch.advance(to: 10_000) == ["silence raised @10000"])
        #expect(watch.many(at: 11_000, retained: true) == [])
        #expect(watch.many(at: 12_000) == ["silence cleared @12000"])
        #expect(watch.advance(to: 21_999) == [])
        #expect(watch.advance(to: 22_000) == ["silence raised @22000"])
        #expect(watch.counts.undecodable == 0)
    }

    @Test("An element without a declared field is passed over, a message of nothing else is undecodable")
    func withoutFields() throws {
        var watch = try timed()
        #expect(watch.many(#"{"x":1,"ts":9000}"#, #"{"v":6,"ts":1000}"#, at: 9000) == ["high raised @1000"])
        #expect(watch.many(#"{"x":1,"ts":9000}"#, at: 9000) == [])
        #expect(watch.counts.undecodable == 1 && watch.counts.judged == 1)
    }

    @Test("A thousand elements are read, and the rest is counted")
    func bound() throws {
        var watch = Watch(try .of(.many(), alarms: [.momentary("v > 5")]))
        for (count, over) in [(1000, 0), (1001, 1)] {
            let elements = [String](repeating: #"{"v":0}"#, count: count - 1) + [#"{"v":6}"#]
            let events = watch.send(#"{"all":[\#(elements.joined(separator: ","))]}"#, at: 1)
            #expect(events.count == 1 - over && watch.counts.overElements == over)
        }
        #expect(watch.counts.judged == 2000)
    }

    @Test("Retained, they set what was never seen live, the newest last")
    func retained() throws {
        var watch = Watch(try .of(.many(), alarms: [.rule("v > 5"), .momentary("w > 5")]))
        #expect(watch.many(#"{"v":6,"w":9}"#, #"{"v":7}"#, at: 1, retained: true) == ["high raised @1"])
        #expect(watch.record()?.fields.map(\.value) == [.number(7), .number(9)])
        #expect(watch.many(#"{"v":0}"#, at: 2) == ["high cleared @2"])
    }
}

/// Buffered history: what a hydrant's sender does (data README, section 2), with its figures.
@Suite("Buffered history")
struct HistoryTests {
    private static let halfHour: Int64 = 1_800_000

    private func watch(maximumAge: Span) throws -> Watch {
        Watch(
            try .of(
                MessageDescription.many(timed: true, order: .newestFirst, spacing: .minutes(30)).with {
                    $0.times[0].path = "/at"
                    $0.times[0].isOuter = true
                }, alarms: [.rule("v < 70"), .momentary("v < 70")], maximumAge: maximumAge))
    }

    /// Half-hourly values up to half-hour `newest`, the newest first: low pressure in half-hour 90 alone.
    private func payload(_ newest: Int64) -> String {
        let values = (0..<Int64(48)).map { #"{"v":\#(newest - $0 == 90 ? 60 : 300)}"# }.joined(separator: ",")
        return #"{"at":\#(newest * Self.halfHour),"all":[\#(values)]}"#
    }

    @Test("48 readings newest first, half an hour apart, and the next message that overlaps: each is judged once")
    func overlapping() throws {
        var watch = try watch(maximumAge: .hours(48))
        watch.send(payload(80), at: 80 * Self.halfHour)
        #expect(watch.counts.judged == 48 && watch.events == [])
        let raised = 90 * Self.halfHour
        #expect(
            watch.send(payload(96), at: 96 * Self.halfHour)
                == ["high raised @\(raised)", "sos raised @\(raised)", "high cleared @\(raised + Self.halfHour)"])
        #expect(watch.counts.judged == 64 && watch.counts.known == 32 && watch.counts.late == 0)
        #expect(watch.send(payload(96), at: 96 * Self.halfHour + 9) == [], "a redelivery")
        #expect(watch.send(payload(97), at: 97 * Self.halfHour) == [])
        #expect(watch.counts.judged == 65 && watch.counts.known == 79 && watch.counts.redelivered == 1)
    }

    @Test("Only what is younger than 'max_age' is taken from it")
    func age() throws {
        var watch = try watch(maximumAge: .hours(1))
        watch.send(payload(80), at: 80 * Self.halfHour)
        #expect(watch.counts.judged == 3 && watch.counts.incredibleTime == 45)
    }

    @Test("Without any time the newest was taken when it was received, and a message of one as well")
    func byReceipt() throws {
        var watch = Watch(
            try .of(.many(order: .newestFirst, spacing: .seconds(10)), alarms: [.momentary("v > 5")]))
        #expect(watch.many(#"{"v":6}"#, at: 100_000) == ["sos raised @100000"])
        #expect(
            watch.many(#"{"v":7}"#, #"{"v":8}"#, #"{"v":6}"#, at: 120_000)
                == ["sos occurred @110000", "sos occurred @120000"])
        #expect(watch.counts.known == 1 && watch.counts.incredibleTime == 0)
    }
}
