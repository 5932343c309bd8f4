import Testing

@testable import AlarmEngine

/// Functions over time live on the device's time, whatever becomes of its clock and of ours.
@Suite("Rules over time and the device's clock")
struct DeviceTimeWindowTests {
    private static let start: Int64 = 100_000_000

    /// Moments and times are seconds from the start.
    private struct Bench {
        var watch: Watch

        init(_ when: String, time: Bool = true, onDelay: Span? = nil) throws {
            watch = Watch(try .sample(.rule(when, onDelay: onDelay), time: time))
        }

        mutating func send(_ payload: String, at: Double, ts: Double? = nil, retained: Bool = false) -> [String] {
            let told = ts.map { ",\"ts\":\(start + Int64($0 * 1000))" } ?? ""
            return short(watch.send("{\(payload)\(told)}", at: start + Int64(at * 1000), retained: retained))
        }

        mutating func advance(to: Double) -> [String] { short(watch.advance(to: start + Int64(to * 1000))) }

        mutating func step(by span: Double, at: Double) -> [String] {
            let moment = start + Int64(at * 1000)
            let stepped = Input.clockStepped(
                by: Span(milliseconds: Int64(span * 1000)), at: Moment(milliseconds: moment))
            return short(watch.decide([stepped], at: moment + Int64(span * 1000)))
        }

        /// Such as `raised 10.5`.
        private func short(_ events: [String]) -> [String] {
            events.map { event in
                let words = event.split(separator: " ")
                let milliseconds = (Int64(words[2].dropFirst()) ?? 0) - start
                return "\(words[1]) \(Double(milliseconds) / 1000)"
            }
        }
    }

    @Test("A device whose clock is slow, or fast, has the same windows and ages as one with a good clock")
    func slowClock() throws {
        for lag in [0.0, 180, -180, 3599] {
            var bench = try Bench("count(v, 10s) < 2 and age(v) >= 4s")
            _ = bench.send("\"v\":1", at: 0, ts: -lag)
            _ = bench.send("\"v\":1", at: 5, ts: 5 - lag)
            #expect(bench.advance(to: 9.999) == [])
            #expect(bench.advance(to: 30) == ["raised 10.0"], "on the gateway's clock, \(lag) s behind")
        }
    }

    @Test("A deadline follows the lag: one that grows puts it off, one that shrinks brings it forward")
    func lagChanges() throws {
        var later = try Bench("age(v) >= 10s")
        _ = later.send("\"v\":1", at: 0, ts: 0)
        _ = later.send("\"w\":1", at: 5, ts: 3)
        #expect(later.advance(to: 11.999) == [])
        #expect(later.advance(to: 12) == ["raised 12.0"])
        var sooner = try Bench("age(v) >= 10s")
        _ = sooner.send("\"v\":1", at: 0, ts: -5)
        _ = sooner.send("\"w\":1", at: 2, ts: 0)
        #expect(sooner.advance(to: 6.999) == [])
        #expect(sooner.advance(to: 7) == ["raised 7.0"])
    }

    @Test("A deadline that a new lag puts into the past comes at once, with that reading's receipt")
    func overdue() throws {
        var bench = try Bench("age(v) >= 10s", onDelay: .seconds(3))
        _ = bench.send("\"v\":1", at: 0, ts: -60)
        #expect(bench.send("\"w\":1", at: 5, ts: 5) == [])
        #expect(bench.advance(to: 7.999) == [])
        #expect(bench.advance(to: 8) == ["raised 8.0"], "its delay counts from the receipt")
    }

