import Testing

@testable import AlarmEngine

/// What one window remembers and gives, at both sides of each edge.
@Suite("Windows")
struct WindowTests {
    private static let span = Span.seconds(64)

    private func moment(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }

    private func window(_ samples: [(at: Int64, value: Double)], _ span: Span = span) -> Window {
        var window = Window()
        for sample in samples { window.take(sample.value, at: moment(sample.at), span) }
        return window
    }

    private func ask(_ window: Window, _ function: WindowFunction, _ at: Int64) -> Double? {
        window.value(function, at: moment(at), Self.span)
    }

    @Test("A sample is in the window from its time on, and leaves it exactly at its time and the duration")
    func edges() {
        let window = window([(1000, 4), (11_000, 6)])
        for (at, count, sum) in [(11_000, 2, 10), (64_999, 2, 10), (65_000, 1, 6), (74_999, 1, 6)] {
            #expect(ask(window, .count, Int64(at)) == Double(count))
            #expect(ask(window, .sum, Int64(at)) == Double(sum))
        }
        #expect(ask(window, .count, 75_000) == 0)
        for function in WindowFunction.allCases where function != .count {
            #expect(ask(window, function, 75_000) == nil, "of no sample \(function) gives nothing")
        }
    }

    @Test("Each function gives what it says; of one sample there is no difference and no rate")
    func functions() {
        let three = window([(0, 5), (4000, -1), (10_000, 8)])
        for (function, value) in [
            (.avg, 4), (.min, -1), (.max, 8), (.sum, 12), (.count, 3), (.delta, 3), (.rate, 0.3),
        ] as [(WindowFunction, Double)] {
            #expect(ask(three, function, 10_000) == value)
        }
        let one = window([(0, 5)])
        for function in [.avg, .min, .max, .sum] as [WindowFunction] { #expect(ask(one, function, 0) == 5) }
        #expect(ask(one, .count, 0) == 1)
        #expect(ask(one, .delta, 0) == nil && ask(one, .rate, 0) == nil)
        let twins = window([(7, 5), (7, 6)])
        #expect(ask(twins, .delta, 7) == 1 && ask(twins, .rate, 7) == nil, "no time lies between them")
        #expect(ask(three, .delta, 64_000) == 9, "the oldest that is left counts")
        #expect(ask(three, .rate, 64_000) == 1.5)
        #expect(ask(three, .delta, 68_000) == nil)
    }

    @Test("It is covered once its first sample ever has been there for all of its duration, and stays so")
    func covered() {
        var window = window([(500, 1)])
        #expect(!window.isCovered(at: moment(64_499), Self.span))
        #expect(window.isCovered(at: moment(64_500), Self.span))
        window.take(1, at: moment(1_000_000), Self.span)
        #expect(window.isCovered(at: moment(1_000_000), Self.span), "the first sample ever counts, though it left")
        #expect(!Window().isCovered(at: moment(1_000_000), Self.span))
        #expect(window.coveredAt(Self.span) == moment(64_500) && Window().coveredAt(Self.span) == nil)
    }

    @Test("A sample before the last one comes with it, and the window is never asked for before it")
    func backwards() {
        let window = window([(10_000, 1), (4000, 2)])
        #expect(window.samples.map(\.at.milliseconds) == [10_000, 10_000])
        #expect(ask(window, .count, 73_999) == 2 && ask(window, .count, 74_000) == 0)
        #expect(ask(window, .count, 0) == 2)
    }

    @Test("What is not a number is no sample; an infinity is one")
    func notANumber() {
        let window = window([(0, .nan), (1, .infinity)])
        #expect(ask(window, .count, 1) == 1 && ask(window, .sum, 1) == .infinity)
        #expect(window.startedAt == moment(1))
    }

    @Test("128 samples are kept exactly; with the 129th the oldest 64 are folded into cells of a 64th of the duration")
    func folding() {
        var window = window((0..<128).map { (Int64($0) * 100, Double($0)) })
        #expect(window.samples.count == 128 && window.cells.isEmpty)
        window.take(128, at: moment(12_800), Self.span)
        #expect(window.samples.count == 65 && window.samples.first?.value == 64)
        #expect(window.cells.count == 7, "64 samples in 6.4 s are in seven seconds")
        #expect(
            window.cells.first
                == CellRecord(
                    first: SampleRecord(at: moment(0), value: 0), last: SampleRecord(at: moment(900), value: 9),
                    least: 0, greatest: 9, sum: 45, count: 10))
        #expect(window.cells.last?.count == 4)
        #expect(ask(window, .count, 12_800) == 129 && ask(window, .sum, 12_800) == 128 * 129 / 2)
        #expect(ask(window, .min, 12_800) == 0 && ask(window, .max, 12_800) == 128)
        #expect(ask(window, .delta, 12_800) == 128 && ask(window, .rate, 12_800) == 10)
    }

