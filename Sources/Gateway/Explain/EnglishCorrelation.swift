import AlarmEngine

/// Says in English what raises and ends a rule over several devices.
struct EnglishCorrelation {
    private let correlation: CorrelationDescription
    private let rule = EnglishRule()

    init(_ correlation: CorrelationDescription) { self.correlation = correlation }

    func raised(after delay: Span) -> String {
        let lasting = delay > .zero ? ", and that lasts for \(rule.length(delay)) without a break" : ""
        return "It is raised for \(place) when \(condition)\(lasting)."
    }

    func over(after delay: Span) -> [String] {
        let lasting = delay > .zero ? ", and that has lasted for \(rule.length(delay)) without a break" : ""
        return ["It is over once \(ending)\(lasting)."] + suppressed
    }

    private var suppressed: [String] {
        switch correlation.suppresses {
        case .nothing: []
        case .children:
            ["While it is active, the alarms that it counts are suppressed: judged and recorded, and told to nobody."]
        case .operands(let operands):
            [
                "While it is active, in the same scope \(listed(operands)) is suppressed: judged and recorded, and told to nobody."
            ]
        }
    }

    private var place: String {
        switch correlation.scope {
        case .zone: "a zone (room, floor or household)"
        case .area: "an area"
        case .village: "a village"
        case .township: "a township"
        case .county: "a county"
        case .prefecture: "a prefecture"
        case .bridge: "a bridge and what speaks through it"
        case .gateway: "all devices of the gateway"
        }
    }

    private var condition: String {
        switch correlation.condition {
        case .count(let count):
            let devices = "\(count.atLeast == 1 ? "a device" : "at least \(count.atLeast) devices")"
            let share = count.moreThan.map { ", and more than \(ExplainedFigure.text($0)) % of those there are," } ?? ""
            let verb = count.atLeast == 1 ? "has" : "have"
            guard let within = count.within else {
                return "\(devices) of it\(share) \(verb) one of these on at the same time: \(listed(count.operands))"
            }
            return
                "in \(devices) of it\(share) one of these came on within \(rule.length(within)): \(listed(count.operands))"
        case .expectation(let expectation):
            let answer = "\(listed(expectation.expected)) came on"
            let missing: String =
                switch expectation.coverage {
                case .share(let share):
                    "\(answer) in fewer than \(ExplainedFigure.text(share)) % of its devices that should answer"
                case .devices(1): "\(answer) in none of its devices"
                case .devices(let count): "\(answer) in fewer than \(count) of its devices"
                }
            return "\(rule.length(expectation.within)) after \(listed(expectation.after)) came on, \(missing)"
        case .intrusion(let intrusion):
            return
                "\(listed(intrusion.unexpected)) comes on although \(listed(intrusion.without)) did not come on in the \(rule.length(intrusion.within)) before"
        }
    }

    private var ending: String {
        switch correlation.condition {
        case .count(let count):
            count.within == nil
                ? "so many no longer have one on"
                : "those where one came on lately, or still is on, are no longer so many"
        case .expectation: "so many have answered after all, or answer a later time"
        case .intrusion(let intrusion):
            "\(listed(intrusion.unexpected)) is on no longer, or \(listed(intrusion.without)) comes on and excuses it"
        }
    }

    private func listed(_ operands: [CorrelationDescription.Operand]) -> String {
        let words = operands.map { $0.profile.map { "\($0)’s " } ?? "any device’s " }
        let names = zip(words, operands).map { $0 + $1.alarm }
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return "\(names.dropLast().joined(separator: ", ")) or \(last)"
    }
}
