import Testing

@testable import AlarmEngine

/// Rule 10 of the design's section 5.
@Suite("Retained messages")
struct RetainedTests {
    @Test("One sets only fields never seen live, and is judged by what it set")
    func unseenFields() throws {
        var watch = Watch(try .sample(.rule("v > 5", name: "v"), .rule("w > 5", name: "w")))
        #expect(watch.send(#"{"v":6}"#, at: 0, retained: true) == ["v raised @0"])
        #expect(watch.send(#"{"v":0}"#, at: 1, retained: true) == ["v cleared @1"], "still never seen live")
        watch.send(#"{"v":1}"#, at: 2)
        #expect(watch.send(#"{"v":6,"w":6}"#, at: 3, retained: true) == ["w raised @3"])
        #expect(watch.record()?.fields.map(\.value) == [.number(1), .number(6)])
        #expect(watch.record()?.fields.map(\.isLive) == [true, false])
        #expect(watch.counts.retained == 3)
    }

    @Test("A rule whose fields it did not set is not judged: a delay goes on")
    func notJudged() throws {
        var watch = Watch(try .sample(.rule("v > 5", onDelay: .seconds(10))))
        watch.send(#"{"v":6}"#, at: 0)
        watch.send(#"{"v":0}"#, at: 5000, retained: true)
        #expect(watch.advance(to: 10_000) == ["high raised @10000"])
    }

    @Test("One with a credible time of its own sets what it says, at that time, unless it is late")
    func credibleTime() throws {
        var watch = Watch(try .sample(.rule("v > 5"), time: true))
        watch.send(#"{"v":0,"ts":1000}"#, at: 1000)
        #expect(watch.send(#"{"v":6,"ts":2000}"#, at: 3000, retained: true) == ["high raised @2000"])
        #expect(watch.send(#"{"v":0,"ts":1500}"#, at: 3001, retained: true) == [])
        #expect(watch.counts.late == 1)
        #expect(watch.send(#"{"v":0}"#, at: 3002, retained: true) == [], "no time: v was seen live")
        #expect(watch.send(#"{"v":0,"ts":2001}"#, at: 3003) == ["high cleared @2001"])
    }

    @Test("One with a credible time is not live: a later one without may still set its fields")
    func credibleIsNotLive() throws {
        var watch = Watch(try .sample(.rule("v > 5"), time: true))
        #expect(watch.send(#"{"v":6,"ts":2000}"#, at: 3000, retained: true) == ["high raised @2000"])
        #expect(watch.record()?.fields.map(\.isLive) == [false])
        #expect(watch.send(#"{"v":0}"#, at: 3002, retained: true) == ["high cleared @3002"])
    }

    @Test("Retained ones that come again at each subscription are no clock stepped back, and no newer sequence")
    func comeAgain() throws {
        var watch = Watch(try .sample(.rule("v > 5"), time: true))
        watch.send(#"{"v":0,"ts":100000}"#, at: 100_000)
        for time in [50, 51, 52, 53] {
            #expect(watch.send("{\"v\":6,\"ts\":\(time)000}", at: 101_000, retained: true) == [])
        }
        var numbered = Watch(try .sample(.rule("v > 5"), sequence: true))
        numbered.send(#"{"v":0,"seq":50}"#, at: 0)
        numbered.send(#"{"v":0,"seq":10}"#, at: 1, retained: true)
        #expect(numbered.record()?.newestSequence == 50)
    }

    @Test("An empty payload is ignored and counted, retained or not")
    func empty() throws {
        var watch = Watch(try .sample(.rule("v > 5")))
        watch.send("", at: 0)
        watch.send("", at: 0, on: "no/such/topic", retained: true)
        #expect(watch.counts.empty == 2 && watch.counts.messages == 2 && watch.counts.undecodable == 0)
        #expect(watch.engine.deviceCount == 0)
    }

    @Test("After a restart what was seen live stays so")
    func restart() throws {
        var watch = Watch(try .sample(.rule("v > 5")))
        watch.send(#"{"v":1}"#, at: 0)
        watch.restart()
        #expect(watch.send(#"{"v":6}"#, at: 1, retained: true) == [])
        watch.send(#"{"v":1e999}"#, at: 2)
        watch.restart()
        #expect(watch.send(#"{"v":6}"#, at: 3, retained: true) == [], "it overflowed live, and is unknown")
    }
}