    @Test("What has left goes first, and only what is left can be folded")
    func leavingFirst() {
        var window = window((0..<128).map { (Int64($0) * 500, Double($0)) })
        window.take(0, at: moment(64_000), Self.span)
        #expect(window.cells.isEmpty && window.samples.count == 128, "the first one left as this one came")
        window.take(0, at: moment(64_001), Self.span)
        #expect(window.samples.count == 65 && window.cells.count == 33)
    }

    @Test("A cell leaves as a whole, when its newest sample does")
    func cellsLeave() {
        let window = window((0...128).map { (Int64($0) * 100, 1) })
        #expect(ask(window, .count, 64_899) == 129, "its oldest should have left at 64.000")
        #expect(ask(window, .count, 64_900) == 119)
        #expect(window.leaving(after: moment(12_800), Self.span) == moment(64_900))
        #expect(window.leaving(after: moment(64_899), Self.span) == moment(64_900))
        #expect(window.leaving(after: moment(64_900), Self.span) == moment(65_900))
        #expect(window.leaving(after: moment(76_799), Self.span) == moment(76_800))
        #expect(window.leaving(after: moment(76_800), Self.span) == nil)
    }

    @Test("Cells are counted from 1970, before it too, also where a 64th is no whole number of milliseconds")
    func grid() {
        let span = Span.seconds(1)
        var window = Window()
        for at in -64...64 { window.take(1, at: moment(Int64(at)), span) }
        // A 64th of a second is 15.625 ms: -64 … -63 | -62 … -47 | -46 … -32 | -31 … -16 | -15 … -1.
        #expect(window.cells.map(\.count) == [2, 16, 15, 16, 15])
        #expect(window.cells.map(\.first.at.milliseconds) == [-64, -62, -46, -31, -15])
    }

    @Test("However it is fed, it holds no more than 128 samples and 66 cells, and gives what it should to a 64th")
    func crowded() {
        var chance = SplitMix64(seed: 7)
        var window = Window()
        var all: [(at: Int64, value: Double)] = []
        var now: Int64 = 0
        var (worst, most) = (0, 0)
        for turn in 0..<10_000 {
            now += Int64(chance.pick([0, 1, 5, 20, 60, 100]))
            let value = Double(chance.below(1000))
            window.take(value, at: moment(now), Self.span)
            all.append((now, value))
            all.removeFirst(all.prefix { $0.at <= now - 66_000 }.count)
            worst = max(worst, window.cells.count)
            most = max(most, window.samples.count)
            guard turn % 20 == 0 else { continue }
            let inside = all.filter { $0.at > now - 64_000 }.count
            let latest = all.filter { $0.at > now - 65_000 }.count
            let count = Int(window.value(.count, at: moment(now), Self.span) ?? -1)
            guard (inside...latest).contains(count) else {
                Issue.record("\(count) samples at \(now), not from \(inside) to \(latest)")
                return
            }
        }
        #expect(worst <= Window.maximumCells && worst > 60 && most == Window.capacity)
    }

    @Test("Times at the end of all time trap nowhere")
    func extremes() {
        var window = Window()
        for at in [Int64.min, .min + 1, 0, .max - 1, .max] { window.take(1, at: moment(at), .hours(366 * 24)) }
        for _ in 0..<300 { window.take(1, at: .distantFuture, .seconds(1)) }
        #expect(window.value(.count, at: .distantFuture, .seconds(1)) != nil)
        #expect(window.leaving(after: .distantPast, .seconds(1)) == .distantFuture)
    }

    @Test("What a restart finds is taken over, unless it is more than a window can hold")
    func records() {
        let full = window((0...400).map { (Int64($0) * 100, 1) })
        var record = WindowRecord(
            expression: "v", span: Self.span, startedAt: moment(0), cells: full.cells, samples: full.samples)
        #expect(Window(record) == full)
        record.samples = Array(repeating: SampleRecord(at: moment(0), value: 0), count: 129)
        #expect(Window(record) == nil)
    }
}
