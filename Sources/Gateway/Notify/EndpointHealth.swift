import AlarmEngine

/// Whether the receiver is there at all: what all deliveries of a sink share.
///
///     well ──3 failures in a row──▶ resting ──its time is over──▶ probing ──failure──▶ resting, longer
///       ▲                              └──────────any answer──────────┘
///       └──────────────────────────────────────────┘
enum EndpointHealth: Hashable, Sendable {
    case well(failures: Int)
    /// Nothing goes but alarms that were never tried. `isAsked`: the receiver named the time (`Retry-After`).
    case resting(until: Moment, rests: Int, isAsked: Bool)
    /// One delivery is under way to see whether it is back.
    case probing(sequence: Int64, rests: Int)

    static let failuresBeforeRest = 3

    /// What may be sent now.
    enum Admission {
        case everything, oneProbe, freshAlarms
    }

    func admission(at now: Moment) -> Admission {
        switch self {
        case .well: .everything
        case .resting(let until, _, _): now >= until ? .oneProbe : .freshAlarms
        case .probing: .freshAlarms
        }
    }

    /// One delivery is sent to see whether the receiver is back.
    mutating func probed(by sequence: Int64) {
        switch self {
        case .well: break
        case .resting(_, let rests, _), .probing(_, let rests): self = .probing(sequence: sequence, rests: rests)
        }
    }

    /// The receiver accepted something, or refused it: it is there.
    ///
    /// True if it was thought away. A rest it asked for goes on all the same.
    mutating func answered(at now: Moment) -> Bool {
        switch self {
        case .resting(let until, _, isAsked: true) where now < until:
            return false
        case .well:
            self = .well(failures: 0)
            return false
        case .resting, .probing:
            self = .well(failures: 0)
            return true
        }
    }

    /// An attempt failed.
    ///
    /// Only a probe's failure makes the rest longer: alarms that try on their own must not.
    mutating func failed(_ sequence: Int64, at now: Moment, longest: Span, jitter: Double) {
        switch self {
        case .well(let failures) where failures + 1 < EndpointHealth.failuresBeforeRest:
            self = .well(failures: failures + 1)
        case .well:
            rest(1, from: now, longest: longest, jitter: jitter)
        case .resting:
            break
        case .probing(let probe, let rests):
            if probe == sequence { rest(rests + 1, from: now, longest: longest, jitter: jitter) }
        }
    }

    /// The receiver asked to be left alone until then.
    mutating func askedForRest(until: Moment) {
        switch self {
        case .well: self = .resting(until: until, rests: 0, isAsked: true)
        case .resting(let earlier, let rests, let isAsked):
            self = .resting(until: max(earlier, until), rests: rests, isAsked: isAsked || until > earlier)
        case .probing(_, let rests): self = .resting(until: until, rests: rests, isAsked: true)
        }
    }

    /// The clock was put back: no rest may last longer than it was meant to.
    mutating func bound(until latest: Moment) {
        if case .resting(let until, let rests, let isAsked) = self {
            self = .resting(until: min(until, latest), rests: rests, isAsked: isAsked)
        }
    }

    private mutating func rest(_ rests: Int, from now: Moment, longest: Span, jitter: Double) {
        let pause = Backoff(first: .seconds(1), longest: longest).pause(afterFailures: rests, jitter: jitter)
        self = .resting(until: now + pause, rests: rests, isAsked: false)
    }
}
