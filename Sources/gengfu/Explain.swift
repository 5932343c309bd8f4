import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

/// Prints rules in plain words.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say in plain English and Chinese what an alarm means: what raises it, what ends it, who is told.",
        discussion: "Without ALARM, all alarms of the profile. With --config it names the sinks that hear it."
    )

    @Argument(help: "The profile, such as smoke-detector; 'correlations' for the rules over several devices.")
    var profile: String

    @Argument(help: "The alarm, such as smoke-high; silence and payload are alarms too.")
    var alarm: String?

    @Option(help: "A folder of devices, in place of those the configuration names; may be given several times.")
    var devices: [String] = []

    @Option(help: "The configuration, gengfu.yaml: for its devices, sinks and escalation.")
    var config: String?

    @Option(help: "The language: en, zh or both.")
    var lang = EventText.Language.both

    func run() throws {
        let setup = try Setup.loaded(config: config, devices: devices)
        let explanations =
            profile == Correlation.profileName ? try correlations(setup) : try alarms(setup)
        var blocks: [[String]] = []
        for explanation in explanations {
            switch lang {
            case .en: blocks.append(explanation.english)
            case .zh: blocks.append(explanation.chinese)
            case .both: blocks += [explanation.english, explanation.chinese]
            }
        }
        for (index, block) in blocks.enumerated() {
            if index > 0 { Terminal.say("") }
            for line in block { Terminal.say(TerminalSafe.escaped(line)) }
        }
    }

    private func alarms(_ setup: Setup) throws -> [Explanation] {
        let names = setup.descriptions.map(\.name)
        guard let description = setup.descriptions.first(where: { $0.name == profile }) else {
            throw ValidationError("There is no profile '\(profile)'; \(advice(for: profile, among: names))")
        }
        let known = Explanation.alarms(of: description)
        if let alarm, !known.contains(alarm) {
            throw ValidationError("'\(profile)' has no alarm '\(alarm)'; \(advice(for: alarm, among: known))")
        }
        let (audience, correlations) = (Audience(setup), setup.correlations.map(\.description))
        return (alarm.map { [$0] } ?? known).compactMap {
            Explanation(of: $0, in: description, for: audience, correlations: correlations)
        }
    }

    private func correlations(_ setup: Setup) throws -> [Explanation] {
        let all = setup.correlations.map(\.description)
        if let alarm, !all.contains(where: { $0.name == alarm }) {
            throw ValidationError("There is no correlation '\(alarm)'; \(advice(for: alarm, among: all.map(\.name)))")
        }
        let audience = Audience(setup)
        return all.filter { alarm == nil || $0.name == alarm }.map { Explanation(of: $0, for: audience) }
    }
}
