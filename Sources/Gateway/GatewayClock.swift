import AlarmEngine
import Glibc
import Synchronization

/// The gateway's clock: CLOCK_BOOTTIME, which no one sets and which goes on while the machine sleeps, tied to UTC.
///
/// For the demo and tests it can run faster than the world's. It may be read from any thread.
public final class GatewayClock: Sendable {
    /// How many times as fast as the world's.
    private let speed: Double
    /// Both in milliseconds: where the two clocks were tied together.
    private let tiedBoot: Int64
    private let tiedUTC: Atomic<Int64>

    /// A clock that shows UTC now.
    ///
    /// - Parameters:
    ///   - speed: how many times as fast as the world's it runs; 1 but for the demo and tests.
    ///   - origin: what it shows at which moment of UTC, and until then; nil is UTC, now. Two clocks of the same speed
    ///     and origin show the same.
    public init(speed: Double = 1, origin: Origin? = nil) {
        self.speed = speed
        let boot = Self.milliseconds(of: CLOCK_BOOTTIME)
        let utc = Self.milliseconds(of: CLOCK_REALTIME)
        tiedBoot = boot - (utc - (origin?.utc.milliseconds ?? utc))
        tiedUTC = Atomic(origin?.shown.milliseconds ?? utc)
    }

    /// What a clock of the demo shows at one moment of UTC.
    public struct Origin: Hashable, Sendable, CustomStringConvertible {
        public var utc: Moment
        public var shown: Moment

        public init(utc: Moment, shown: Moment) {
            self.utc = utc
            self.shown = shown
        }

        /// Both in milliseconds since 1970, parted by `=`.
        public var description: String { "\(utc.milliseconds)=\(shown.milliseconds)" }

        /// Reads what ``description`` writes.
        public init?(_ text: String) {
            let parts = text.split(separator: "=").map { Int64($0) }
            guard parts.count == 2, let utc = parts[0], let shown = parts[1] else { return nil }
            self.init(utc: Moment(milliseconds: utc), shown: Moment(milliseconds: shown))
        }
    }

    public func now() -> Moment {
        let elapsed = Double(max(0, Self.milliseconds(of: CLOCK_BOOTTIME) - tiedBoot)) * speed
        return Moment(milliseconds: tiedUTC.load(ordering: .relaxed) + Int64(elapsed))
    }

    /// How long the world's clock takes for `span` of this one, in milliseconds.
    public func worldMilliseconds(for span: Span) -> Double {
        Double(span.milliseconds) / speed
    }

    /// Ties the clock to UTC anew if UTC was set meanwhile, and answers by how much; nil if it was not.
    ///
    /// Less than `tolerance` is no step: UTC is slewed all the time. One caller at a time.
    func followUTC(tolerance: Span = .seconds(1)) -> Span? {
        guard speed == 1 else { return nil }
        let step = Self.utc() - now()
        guard step >= tolerance || Span.zero - step >= tolerance else { return nil }
        tiedUTC.add(step.milliseconds, ordering: .relaxed)
        return step
    }

    /// UTC, as the world has it.
    public static func utc() -> Moment {
        Moment(milliseconds: milliseconds(of: CLOCK_REALTIME))
    }

    private static func milliseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
