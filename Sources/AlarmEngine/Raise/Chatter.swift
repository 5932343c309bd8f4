/// The latest raises of one alarm, by which it is seen to chatter.
///
/// All moments are on the gateway's clock. Source: docs/life.md, "Chattering".
struct Chatter: Hashable, Sendable {
    /// So many raises in less than the window are chattering.
    private static let limit = 3
    private static let window = Span.minutes(1)

    /// The newest last; at most three.
    private(set) var raises: [Moment] = []
    private(set) var flapping: FlappingRecord?

    var isBlank: Bool { raises.isEmpty && flapping == nil }

    init() {}

    init(raises: [Moment], flapping: FlappingRecord?) {
        self.raises = Array(raises.suffix(Self.limit))
        self.flapping = raises.count < Self.limit ? nil : flapping
    }

    /// Notes a raise, and answers whether it says that the alarm flaps: the one that makes it so does and, if nobody
    /// was told of that one, the first that is told.
    mutating func raise(at now: Moment, isTold: Bool) -> Bool {
        if raises.count == Self.limit { raises.removeFirst() }
        raises.append(now)
        if flapping != nil {
            flapping?.raises += 1
            guard isTold, !isQuiet else { return false }
            flapping?.isTold = true
            return true
        }
        guard raises.count == Self.limit, now - raises[0] < Self.window else { return false }
        flapping = FlappingRecord(since: raises[0], raises: Self.limit, isTold: isTold)
        return true
    }

    /// Whether it flaps and that was told, so that the rest need not be.
    var isQuiet: Bool { flapping?.isTold ?? false }

    /// Others hear of the alarm from now on than those who were told that it flaps.
    mutating func changeAudience() {
        flapping?.isTold = false
    }

    /// When fewer than three raises lie in the last minute; nil unless it flaps.
    var endsAt: Moment? {
        flapping == nil ? nil : raises.first.map { $0 + Self.window }
    }

    /// Ends the flapping, and answers what it was: `flapping over: 7 raises in 4m10s`.
    ///
    /// The time is from the first of the raises to the last.
    mutating func end() -> String? {
        guard let over = flapping, let last = raises.last else { return nil }
        flapping = nil
        return "flapping over: \(over.raises) raises in \((last - over.since).inWholeSeconds)"
    }

    /// The gateway's clock was set anew.
    mutating func move(by span: Span) {
        for index in raises.indices { raises[index] = raises[index] + span }
        if let since = flapping?.since { flapping?.since = since + span }
    }
}

extension Span {
    /// As a person would say it, in whole seconds, what is less cut: `4m10s`, `1h5s`, `2d`.
    var inWholeSeconds: String {
        var rest = max(milliseconds, 0) / 1000
        var text = ""
        for (unit, seconds) in [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)] as [(String, Int64)] {
            if rest >= seconds { text += "\(rest / seconds)\(unit)" }
            rest %= seconds
        }
        return text.isEmpty ? "0s" : text
    }
}
