import AlarmEngine
import Gateway
import Glibc

/// Drives the engine in this process: batches as the daemon makes them, and only `decide` and `adopt` are measured.
struct EngineDrive {
    static let batch = 512
    private static let start = Moment(milliseconds: 1_795_478_400_000)

    let traffic: Traffic
    private(set) var engine: Engine
    private(set) var sent = 0
    /// Nanoseconds of this thread's CPU time inside the engine, and allocations meanwhile.
    private(set) var nanoseconds: UInt64 = 0
    private(set) var allocations: UInt64 = 0
    private(set) var events = 0
    private(set) var judged = 0
    /// Messages of one millisecond.
    private let perMillisecond: Int
    private var pending: [Input] = []

    init(configuration: Engine.Configuration, traffic: Traffic) {
        self.traffic = traffic
        // So that no device speaks twice in one millisecond: its second message would not be newer.
        perMillisecond = min(1000, max(1, traffic.topics.count / 2))
        engine = Engine(configuration: configuration)
        pending.reserveCapacity(Self.batch)
        pending.append(.listening(true, at: Self.start))
        step(at: Self.start)
    }

    /// The gateway's clock after all that was sent.
    var now: Moment { Self.start + Span(milliseconds: Int64(1 + sent / perMillisecond)) }

    /// Forgets what was measured.
    mutating func reset() {
        (nanoseconds, allocations, events, judged) = (0, 0, 0, 0)
    }

    /// Sends so many messages, of every device in turn.
    mutating func send(_ count: Int) {
        let end = sent + count
        while sent < end {
            let devices = traffic.topics.count
            for _ in 0..<min(Self.batch, end - sent) {
                pending.append(.message(traffic.message(of: sent % devices, round: sent / devices, at: now)))
                sent += 1
            }
            step(at: now)
        }
    }

    /// Lets time pass without a message: deadlines that are due by then run.
    mutating func advance(to moment: Moment) { step(at: moment) }

    private mutating func step(at moment: Moment) {
        let (began, had) = (CPUClock.thread(), AllocationCount.now())
        let counts = EngineDrive.judge(pending, at: moment, &engine)
        allocations += AllocationCount.now() - had
        nanoseconds += CPUClock.thread() - began
        events += counts.events
        judged += counts.judged
        pending.removeAll(keepingCapacity: true)
    }

    /// What is measured, and all that callgrind collects (`--toggle-collect`).
    @inline(never)
    private static func judge(
        _ batch: [Input], at moment: Moment, _ engine: inout Engine
    ) -> (events: Int, judged: Int) {
        let decision = engine.decide(batch, at: moment)
        engine.adopt(decision)
        return (decision.events.count, decision.counts.judged)
    }
}
