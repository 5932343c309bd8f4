import AlarmEngine
import Glibc
import TestSupport

@testable import Gateway

/// A device folder with a profile and one file of tests, in a folder of its own.
struct RuleTestSample {
    let folder = TemporaryFolder()
    var path: String { folder.file("kiln/rules.test.yaml") }

    init(_ tests: String, profile: String = kiln) {
        mkdir(folder.file("kiln"), 0o755)
        writeFile(folder.file("kiln/profile.yaml"), profile)
        writeFile(path, tests)
    }

    /// One test of the device `k-1`: its steps and expectations, each a list in YAML.
    init(given: String, expect: String, settings: String = "", profile: String = kiln) {
        func indented(_ text: String) -> String {
            text.split(separator: "\n", omittingEmptySubsequences: false).map { "      \($0)" }.joined(separator: "\n")
        }
        let head = settings.isEmpty ? "" : settings + "\n"
        self.init(
            "device: k-1\n\(head)tests:\n  - name: It holds\n    given:\n\(indented(given))\n    expect:\n\(indented(expect))\n",
            profile: profile)
    }

    func setup() throws(Problems) -> Setup { try Setup.load(config: nil, devices: [folder.path]) }

    /// Each problem as `line:column: message`.
    func mistakes() throws -> [String] {
        let setup = try setup()
        do throws(Problems) {
            _ = try RuleTestFile(path, setup)
            return []
        } catch {
            return error.all.map { "\($0.line):\($0.column): \($0.message)" }
        }
    }

    /// What its tests come to, the folder's name left out of every line.
    func run(isColoured: Bool = false) throws -> (failed: Int, lines: [String]) {
        let setup = try setup()
        let outcome = try RuleTestFile(path, setup).run(setup, isColoured: isColoured)
        return (outcome.failed, outcome.lines.map { $0.replacing(path, with: "F") })
    }

    /// The messages that the first test sends, each with its moment from the start.
    func messages() throws -> [String] {
        let file = try RuleTestFile(path, setup())
        guard let test = file.tests.first else { return [] }
        return test.steps.compactMap { step in
            guard case .message(let message) = step.action else { return nil }
            let text = String(decoding: message.payload, as: UTF8.self)
            return "\(test.clock.offset(of: step.at)) \(message.topic) \(text)\(message.isRetained ? " retained" : "")"
        }
    }

    static let kiln = """
        profile: kiln
        service: fire-station
        topic: kiln/{area}/{device}
        time: {path: /meta/ts, unit: s}
        sequence: {path: /seq}
        fields:
          heat: {path: /data/heat, type: number, unit: °C, scale: 0.1}
          raw: {path: /raw, type: number}
          open: {path: /open, type: boolean}
          mode: {path: /mode, type: text}
        parameters: {limit: 100, name: kiln}
        silence: {after: 30m}
        alarms:
          hot: {when: heat >= limit, deadband: 10, on_delay: 10s, severity: severe, signal: alarm, latch: true}
          opened: {when: open, severity: minor, signal: supervisory}
          pressed: {when: mode == 'pressed', event: true, severity: extreme, signal: alarm}
          weak: {levels: [{when: raw < 5, severity: moderate}, {when: raw < 20, severity: minor}], signal: trouble}
        """

    static let twoTopics = """
        profile: kiln
        service: fire-station
        messages:
          - topic: kiln/{device}/state
            fields:
              heat: {path: /heat, type: number}
          - topic: kiln/{device}/link
            payload: text
            fields:
              link: {path: "", type: text}
        alarms:
          hot: {when: heat >= 100, severity: severe, signal: alarm}
          gone: {when: link == 'gone', severity: minor, signal: trouble}
        """
}
