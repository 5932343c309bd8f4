import Testing

@testable import AlarmEngine

/// Rule 11 of the design's section 5, and what rule 12 says of late occurrences.
@Suite("Momentary alarms")
struct MomentaryTests {
    @Test("Each message that brings a field and for which it holds is an occurrence")
    func occurrences() throws {
        var watch = Watch(try .sample(.momentary("on")))
        #expect(watch.send(#"{"on":false}"#, at: 0) == [])
        #expect(watch.send(#"{"on":true}"#, at: 1) == ["sos raised @1"])
        #expect(watch.send(#"{"on":true}"#, at: 2) == ["sos occurred @2"])
        #expect(watch.send(#"{"v":5}"#, at: 3) == [], "brings none of its fields")
        #expect(watch.send(#"{"on":null,"v":1}"#, at: 4) == [])
        #expect(watch.send(#"{"on":false}"#, at: 5) == [], "it has no return of its own")
        #expect(watch.send(#"{"on":true}"#, at: 6) == ["sos occurred @6"])
        #expect(watch.lastEvent == "sos occurred @6 extreme unacknowledged 3")
    }

    @Test("It holds by other fields' last values too, and not while it is unknown")
    func otherFields() throws {
        var watch = Watch(try .sample(.momentary("on and v > 5")))
        #expect(watch.send(#"{"on":true}"#, at: 0) == [])
        #expect(watch.send(#"{"v":6}"#, at: 1) == ["sos raised @1"])
        #expect(watch.send(#"{"v":1e999}"#, at: 2) == [])
        #expect(watch.send(#"{"v":7}"#, at: 3) == ["sos occurred @3"])
    }

    @Test("Occurring unacknowledges; a reset ends the life, an acknowledgement does not")
    func life() throws {
        var watch = Watch(try .sample(.momentary("on")))
        watch.send(#"{"on":true}"#, at: 0)
        #expect(watch.hand(.acknowledge, "sos", at: 1) == ["sos acknowledged @1"])
        #expect(watch.hand(.acknowledge, "sos", at: 2) == [] && watch.refusal == .alreadyAcknowledged)
        watch.send(#"{"on":true}"#, at: 3)
        #expect(watch.lastEvent == "sos occurred @3 extreme unacknowledged 2")
        #expect(watch.hand(.reset, "sos", at: 4) == ["sos reset @4"])
        #expect(watch.lastEvent == "sos reset @4 extreme normal 2")
        watch.send(#"{"on":true}"#, at: 5)
        #expect(watch.lastEvent == "sos raised @5 extreme unacknowledged 1")
        watch.hand(.acknowledge, "sos", at: 6)
        #expect(watch.hand(.reset, "sos", at: 7) == ["sos reset @7"])
    }

    @Test("A retained message is no occurrence, be its time credible or not; the same live one is")
    func retained() throws {
        var plain = Watch(try .sample(.momentary("on")))
        #expect(plain.send(#"{"on":true}"#, at: 0, retained: true) == [])
        #expect(plain.send(#"{"on":true}"#, at: 1) == ["sos raised @1"])
        var timed = Watch(try .sample(.momentary("on"), time: true, sequence: true))
        #expect(timed.send(#"{"on":true,"ts":0,"seq":1}"#, at: 0, retained: true) == [])
        #expect(timed.send(#"{"on":true,"ts":0,"seq":1}"#, at: 1) == ["sos raised @0"])
        var numbered = Watch(try .sample(.momentary("on"), sequence: true))
        #expect(numbered.send(#"{"on":true,"seq":1}"#, at: 0, retained: true) == [])
        #expect(numbered.send(#"{"on":true,"seq":1}"#, at: 1) == ["sos raised @1"])
        #expect(numbered.send(#"{"on":true,"seq":1}"#, at: 2) == [] && numbered.counts.redelivered == 1)
    }

    @Test("A late occurrence counts, marked late, and changes no field and no level")
    func late() throws {
        var watch = Watch(try .sample(.rule("v > 5"), .momentary("on and v > 0"), time: true), sinks: [.sink("desk")])
        watch.send(#"{"v":1,"on":false,"ts":10000}"#, at: 10_000)
        #expect(watch.send(#"{"v":9,"on":true,"ts":4000}"#, at: 11_000) == ["sos raised @4000"])
        #expect(watch.events[0].isLate && watch.told == ["sos raised → desk"])
        #expect(
            watch.events[0].values == [
                NamedValue(name: "v", value: .number(9)), NamedValue(name: "on", value: .boolean(true)),
            ])
        #expect(watch.record()?.fields.map(\.value) == [.number(1), .boolean(false)])
        #expect(watch.send(#"{"v":2,"ts":12000}"#, at: 12_000) == [])
        #expect(watch.send(#"{"on":true,"ts":13000}"#, at: 13_000) == ["sos occurred @13000"])
        #expect(watch.events.last?.isLate == false)
    }

    @Test("A late occurrence is told only if it is younger than max_notify_age: a millisecond decides")
    func notifyAge() throws {
        for (age, isTold) in [(59_999, true), (60_000, false), (60_001, false)] {
            var watch = Watch(
                try .sample(.momentary("on"), time: true, maximumNotifyAge: .minutes(1)), sinks: [.sink("desk")])
            watch.send(#"{"v":1,"ts":1000000}"#, at: 1_000_000)
            let said = watch.send("{\"on\":true,\"ts\":\(1_000_000 - age)}", at: 1_000_000)
            #expect(said == ["sos raised @\(1_000_000 - age)"])
            #expect(watch.told.isEmpty != isTold)
        }
    }

    @Test("A reading as old, but not late, is told")
    func oldButNewest() throws {
        var watch = Watch(
            try .sample(.momentary("on"), time: true, maximumNotifyAge: .minutes(1)), sinks: [.sink("desk")])
        watch.send(#"{"on":true,"ts":0}"#, at: 600_000)
        #expect(watch.told == ["sos raised → desk"] && watch.events[0].isLate == false)
    }

    @Test("A late occurrence that begins a life after a later one has a beginning of its own, one more than the last")
    func beginning() throws {
        var watch = Watch(try .sample(.momentary("on"), time: true))
        watch.send(#"{"on":true,"ts":9000}"#, at: 9000)
        watch.hand(.reset, "sos", at: 9500)
        #expect(watch.send(#"{"on":true,"ts":8000}"#, at: 9600) == ["sos raised @8000"])
        #expect(watch.events.last?.life.beganAt == Moment(milliseconds: 9001))
        watch.hand(.reset, "sos", at: 9700)
        watch.send(#"{"on":true,"ts":9001}"#, at: 9800)
        #expect(watch.events.last?.life.beganAt == Moment(milliseconds: 9002))
        watch.hand(.reset, "sos", at: 9900)
        watch.send(#"{"on":true,"ts":9003}"#, at: 9901)
        #expect(watch.events.last?.life.beganAt == Moment(milliseconds: 9003))
    }
}
