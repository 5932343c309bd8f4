import Testing

@testable import AlarmEngine

/// Rule 9 of the design's section 5 once more, told in ticks: a device is silent once both the last message and the
/// moment we began to listen are `after` ago.
private struct PlainSilence {
    let after: Int64
    let isRegistered: Bool

    private var heardAt: Int64?
    private var listeningSince: Int64? = 0
    private var isSilent = false
    private(set) var said: [String] = []

    init(after: Int64, isRegistered: Bool) {
        self.after = after
        self.isRegistered = isRegistered
    }

    mutating func tick(_ now: Int64) {
        guard !isSilent, let listeningSince, isRegistered || heardAt != nil else { return }
        guard now - max(heardAt ?? listeningSince, listeningSince) >= after else { return }
        isSilent = true
        said.append("silence raised @\(now)")
    }

    mutating func hear(_ now: Int64) {
        heardAt = now
        if isSilent { said.append("silence cleared @\(now)") }
        isSilent = false
    }

    mutating func listen(_ isListening: Bool, _ now: Int64) {
        guard isListening != (listeningSince != nil) else { return }
        listeningSince = isListening ? now : nil
    }
}

@Suite("Silence, beside a plain model")
struct SilenceModelTests {
    private static let tick: Int64 = 100

    @Test(
        "Random messages, links that fail and restarts say the same", arguments: 1...20 as ClosedRange<UInt64>,
        [false, true])
    func courses(seed: UInt64, isRegistered: Bool) throws {
        var chance = SplitMix64(seed: seed)
        var model = PlainSilence(after: 1000, isRegistered: isRegistered)
        var watch = Watch(
            try .sample(.rule("v > 5"), silence: SilenceDescription(after: .seconds(1))),
            registry: isRegistered ? [RegisteredDevice(device: "d", profile: "p")] : [])
        for step in 1...500 {
            let now = Int64(step) * Self.tick
            model.tick(now)
            if chance.below(3) == 0 { watch.advance(to: now) }
            switch chance.below(30) {
            case 0...2:
                model.hear(now)
                watch.send(chance.pick([#"{"v":1}"#, "?", #"{"v":2,"w":3}"#, #"{"v":"x"}"#]), at: now)
            case 3: watch.send(#"{"v":1}"#, at: now, retained: true)
            case 4: watch.send("", at: now)
            case 5:
                model.listen(false, now)
                watch.listening(false, at: now)
            case 6, 7:
                model.listen(true, now)
                watch.listening(true, at: now)
            case 8:
                // A restart begins to listen anew.
                watch.advance(to: now)
                watch.restart()
                model.listen(false, now)
                model.listen(true, now)
            case _: break
            }
        }
        watch.advance(to: 500 * Self.tick)
        #expect(watch.events.filter { $0.life.alarm == "silence" }.map(\.short) == model.said)
        #expect(model.said.count > 3, "the course should do something")
    }

    @Test("The silence of many devices is told at each one's own moment, in order")
    func many() throws {
        var watch = Watch(try .sample(silence: SilenceDescription(after: .seconds(60))))
        var chance = SplitMix64(seed: 21)
        var last: [Int: Int64] = [:]
        for moment in stride(from: Int64(1), through: 30_000, by: 37) {
            let device = chance.below(80)
            last[device] = moment
            watch.send(#"{"v":1}"#, at: moment, on: "t/\(device)")
        }
        watch.advance(to: 200_000)
        let told = watch.events.map { "\($0.time.milliseconds) \($0.life.device.device)" }
        let expected = last.map { (at: $0.value + 60_000, device: String($0.key)) }.sorted { $0.at < $1.at }
        #expect(told == expected.map { "\($0.at) \($0.device)" })
        #expect(told.count == last.count)
    }
}
