import Testing

@testable import AlarmEngine

/// Rule 12 of the design's section 5: a device's own time and sequence.
@Suite("Time, repeats and lateness")
struct FreshnessTests {
    private func timed() throws -> Watch {
        Watch(try .sample(.rule("v > 5"), time: true))
    }

    @Test("A device's time is believed up to max_age before and five minutes after receipt, to the millisecond")
    func credible() throws {
        let receipt: Int64 = 10_000_000
        for (time, isCredible) in [
            (receipt - 3_600_000, true), (receipt - 3_600_001, false), (receipt + 300_000, true),
            (receipt + 300_001, false),
            (receipt, true), (0, false), (.max, false), (.min, false),
        ] {
            var watch = try timed()
            #expect(
                watch.send("{\"v\":6,\"ts\":\(time)}", at: receipt) == ["high raised @\(isCredible ? time : receipt)"])
            #expect(watch.counts.incredibleTime == (isCredible ? 0 : 1))
        }
        var strict = Watch(try .sample(.rule("v > 5"), time: true, maximumAge: .seconds(1)))
        #expect(strict.send(#"{"v":6,"ts":8999}"#, at: 10_000) == ["high raised @10000"])
        #expect(strict.send(#"{"v":0,"ts":9001}"#, at: 10_001) == ["high cleared @9001"])
    }

    @Test(
        "A time that is missing or no time is counted, and the receipt stands in",
        arguments: ["null", "\"x\"", "true", "[]"])
    func noTime(value: String) throws {
        var watch = try timed()
        #expect(watch.send("{\"v\":6,\"ts\":\(value)}", at: 7) == ["high raised @7"])
        #expect(watch.send(#"{"v":0}"#, at: 8) == ["high cleared @8"])
        #expect(watch.counts.incredibleTime == 2)
    }

    @Test("The same time with the same payload as the newest is a redelivery; with another payload it is not")
    func redeliveryByTime() throws {
        var watch = Watch(try .sample(.momentary("v > 5"), time: true))
        #expect(watch.send(#"{"v":6,"ts":1000}"#, at: 1000) == ["sos raised @1000"])
        #expect(watch.send(#"{"v":6,"ts":1000}"#, at: 1001) == [])
        #expect(watch.counts.redelivered == 1)
        #expect(watch.send(#"{"v":7,"ts":1000}"#, at: 1002) == ["sos occurred @1000"])
        #expect(watch.send(#"{"v":6,"ts":1000}"#, at: 1003) == ["sos occurred @1000"], "the newest is another now")
        #expect(watch.counts.redelivered == 1 && watch.counts.late == 0)
    }

    @Test("The same sequence with the same payload as the newest is a redelivery")
    func redeliveryBySequence() throws {
        var watch = Watch(try .sample(.momentary("v > 5"), sequence: true))
        #expect(watch.send(#"{"v":6,"seq":1}"#, at: 0) == ["sos raised @0"])
        #expect(watch.send(#"{"v":6,"seq":1}"#, at: 1) == [])
        #expect(watch.send(#"{"v":7,"seq":1}"#, at: 2) == ["sos occurred @2"])
        #expect(watch.send(#"{"v":6,"seq":2}"#, at: 3) == ["sos occurred @3"])
        #expect(watch.counts.redelivered == 1)
    }

    @Test("Without time and sequence the same payload again is another reading")
    func noFreshness() throws {
        var watch = Watch(try .sample(.momentary("v > 5")))
        #expect(watch.send(#"{"v":6}"#, at: 0) == ["sos raised @0"])
        #expect(watch.send(#"{"v":6}"#, at: 0, redelivery: true) == ["sos occurred @0"])
    }

    @Test("A time that is not credible says nothing about repeats")
    func incredibleIsNoRepeat() throws {
        var watch = Watch(try .sample(.momentary("v > 5"), time: true))
        #expect(watch.send(#"{"v":6,"ts":5}"#, at: 10_000_000) == ["sos raised @10000000"])
        #expect(watch.send(#"{"v":6,"ts":5}"#, at: 10_000_001) == ["sos occurred @10000001"])
    }

    @Test("A lower sequence is a restarted device and is judged, but not in the window after a reconnect")
    func lowerSequence() throws {
        var watch = Watch(try .sample(.rule("v > 5"), sequence: true))
        watch.send(#"{"v":0,"seq":100}"#, at: 0)
        #expect(watch.send(#"{"v":6,"seq":99}"#, at: 1, redelivery: true) == [])
        #expect(watch.counts.redelivered == 1)
        #expect(watch.send(#"{"v":6,"seq":101}"#, at: 2, redelivery: true) == ["high raised @2"])
        #expect(watch.send(#"{"v":0,"seq":1}"#, at: 3) == ["high cleared @3"])
        #expect(watch.send(#"{"v":6,"seq":2}"#, at: 4, redelivery: true) == ["high raised @4"])
    }

    @Test("A late message changes no field and no level")
    func late() throws {
        var watch = try timed()
        watch.send(#"{"v":6,"ts":2000}"#, at: 2000)
        #expect(watch.send(#"{"v":0,"w":1,"ts":1999}"#, at: 2001) == [])
        #expect(watch.counts.late == 1 && watch.counts.judged == 2)
        #expect(watch.record()?.fields == [FieldRecord(name: "v", value: .number(6), isLive: true)])
        #expect(watch.send(#"{"v":0,"ts":2000}"#, at: 2002) == ["high cleared @2000"], "the same time is not late")
    }

    @Test("Three late messages in rising order are a clock stepped back, and judged from the third on")
    func steppedBack() throws {
        var watch = try timed()
        watch.send(#"{"v":0,"ts":100000}"#, at: 100_000)
        #expect(watch.send(#"{"v":6,"ts":50000}"#, at: 101_000) == [])
        #expect(watch.send(#"{"v":6,"ts":51000}"#, at: 102_000) == [])
        #expect(watch.send(#"{"v":6,"ts":52000}"#, at: 103_000) == ["high raised @52000"])
        #expect(watch.send(#"{"v":0,"ts":53000}"#, at: 104_000) == ["high cleared @53000"])
        #expect(watch.counts.late == 2)
        #expect(watch.send(#"{"v":6,"ts":52999}"#, at: 105_000) == [], "the newest is the new clock's")
    }

    @Test("Late ones that do not rise, or with a newer one between, are no stepped clock")
    func notSteppedBack() throws {
        for times in [[50, 49, 48, 47], [50, 51, 40, 41], [50, 51, 101, 52, 53]] {
            var watch = try timed()
            watch.send(#"{"v":0,"ts":100000}"#, at: 100_000)
            for (place, time) in times.enumerated() {
                let value = time > 100 ? 0 : 6
                #expect(
                    watch.send("{\"v\":\(value),\"ts\":\(time * 1000)}", at: 101_000 + Int64(place)) == [], "\(times)")
            }
        }
    }

    @Test("Late messages of the first window after a reconnect do not count towards it")
    func windowDoesNotCount() throws {
        var watch = try timed()
        watch.send(#"{"v":0,"ts":100000}"#, at: 100_000)
        for time in 50...60 {
            #expect(watch.send("{\"v\":6,\"ts\":\(time)000}", at: 101_000, redelivery: true) == [])
        }
        #expect(watch.send(#"{"v":6,"ts":61000}"#, at: 102_000) == [])
        #expect(watch.send(#"{"v":6,"ts":62000}"#, at: 102_000) == [])
        #expect(watch.send(#"{"v":6,"ts":63000}"#, at: 102_000) == ["high raised @63000"])
    }

    @Test("The third late message in rising order may come after a restart")
    func runOutlivesRestart() throws {
        var watch = try timed()
        watch.send(#"{"v":0,"ts":100000}"#, at: 100_000)
        watch.send(#"{"v":6,"ts":50000}"#, at: 101_000)
        watch.send(#"{"v":6,"ts":51000}"#, at: 102_000)
        watch.restart()
        #expect(watch.send(#"{"v":6,"ts":52000}"#, at: 103_000) == ["high raised @52000"])
    }

    @Test("A redelivery after a restart is recognised")
    func redeliveryAfterRestart() throws {
        var watch = Watch(try .sample(.momentary("v > 5"), time: true))
        watch.send(#"{"v":6,"ts":1000}"#, at: 1000)
        watch.restart()
        #expect(watch.send(#"{"v":6,"ts":1000}"#, at: 1001, redelivery: true) == [])
        #expect(watch.counts.redelivered == 1)
    }

    @Test("Freshness is each device's own")
    func perDevice() throws {
        var watch = try timed()
        watch.send(#"{"v":0,"ts":5000}"#, at: 5000, on: "t/a")
        #expect(watch.send(#"{"v":6,"ts":1000}"#, at: 5001, on: "t/b") == ["high raised @1000"])
    }

    @Test("A payload with another byte anywhere, or of another length, has another digest")
    func digest() {
        func digest(_ payload: [UInt8]) -> UInt64 {
            Message(topic: "t", payload: payload, receivedAt: Moment(milliseconds: 0)).digest
        }
        var seen: Set<UInt64> = []
        for length in 0...40 {
            let zeros = [UInt8](repeating: 0, count: length)
            #expect(seen.insert(digest(zeros)).inserted)
            for place in zeros.indices {
                var other = zeros
                for bit in 0..<8 {
                    other[place] = 1 << UInt8(bit)
                    #expect(seen.insert(digest(other)).inserted)
                }
            }
        }
        #expect(seen.count == 41 + 8 * (0...40).reduce(0, +))
    }

    @Test("A clock stepped back is seen though every message comes twice, or others without a time come between")
    func steppedBackAmongOthers() {
        func admitted(_ times: [Int64?]) -> [Freshness.Admission] {
            var freshness = Freshness(newestTime: Moment(milliseconds: 1000))
            return times.enumerated().map { index, time in
                freshness.admit(
                    time: time.map { Moment(milliseconds: $0) }, sequence: nil, digest: UInt64(index + 1),
                    mayBeRedelivery: false, isRetained: false)
            }
        }
        #expect(admitted([100, 200, 200, 300]) == [.late, .late, .late, .steppedBack])
        #expect(admitted([100, nil, 200, nil, 300]) == [.late, .fresh, .late, .fresh, .steppedBack])
        #expect(admitted([100, 200, 150, 300]) == [.late, .late, .late, .late])
        #expect(admitted([100, 200, 1001, 300]) == [.late, .late, .fresh, .late])
    }
}
