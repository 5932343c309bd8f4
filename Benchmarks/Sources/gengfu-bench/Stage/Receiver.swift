import Gateway
import Glibc

/// A program that hears the traffic of a broker of its own, so that all can stay and be measured in turn.
protocol Receiver: AnyObject {
    var name: String { get }
    var broker: BenchBroker { get }
    var child: ChildProcess { get }

    /// How many messages it has heard; nil if it cannot say.
    func received() throws(BenchError) -> Int?
}

extension Receiver {
    /// Microseconds of CPU, user and system, per message received.
    func measure(_ load: Load, _ stage: Stage) throws(BenchError) -> Double {
        let before = try received()
        try settle()
        let start = CPUClock.process(child.processID)
        try load.send(to: broker, stage)
        try settle()
        let used = CPUClock.process(child.processID) - start
        var count = load.count
        if let before, let after = try received() {
            if after - before != load.count {
                stage.remark(
                    "\(name): \(load.count - (after - before)) of \(load.count) messages were lost on the way.")
            }
            count = after - before
        }
        guard count > 0 else { throw BenchError("\(name) heard nothing.") }
        return Double(used) / 1000 / Double(count)
    }

    /// Waits until it has nothing more to do: a fifth of a second in which it used less than 1 %.
    func settle() throws(BenchError) {
        var (calm, last) = (0, CPUClock.process(child.processID))
        for _ in 0..<2400 {
            usleep(50_000)
            let now = CPUClock.process(child.processID)
            guard now > 0 else { throw BenchError("\(name) has ended.") }
            calm = now - last < 500_000 ? calm + 1 : 0
            if calm == 4 { return }
            last = now
        }
        throw BenchError("\(name) did not come to rest within two minutes.")
    }

    func end() {
        child.send(SIGTERM)
        if child.wait(atMostMilliseconds: 20_000) == nil {
            child.send(SIGKILL)
            child.wait()
        }
    }
}
