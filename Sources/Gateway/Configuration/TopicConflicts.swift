import AlarmEngine

/// Finds topics that two profiles, or two messages of one, claim alike (design, section 4).
struct TopicConflicts {
    private struct Claim {
        let profile: ReadProfile
        let index: Int
        let message: MessageDescription
        let pattern: WrittenTopic
    }

    /// The profiles some registry row names: by device, it decides between them and others.
    let registeredProfiles: Set<String>

    /// Reports each pair at the later one, naming the other.
    func report(among profiles: [ReadProfile]) {
        var claims: [Claim] = []
        for profile in profiles {
            for (index, message) in profile.description.messages.enumerated() {
                guard let pattern = try? WrittenTopic(message.topic, mustNameDevice: false) else { continue }
                claims.append(Claim(profile: profile, index: index, message: message, pattern: pattern))
            }
        }
        for (number, claim) in claims.enumerated() {
            for earlier in claims[..<number] where claim.pattern.isAsGood(as: earlier.pattern) {
                report(claim, against: earlier)
            }
        }
    }

    private func report(_ claim: Claim, against earlier: Claim) {
        let (name, other) = (claim.profile.description.name, earlier.profile.description.name)
        let isSameProfile = claim.profile.file === earlier.profile.file
        guard isSameProfile || name != other else { return }  // reported as a name used twice
        if !isSameProfile, registeredProfiles.contains(name) || registeredProfiles.contains(other) { return }
        let place = claim.profile.place(of: ["messages", "\(claim.index)", "topic"])
        let both =
            isSameProfile ? "two messages of this profile" : "'\(name)' and '\(other)' (\(earlier.profile.file.shown))"
        switch (claim.message.match, earlier.message.match) {
        case (nil, nil):
            let advice =
                isSameProfile
                ? "make one more literal, or tell them apart with 'match'"
                : "make one more literal, tell them apart with 'match', or list the devices in the registry"
            claim.profile.file.report(
                "\(both) claim the same topics: \(quoted(earlier.message.topic)) is as literal; \(advice)", at: place)
        case (let match?, let otherMatch?) where match.path == otherMatch.path:
            guard let shared = match.values.first(where: otherMatch.values.contains) else { return }
            claim.profile.file.report(
                "\(both) claim the same topics, and \(shared.shown) matches both; "
                    + "take it out of one 'match'", at: place)
        case (.some, _), (_, .some):
            break
        }
    }
}

extension Value {
    /// For a message.
    var shown: String {
        switch self {
        case .number(let number):
            quoted(number == number.rounded() ? String(number.description.dropLast(2)) : "\(number)")
        case .boolean(let boolean): quoted("\(boolean)")
        case .text(let text): quoted(text)
        }
    }
}
