import Testing

@testable import AlarmEngine

/// Rule 6 of the design's section 5.
@Suite("Levels")
struct LevelTests {
    private func battery(
        deadband: Double? = nil, onDelay: Span? = nil, offDelay: Span? = nil, signal: Signal = .trouble,
        latch: Bool = false
    ) throws -> Watch {
        Watch(
            try .sample(
                .levels(
                    ("v < 5", .moderate), ("v < 20", .minor), deadband: deadband, onDelay: onDelay, offDelay: offDelay,
                    signal: signal, latch: latch)))
    }

    @Test("Severity rises and falls with the highest level that is on; all of one judgement is one event")
    func course() throws {
        var watch = try battery()
        for (value, moment, event) in [
            (20, 0, "nothing"), (19, 1, "high raised @1 minor unacknowledged 1"),
            (4, 2, "high severity @2 moderate unacknowledged 1"), (3, 3, "high severity @2 moderate unacknowledged 1"),
            (5, 4, "high severity @4 minor unacknowledged 1"), (20, 5, "high cleared @5 minor normal 1"),
            (1, 6, "high raised @6 moderate unacknowledged 1"), (50, 7, "high cleared @7 moderate normal 1"),
        ] {
            watch.send("{\"v\":\(value)}", at: Int64(moment))
            #expect(watch.lastEvent == event)
        }
        #expect(watch.events.count == 6)
    }

    @Test("A severity that rises unacknowledges, one that falls does not")
    func acknowledged() throws {
        var watch = try battery()
        watch.send(#"{"v":10}"#, at: 0)
        #expect(watch.hand(.acknowledge, at: 1) == ["high acknowledged @1"])
        watch.send(#"{"v":4}"#, at: 2)
        #expect(watch.lastEvent == "high severity @2 moderate unacknowledged 1")
        watch.hand(.acknowledge, at: 3)
        watch.send(#"{"v":10}"#, at: 4)
        #expect(watch.lastEvent == "high severity @4 minor acknowledged 1")
        watch.send(#"{"v":20}"#, at: 5)
        #expect(watch.lastEvent == "high cleared @5 minor normal 1")
    }

    @Test("Each level has the deadband and the delays for itself")
    func deadband() throws {
        var watch = try battery(deadband: 2)
        watch.send(#"{"v":4}"#, at: 0)
        #expect(watch.send(#"{"v":6.9}"#, at: 1) == [])
        #expect(watch.send(#"{"v":7}"#, at: 2) == ["high severity @2"])
        #expect(watch.send(#"{"v":21.9}"#, at: 3) == [])
        #expect(watch.send(#"{"v":22}"#, at: 4) == ["high cleared @4"])
    }

    @Test("Levels whose delays end by one deadline are one event")
    func sharedDeadline() throws {
        var watch = try battery(onDelay: .seconds(10), offDelay: .seconds(10))
        watch.send(#"{"v":4}"#, at: 0)
        #expect(watch.advance(to: 10_000) == ["high raised @10000"])
        #expect(watch.lastEvent == "high raised @10000 moderate unacknowledged 1")
        watch.send(#"{"v":50}"#, at: 11_000)
        #expect(watch.advance(to: 21_000) == ["high cleared @21000"])
        #expect(watch.lastEvent == "high cleared @21000 moderate normal 1")
    }

    @Test("Levels whose delays end apart are events of their own")
    func separateDeadlines() throws {
        var watch = try battery(onDelay: .seconds(10), offDelay: .seconds(5))
        watch.send(#"{"v":10}"#, at: 0)
        watch.send(#"{"v":4}"#, at: 3000)
        #expect(watch.advance(to: 60_000) == ["high raised @10000", "high severity @13000"])
        watch.send(#"{"v":10}"#, at: 60_000)
        watch.send(#"{"v":30}"#, at: 62_000)
        #expect(watch.advance(to: 100_000) == ["high severity @65000", "high cleared @67000"])
        #expect(watch.lastEvent == "high cleared @67000 minor normal 1")
    }

    @Test("A level that ends while another's delay just ends is a change of severity, no return")
    func handover() throws {
        var watch = Watch(
            try .sample(.levels(("v < 5", .moderate), ("v > 90", .minor), onDelay: .seconds(5), offDelay: .seconds(10)))
        )
        watch.send(#"{"v":4}"#, at: 0)
        watch.advance(to: 5000)
        watch.send(#"{"v":91}"#, at: 10_000)
        #expect(watch.advance(to: 60_000) == ["high severity @20000"])
        #expect(watch.lastEvent == "high severity @20000 minor unacknowledged 1")
    }

    @Test("Under a latch severity follows both ways, and what went off keeps the one it had last")
    func latch() throws {
        var watch = try battery(signal: .alarm, latch: true)
        watch.send(#"{"v":4}"#, at: 0)
        watch.send(#"{"v":10}"#, at: 1)
        #expect(watch.lastEvent == "high severity @1 minor unacknowledged 1")
        watch.send(#"{"v":50}"#, at: 2)
        #expect(watch.lastEvent == "high returned @2 minor latched 1")
        watch.send(#"{"v":3}"#, at: 3)
        #expect(watch.lastEvent == "high raised @3 moderate unacknowledged 2")
        watch.send(#"{"v":50}"#, at: 4)
        #expect(watch.hand(.acknowledge, at: 5) == ["high acknowledged @5"])
        #expect(watch.lastEvent == "high acknowledged @5 moderate latched-acknowledged 2")
    }

    @Test("Two levels of one severity change nothing when one gives way to the other")
    func sameSeverity() throws {
        var watch = Watch(try .sample(.levels(("v < 5", .severe), ("v > 90", .severe))))
        #expect(watch.send(#"{"v":4}"#, at: 0) == ["high raised @0"])
        #expect(watch.send(#"{"v":91}"#, at: 1) == [])
        #expect(watch.send(#"{"v":50}"#, at: 2) == ["high cleared @2"])
    }

    @Test("A level is judged only by what it reads; one that is unknown stays as it is")
    func ownFields() throws {
        var watch = Watch(try .sample(.levels(("v > 5", .severe), ("w > 5", .minor))))
        #expect(watch.send(#"{"w":6}"#, at: 0) == ["high raised @0"])
        #expect(watch.send(#"{"v":6}"#, at: 1) == ["high severity @1"])
        #expect(watch.send(#"{"v":1e999}"#, at: 2) == [])
        #expect(watch.send(#"{"w":0}"#, at: 3) == [])
        #expect(watch.send(#"{"v":0}"#, at: 4) == ["high cleared @4"])
    }
}
