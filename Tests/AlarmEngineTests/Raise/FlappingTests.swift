import Testing

@testable import AlarmEngine

@Suite("Alarms that chatter")
struct FlappingTests {
    private func watch(_ signal: Signal = .trouble, latch: Bool = false, sinks: [SinkRoute] = [.sink("desk")]) throws
        -> Watch
    {
        Watch(try .sample(.rule("v > 5", signal: signal, latch: latch)), sinks: sinks)
    }

    @Test(
        "The third raise in less than a minute is told and says so; a minute after the first it is one like any other")
    func begins() throws {
        for (third, reason) in [(59_999, "flapping"), (60_000, nil)] as [(Int64, String?)] {
            var watch = try watch()
            watch.pulse(0, 30_000)
            watch.send(on, at: third)
            #expect(watch.lastEvent == "high raised @\(third) severe unacknowledged 1")
            #expect(watch.events.last?.reason == reason)
            #expect(watch.events.dropLast().allSatisfy { $0.reason == nil })
            #expect(watch.told.suffix(1) == ["high raised → desk"] && watch.told.count == 5)
            #expect(watch.engine.nextDeadline?.milliseconds == (reason == nil ? nil : 60_000))
        }
    }

    @Test("While it flaps only the end of a life that was told of is told; all of it is kept")
    func quiet() throws {
        var watch = try watch()
        watch.pulse(0, 10_000, 20_000)
        let told = watch.told.count
        #expect(watch.told.suffix(2) == ["high raised → desk", "high cleared → desk"] && told == 6)
        watch.pulse(30_000, 40_000)
        #expect(watch.told.count == told, "nobody was told of these lives")
        #expect(watch.events.count == 10 && watch.events.suffix(4).allSatisfy { $0.reason == nil })
    }

    @Test("It ends a minute after the third newest raise, with a note of where the alarm stands and how it was")
    func ends() throws {
        for (offAtLast, state) in [(true, "normal"), (false, "unacknowledged")] {
            var watch = try watch()
            watch.pulse(0, 10_000, 20_000, 59_999)
            watch.send(on, at: 69_000)
            if offAtLast { watch.send(off, at: 69_500) }
            let told = watch.told.count
            #expect(watch.advance(to: 79_999) == [])
            #expect(watch.advance(to: 80_000) == ["high note @80000"])
            #expect(watch.lastEvent == "high note @80000 severe \(state) 1")
            #expect(watch.events.last?.reason == "flapping over: 5 raises in 1m9s")
            #expect(watch.told.suffix(1) == ["high note → desk"] && watch.told.count == told + 1)
            #expect(watch.engine.nextDeadline == nil)
        }
    }

    @Test("A sink that the note told of a life hears its end")
    func noteCounts() throws {
        var watch = try watch()
        watch.pulse(0, 10_000, 20_000)
        watch.send(on, at: 30_000)
        #expect(watch.record()?.alarms.map(\.told) == [[]])
        watch.advance(to: 70_000)
        #expect(watch.record()?.alarms.map(\.told) == [["desk"]])
        watch.send(off, at: 80_000)
        #expect(watch.told.suffix(2) == ["high note → desk", "high cleared → desk"])
    }

    @Test("A raise that comes with the end comes after it")
    func atTheEnd() throws {
        var watch = try watch()
        watch.pulse(0, 10_000, 20_000)
        #expect(watch.send(on, at: 60_000) == ["high note @60000", "high raised @60000"])
        #expect(watch.events.last?.reason == "flapping", "10, 20 and 60 s are three in less than a minute again")
        #expect(watch.record()?.alarms.first?.flapping == FlappingRecord(since: ms(10_000), raises: 3, isTold: true))
    }

    @Test("Where it needs acknowledgement the raises are those of one life, and an acknowledgement is told as ever")
    func acknowledged() throws {
        var watch = try watch(.alarm)
        watch.pulse(0, 10_000, 20_000, 30_000)
        #expect(watch.told.count == 5, "raised, returned, raised, returned, and raised, which says that it flaps")
        #expect(Set(watch.events.map(\.life)).count == 1)
        watch.send(on, at: 35_000)
        watch.hand(.acknowledge, at: 36_000)
        #expect(watch.told.suffix(1) == ["high acknowledged → desk"] && watch.told.count == 6)
        watch.send(off, at: 37_000)
        #expect(watch.told.suffix(1) == ["high cleared → desk"], "the end of a life they were told of")
    }