    @Test("A reading that tells no time, or none that is credible, comes at the gateway's clock less the lag")
    func untold() throws {
        var bench = try Bench("count(v, 10s) == 2")
        _ = bench.send("\"v\":1", at: 0, ts: -100)
        #expect(bench.send("\"v\":1", at: 9.999) == ["raised 9.999"])
        #expect(bench.watch.counts.incredibleTime == 1)
        #expect(bench.advance(to: 9.999) == [] && bench.advance(to: 10) == ["cleared 10.0"])
        #expect(bench.send("\"v\":1", at: 12, ts: 4000) == ["raised 12.0"])
        #expect(
            bench.watch.record()?.windows.first?.samples.map(\.at.milliseconds)
                == [9999, 12_000].map {
                    Self.start + $0 - 100_000
                })
    }

    @Test("When a device first tells its time, what it said before is as old as it was", arguments: [40.0, -40])
    func firstTold(lag: Double) throws {
        var bench = try Bench("count(v, 10s) >= 1 and age(v) >= 6s")
        _ = bench.send("\"v\":1", at: 0)
        _ = bench.send("\"w\":1", at: 3, ts: 3 - lag)
        #expect(bench.advance(to: 5.999) == [])
        #expect(bench.advance(to: 9.999) == ["raised 6.0"])
        #expect(bench.advance(to: 10) == ["cleared 10.0"])
        #expect(bench.watch.record()?.moved == Span(milliseconds: Int64(-lag * 1000)))
    }

    @Test("When a device's clock is stepped back, what it said before is as old as it was; what was late adds nothing")
    func steppedBack() throws {
        var bench = try Bench("count(v, 60s) >= 1 and age(v) >= 20s")
        _ = bench.send("\"v\":1", at: 0, ts: 0)
        for (at, ts) in [(5.0, -595.0), (6, -594)] { #expect(bench.send("\"v\":2,\"w\":1", at: at, ts: ts) == []) }
        #expect(bench.watch.counts.late == 2 && bench.watch.record()?.moved == .zero)
        _ = bench.send("\"w\":1", at: 7, ts: -593)
        #expect(bench.watch.record()?.moved == .seconds(-600) && bench.watch.record()?.lag == .seconds(600))
        #expect(bench.advance(to: 19.999) == [])
        #expect(bench.advance(to: 59.999) == ["raised 20.0"])
        #expect(bench.advance(to: 60) == ["cleared 60.0"])
        #expect(bench.send("\"v\":3", at: 61, ts: -539) == [])
        #expect(bench.advance(to: 81) == ["raised 81.0"])
    }

    @Test(
        "A step of our own clock moves what a device without one said, and leaves one with its own",
        arguments: [true, false], [200.0, -200])
    func ourStep(hasClock: Bool, span: Double) throws {
        var bench = try Bench("count(v, 60s) >= 1 and age(v) >= 20s", time: hasClock)
        _ = bench.send("\"v\":1", at: 0, ts: -3)
        #expect(bench.step(by: span, at: 5) == [])
        #expect(bench.advance(to: span + 19.999) == [])
        #expect(bench.advance(to: span + 59.999) == ["raised \(span + 20)"])
        #expect(
            bench.send("\"v\":1", at: span + 59.999, ts: 56.999) == ["cleared \(hasClock ? 56.999 : span + 59.999)"])
        #expect(bench.watch.record()?.moved == (hasClock ? .zero : Span(milliseconds: Int64(span * 1000))))
    }

    @Test("Where our clock is stepped over a beginning of between, it is judged at once; there and back")
    func stepOverBetween() throws {
        // The start is 03:46:40 in UTC.
        var bench = try Bench("between('04:00', '05:00') and on", time: false)
        #expect(bench.send("\"on\":true", at: 0) == [])
        #expect(bench.step(by: 1800, at: 60) == ["raised 1860.0"])
        #expect(bench.step(by: -1800, at: 1870) == ["cleared 70.0"])
        #expect(bench.advance(to: 799.999) == [])
        #expect(bench.advance(to: 800) == ["raised 800.0"])
        var deaf = try Bench("between('04:00', '05:00') and on", time: false)
        #expect(deaf.send("\"on\":true", at: 0) == [])
        deaf.watch.listening(false, at: Self.start + 10_000)
        deaf.watch.listening(true, at: Self.start + 50_000)
        #expect(deaf.step(by: 1800, at: 60) == [] && deaf.advance(to: 1879.999) == [])
        #expect(deaf.advance(to: 1880) == ["raised 1880.0"], "half a minute after messages reached us")
    }

    @Test(
        "Late readings add nothing to windows, previous, changed or age; a momentary alarm sees them over what is known"
    )
    func late() throws {
        var watch = Watch(
            try .sample(.rule("count(v, 60s) >= 3"), .momentary("v > 5 and count(v, 60s) == 2"), time: true))
        watch.send("{\"v\":1,\"ts\":\(Self.start)}", at: Self.start)
        watch.send("{\"v\":2,\"ts\":\(Self.start + 2000)}", at: Self.start + 2000)
        let before = watch.record()
        #expect(
            watch.send("{\"v\":9,\"ts\":\(Self.start + 1000)}", at: Self.start + 2500) == [
                "sos raised @\(Self.start + 1000)"
            ])
        let after = watch.record()
        #expect(after?.windows == before?.windows && after?.fields == before?.fields && after?.lag == before?.lag)
        #expect(after?.windows.first?.samples.count == 2 && after?.judged == before?.judged)
    }

    @Test("A redelivery adds nothing")
    func redelivered() throws {
        var bench = try Bench("count(v, 60s) >= 2")
        _ = bench.send("\"v\":1", at: 0, ts: 0)
        let before = bench.watch.record()
        #expect(bench.send("\"v\":1", at: 1, ts: 0) == [] && bench.watch.record() == before)
    }

    @Test("A retained message without a time sets values and adds nothing; one with a time is a reading of that time")
    func retained() throws {
        var bench = try Bench("count(v, 60s) >= 1 or age(v) > 0s or changed(v)")
        #expect(bench.send("\"v\":1", at: 0, retained: true) == [])
        #expect(bench.watch.record()?.fields.map(\.value) == [.number(1)] && bench.watch.record()?.windows == [])
        #expect(bench.watch.record()?.fields.first?.broughtAt == nil)
        #expect(bench.send("\"v\":2", at: 1) == ["raised 1.0"], "its first reading: changed is unknown yet")
        #expect(bench.watch.record()?.fields.first?.previous == nil)
        var told = try Bench("age(v) >= 60s")
        #expect(told.send("\"v\":1", at: 0, ts: -59.999, retained: true) == [])
        #expect(told.watch.record()?.lag == nil, "what was kept for us says nothing of how far the device is behind")
        #expect(told.advance(to: 0.001) == ["raised 0.001"])
        var old = try Bench("age(v) >= 60s")
        #expect(old.send("\"v\":1", at: 0, ts: -1000, retained: true) == ["raised 0.0"], "it was due long ago")
    }

    @Test("A sample is never before the last of its window, though the device's time went back a little")
    func lagJitter() throws {
        var bench = try Bench("count(v, 10s) == 0")
        _ = bench.send("\"v\":1", at: 0, ts: 0)
        _ = bench.send("\"v\":2", at: 4)
        _ = bench.send("\"v\":3", at: 5, ts: 3)
        #expect(
            bench.watch.record()?.windows.first?.samples.map(\.at.milliseconds)
                == [0, 4000, 4000].map { Self.start + $0 })
        #expect(bench.advance(to: 15.999) == [], "the lag is 2 s now")
        #expect(bench.advance(to: 16) == ["raised 16.0"])
    }
}
