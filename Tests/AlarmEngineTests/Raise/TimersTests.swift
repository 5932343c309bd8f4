import Testing

@testable import AlarmEngine

@Suite("Timers")
struct TimersTests {
    private func timer(_ at: Int64, _ device: Int = 0) -> Timer {
        Timer(at: Moment(milliseconds: at), device: device, alarm: 0)
    }

    @Test("They come out in order of time, all of one moment at once, and none beyond the limit")
    func order() {
        var timers = Timers()
        for (device, at) in [5, 3, 9, 3, 7, 1, 9, 5].enumerated() { timers.push(timer(Int64(at), device)) }
        #expect(timers.earliest == Moment(milliseconds: 1))
        var came: [[Int64]] = []
        while case let due = timers.popEarliest(through: Moment(milliseconds: 7)), !due.isEmpty {
            came.append(due.map(\.at.milliseconds))
        }
        #expect(came == [[1], [3, 3], [5, 5], [7]])
        #expect(timers.all.count == 2 && timers.earliest == Moment(milliseconds: 9))
        #expect(timers.popEarliest(through: Moment(milliseconds: 8)).isEmpty)
        timers.removeAll(through: Moment(milliseconds: 9))
        #expect(timers.earliest == nil && timers.popEarliest(through: .distantFuture).isEmpty)
    }

    @Test("A heap of random timers is a sorted list, whatever is pushed and popped between")
    func random() {
        var chance = SplitMix64(seed: 9)
        var timers = Timers()
        var list: [Int64] = []
        for device in 0..<1500 {
            let at = Int64(chance.below(500))
            timers.push(timer(at, device))
            list.append(at)
            if chance.below(3) == 0 {
                let limit = Int64(chance.below(500))
                #expect(
                    timers.due(through: Moment(milliseconds: limit)).map(\.at.milliseconds).sorted()
                        == list.filter { $0 <= limit }.sorted())
                let popped = timers.popEarliest(through: Moment(milliseconds: limit))
                let expected = list.min().flatMap { $0 <= limit ? $0 : nil }
                #expect(popped.map(\.at.milliseconds) == list.filter { $0 == expected })
                list.removeAll { $0 == expected }
            }
            #expect(timers.earliest?.milliseconds == list.min())
        }
        timers.removeAll(through: Moment(milliseconds: 250))
        #expect(timers.all.count == list.count { $0 > 250 })
    }

    @Test("An alarm whose deadline moves is asked once, at the last one")
    func moved() throws {
        var watch = Watch(try .sample(silence: SilenceDescription(after: .seconds(10))))
        for moment in stride(from: 0, through: 9000, by: 1000) { watch.send(#"{"v":1}"#, at: Int64(moment)) }
        #expect(watch.advance(to: 60_000) == ["silence raised @19000"])
        #expect(watch.engine.nextDeadline == nil)
    }

    @Test("A delay that stops and starts again in between ends at its own time only")
    func restarted() throws {
        var watch = Watch(try .sample(.rule("v > 5", onDelay: .seconds(10))))
        for moment in 0..<10 {
            watch.send(#"{"v":6}"#, at: Int64(moment * 1000))
            watch.send(#"{"v":0}"#, at: Int64(moment * 1000 + 500))
        }
        watch.send(#"{"v":6}"#, at: 9600)
        #expect(watch.advance(to: 19_599) == [])
        #expect(watch.advance(to: 100_000) == ["high raised @19600"])
    }

    @Test("A shorter delay after a longer one ends at its own time, not with the timer of the longer one")
    func shorter() throws {
        var watch = Watch(
            try .sample(.levels(("v > 5", .severe), ("w > 5", .minor), onDelay: .seconds(10), offDelay: .seconds(2))))
        watch.send(#"{"v":6,"w":0}"#, at: 0)
        watch.advance(to: 10_000)
        watch.send(#"{"w":6}"#, at: 20_000)
        watch.send(#"{"v":0}"#, at: 20_500)
        #expect(watch.advance(to: 25_000) == ["high cleared @22500"])
        #expect(watch.advance(to: 40_000) == ["high raised @30000"])
    }
}