    @Test("Severity changes and resets are told as ever")
    func told() throws {
        var watch = Watch(
            try .sample(.levels(("v > 50", .extreme), ("v > 5", .severe), latch: true)), sinks: [.sink("desk")])
        watch.pulse(0, 10_000, 20_000)
        watch.send(on, at: 30_000)
        let told = watch.told.count
        watch.send(#"{"v":60}"#, at: 31_000)
        #expect(watch.told.suffix(1) == ["high severity → desk"])
        watch.send(off, at: 32_000)
        watch.hand(.reset, at: 33_000)
        #expect(watch.told.suffix(2) == ["high reset → desk", "high note → desk"] && watch.told.count == told + 3)
    }

    @Test("A raise of a higher severity than before is told as ever")
    func higher() throws {
        var watch = Watch(
            try .sample(.levels(("v > 50", .extreme), ("v > 5", .severe))),
            sinks: [.sink("desk"), .sink("chief", from: .extreme)])
        watch.pulse(0, 10_000, 20_000, 25_000)
        let told = watch.told.count
        watch.send(#"{"v":60}"#, at: 30_000)
        #expect(watch.told.suffix(2) == ["high raised → desk", "high raised → chief"])
        watch.send(off, at: 31_000)
        watch.send(#"{"v":60}"#, at: 32_000)
        #expect(watch.told.count == told + 4 && watch.told.suffix(1) == ["high cleared → chief"])
    }

    @Test("What began to flap beneath a cover is told with the first raise after it, which says so too")
    func covered() throws {
        for out in [39_999, 70_000] as [Int64] {
            var watch = try watch()
            watch.send(off, at: 0)
            watch.shelve(until: 25_000, at: 0)
            watch.pulse(0, 10_000, 20_000)
            #expect(watch.told.isEmpty && watch.events.filter { $0.reason == "flapping" }.map(\.time) == [ms(20_000)])
            watch.advance(to: 25_000)
            watch.send(on, at: out)
            #expect(watch.events.last?.reason == (out == 70_000 ? nil : "flapping"))
            #expect(watch.told == (out == 70_000 ? ["high note → desk"] : []) + ["high raised → desk"])
            watch.send(off, at: out + 1)
            watch.send(on, at: out + 2)
            #expect(watch.told.suffix(1) == [out == 70_000 ? "high raised → desk" : "high cleared → desk"])
        }
    }

    @Test("One that flapped before it was covered flaps on beneath, and the note is kept and not told")
    func coveredLater() throws {
        var watch = try watch()
        watch.pulse(0, 10_000)
        watch.send(on, at: 20_000)
        watch.shelve(until: 100_000, at: 21_000)
        let told = watch.told.count
        #expect(watch.told.suffix(1) == ["high shelved → desk"])
        #expect(watch.advance(to: 60_000) == ["high note @60000"])
        #expect(watch.events.last?.shownState == "shelved" && watch.told.count == told)
        watch.advance(to: 100_000)
        #expect(watch.told.suffix(1) == ["high unshelved → desk"])
    }

    @Test("What flapped in a drill is told to those who hear real alarms with the first that is real")
    func drill() throws {
        var watch = try watch(sinks: [.sink("desk"), .drills("school")])
        watch.begin(.drill, until: 30_000, at: 0)
        watch.pulse(0, 10_000, 20_000)
        #expect(watch.events.contains { $0.reason == "flapping" && $0.isTest })
        watch.send(on, at: 31_000)
        #expect(watch.told.suffix(2) == ["high raised → desk", "high raised → school"])
        #expect(watch.events.last?.reason == "flapping")
        #expect(watch.advance(to: 100_000) == ["high note @70000"])
        #expect(watch.told.suffix(2) == ["high note → desk", "high note → school"])
    }

    @Test("What goes on after the drill is told at once, though it flapped in it")
    func drillOver() throws {
        var watch = try watch(sinks: [.sink("desk"), .drills("school")])
        watch.begin(.drill, until: 30_000, at: 0)
        watch.pulse(0, 10_000)
        watch.send(on, at: 20_000)
        #expect(watch.told.suffix(1) == ["high raised → school"])
        watch.advance(to: 30_000)
        #expect(watch.lastEvent == "high raised @30000 severe unacknowledged 1")
        #expect(watch.told.suffix(2) == ["high raised → desk", "high raised → school"])
    }

    @Test("A latched alarm that comes on again is raised again, and so may flap")
    func latched() throws {
        var watch = try watch(.alarm, latch: true)
        watch.pulse(0, 10_000, 20_000)
        #expect(watch.events.compactMap(\.reason) == ["flapping"])
    }

    @Test("A person who ends the life ends the flapping: the note comes at once, and the next raise is news")
    func endedByHand() throws {
        for (latch, act, ended) in [(true, .reset, "reset"), (false, .acknowledge, "cleared")] as [(Bool, Act, String)]
        {
            var watch = try watch(.alarm, latch: latch)
            watch.pulse(0, 1000, 2000, 3000)
            #expect(watch.hand(act, at: 4000) == ["high \(ended) @4000", "high note @4000"])
            #expect(watch.lastEvent == "high note @4000 severe normal 4")
            #expect(watch.events.last?.reason == "flapping over: 4 raises in 3s" && watch.events.last?.by == nil)
            #expect(watch.told.suffix(2) == ["high \(ended) → desk", "high note → desk"])
            #expect(watch.record()?.alarms.first?.raises == [] && watch.record()?.alarms.first?.flapping == nil)
            let later = watch.toldNow { $0.pulse(5000, 6000) }
            #expect(later.prefix(3) == ["high raised → desk", "high returned → desk", "high raised → desk"])
            watch.send(on, at: 7000)
            #expect(watch.events.last?.reason == "flapping", "three of the new life")
            #expect(watch.advance(to: 64_999) == [] && watch.advance(to: 65_000) == ["high note @65000"])
        }
    }

    @Test("Raises before a hand ended the life count no more, though it did not flap yet")
    func countNoMore() throws {
        var watch = try watch(.alarm)
        watch.pulse(0, 1000)
        #expect(watch.hand(.acknowledge, at: 2000) == ["high cleared @2000"])
        watch.pulse(3000, 4000)
        #expect(watch.events.allSatisfy { $0.reason == nil || $0.by != nil })
        watch.send(on, at: 5000)
        #expect(watch.events.last?.reason == "flapping")
    }

    @Test("A hand that leaves the life going, and an end by itself, leave the flapping as it is")
    func goesOn() throws {
        var watch = try watch(.alarm)
        watch.pulse(0, 1000)
        watch.send(on, at: 2000)
        #expect(watch.hand(.acknowledge, at: 3000) == ["high acknowledged @3000"])
        #expect(watch.send(off, at: 4000) == ["high cleared @4000"])
        #expect(watch.toldNow { $0.send(on, at: 5000) } == [], "it went off by itself, and chatters on")
    }

    @Test("Lifting a cover from what is off ends the life by a hand too; a cover left keeps the note untold")
    func endedBeneath() throws {
        var watch = try watch(.alarm)
        watch.pulse(0, 1000, 2000)
        watch.shelve(until: 50_000, at: 3000)
        #expect(watch.unshelve(at: 4000) == ["high unshelved @4000", "high note @4000"])
        #expect(watch.toldNow { $0.send(on, at: 5000) } == ["high raised → desk"])
        var hidden = try self.watch(.alarm, latch: true)
        hidden.pulse(0, 1000, 2000)
        hidden.shelve(until: 50_000, at: 3000)
        #expect(hidden.toldNow { $0.hand(.reset, at: 4000) } == [])
        #expect(hidden.shown.suffix(2) == ["reset shelved", "note shelved"])
    }

    @Test("A shelf that ends by itself leaves the flapping as it is")
    func shelfEnds() throws {
        var watch = try watch(.alarm)
        watch.pulse(0, 1000, 2000)
        watch.shelve(until: 4000, at: 3000)
        #expect(watch.advance(to: 4000) == ["high unshelved @4000"])
        #expect(watch.toldNow { $0.send(on, at: 5000) } == [])
    }

    @Test("Momentary alarms do not flap")
    func momentary() throws {
        var watch = Watch(try .sample(.momentary("on")), sinks: [.sink("desk")])
        for moment in stride(from: 0, to: 10_000, by: 1000) {
            watch.send(#"{"on":true}"#, at: Int64(moment))
            watch.hand(.reset, "sos", at: Int64(moment) + 1)
        }
        #expect(watch.told.count == 20 && watch.events.allSatisfy { $0.reason != "flapping" })
        #expect(watch.record()?.alarms.first?.flapping == nil && watch.engine.nextDeadline == nil)
    }

    @Test("Raises count on the gateway's clock, whatever the device's says")
    func gatewaysClock() throws {
        for (third, flaps) in [(59_999, true), (60_000, false)] as [(Int64, Bool)] {
            var watch = Watch(try .sample(.rule("v > 5"), time: true), sinks: [.sink("desk")])
            for (place, moment) in [0, 100, third].enumerated() {
                watch.send(#"{"v":6,"ts":\#(100_000 + place)}"#, at: 100_000 + moment)
                watch.send(#"{"v":0,"ts":\#(100_000 + place)}"#, at: 100_000 + moment)
            }
            #expect((watch.record()?.alarms.first?.flapping != nil) == flaps)
        }
    }

    @Test("A raise by deadline counts at the deadline's time, though a later message brought it to light")
    func byDeadline() throws {
        var watch = Watch(try .sample(.rule("v > 5", onDelay: .seconds(5))), sinks: [.sink("desk")])
        for moment in [0, 20_000, 59_999] as [Int64] {
            watch.send(on, at: moment)
            watch.send(off, at: moment + 6000)
        }
        #expect(watch.events.map(\.reason) == [nil, nil, nil, nil, "flapping", "flapping over: 3 raises in 59s", nil])
        #expect(watch.record()?.alarms.first?.raises == [ms(5000), ms(25_000), ms(64_999)])
    }

    @Test("Silence and undecodable payloads may chatter too")
    func own() throws {
        var watch = Watch(
            try .sample(silence: SilenceDescription(after: .seconds(10))), sinks: [.sink("desk")])
        for moment in [0, 11_000, 22_000] as [Int64] { watch.send(off, at: moment) }
        #expect(watch.advance(to: 32_000) == ["silence raised @32000"] && watch.events.last?.reason == "flapping")
        #expect(watch.advance(to: 70_000) == ["silence note @70000"])
        #expect(watch.events.last?.reason == "flapping over: 3 raises in 22s")
    }

    @Test("A restart between any two changes nothing")
    func restarts() throws {
        for signal in [Signal.trouble, .alarm] {
            var steady = try watch(signal)
            var restarted = try watch(signal)
            for moment in [0, 10_000, 20_000, 30_000, 60_000, 79_000, 88_000, 147_999, 300_000] as [Int64] {
                for payload in [on, off] {
                    let time = payload == on ? moment : moment + 500
                    restarted.advance(to: time - 1)
                    restarted.restart()
                    restarted.send(payload, at: time)
                    restarted.restart()
                    steady.send(payload, at: time)
                }
            }
            #expect(steady.events == restarted.events && steady.told == restarted.told)
            #expect(steady.record()?.alarms == restarted.record()?.alarms)
        }
    }

    @Test("It moves along with the gateway's clock")
    func clockStep() throws {
        var watch = try watch()
        watch.pulse(0, 10_000, 20_000)
        watch.decide([.clockStepped(by: .hours(1), at: ms(20_500))], at: 3_620_500)
        #expect(watch.advance(to: 3_659_999) == [])
        #expect(watch.advance(to: 3_660_000) == ["high note @3660000"])
        #expect(watch.events.last?.reason == "flapping over: 3 raises in 20s")
    }
}

private let on = #"{"v":6}"#
private let off = #"{"v":0}"#

private func ms(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }

extension Watch {
    /// On at each moment, off half a second later.
    fileprivate mutating func pulse(_ moments: Int64...) {
        for moment in moments {
            send(on, at: moment)
            send(off, at: moment + 500)
        }
    }
}
