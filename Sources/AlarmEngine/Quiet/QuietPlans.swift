/// How the messages of all profiles are judged where they change no alarm.
struct QuietPlans: Sendable {
    /// Of each message of each profile, one behind the other; nil where it is not judged so.
    let all: [QuietPlan?]
    /// Of each profile, its alarm `silence`.
    let silences: [Silence?]
    /// Where the messages of each profile begin.
    private let first: [Int]

    /// The same without any plan.
    var none: QuietPlans { QuietPlans(all: all.map { _ in nil }, silences: silences.map { _ in nil }, first: first) }

    private init(all: [QuietPlan?], silences: [Silence?], first: [Int]) {
        (self.all, self.silences, self.first) = (all, silences, first)
    }

    init(_ profiles: [Profile]) {
        var all: [QuietPlan?] = []
        first = profiles.map { profile in
            defer { all += profile.messages.indices.map { QuietPlan(profile, message: $0) } }
            return all.count
        }
        self.all = all
        silences = profiles.map(\.silence)
    }

    /// The place in ``all`` of a profile's message.
    func place(_ profile: Int, _ message: Int) -> Int { first[profile] + message }
}

/// The alarm of a profile that nothing was heard of its device.
struct Silence: BitwiseCopyable, Sendable {
    /// Its place in the profile.
    let alarm: Int
    let after: Span
}

extension Profile {
    fileprivate var silence: Silence? {
        for (place, rule) in alarms.enumerated() {
            if case .silence(let after) = rule.trigger { return Silence(alarm: place, after: after) }
        }
        return nil
    }
}
