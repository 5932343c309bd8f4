import AlarmEngine
import Glibc
import TestSupport
import Testing

@testable import Gateway

@Suite("Tests of rules over several devices")
struct CorrelationRuleTests {
    private let folder = TemporaryFolder()

    private static let profile = """
        profile: PROFILE
        service: fire-station
        topic: PROFILE/{area}/{device}
        fields:
          hot: {path: /hot, type: boolean}
        alarms:
          fire: {when: hot, severity: severe, signal: alarm}
        """

    private static let correlations = """
        correlations:
          confirmed:
            service: fire-station
            scope: zone
            count: [smoke/fire, heat/fire]
            at_least: 2
            within: 60s
            severity: extreme
            signal: alarm
            text: {en: "{devices} in {zone}"}
        """

    private func write(_ tests: String) {
        for name in ["smoke", "heat"] {
            mkdir(folder.file(name), 0o755)
            writeFile(folder.file("\(name)/profile.yaml"), Self.profile.replacing("PROFILE", with: name))
        }
        writeFile(folder.file("correlations.yaml"), Self.correlations)
        writeFile(folder.file("fires.test.yaml"), tests)
    }

    private func run() throws -> RuleTestFile.Outcome {
        let setup = try Setup.load(config: nil, devices: [folder.path])
        return try RuleTestFile(folder.file("fires.test.yaml"), setup).run(setup)
    }

    private static let registry = """
        registry:
          - {device: s-1, profile: smoke, zone: kitchen}
          - {device: h-1, profile: heat, zone: kitchen}
          - {device: h-2, profile: heat, zone: hall}

        """

    @Test("Two of a zone within a minute are a confirmed fire, of two zones they are none")
    func confirmed() throws {
        write(
            Self.registry + """
                tests:
                  - name: Two of one zone
                    given:
                      - {at: 0s, device: s-1, says: {hot: true}}
                      - {at: 59s999ms, device: h-1, says: {hot: true}}
                    expect:
                      - {at: 59s, profile: correlations, device: kitchen, alarm: confirmed, state: normal}
                      - {at: 1m, profile: correlations, device: kitchen, alarm: confirmed, state: active, severity: extreme}
                      - {event: raised, alarm: confirmed, profile: correlations, text: {en: 2 in kitchen}}
                  - name: Two of two zones
                    given:
                      - {at: 0s, device: s-1, says: {hot: true}}
                      - {at: 1s, device: h-2, says: {hot: true}}
                    expect:
                      - {nothing: raised, alarm: confirmed, profile: correlations}
                      - {at: 1s, device: h-2, alarm: fire, state: active}
                """)
        let outcome = try run()
        #expect(outcome.tests == 2 && outcome.failed == 0, "\(outcome.lines.joined(separator: "\n"))")
    }

    @Test("A device must have a profile, and a correlation must be one that there is")
    func mistakes() throws {
        write(
            Self.registry + """
                tests:
                  - name: Wrong
                    given:
                      - {at: 0s, device: x-1, says: {hot: true}}
                      - {at: 0s, device: x-1, profile: smok, says: {hot: true}}
                    expect:
                      - {at: 1m, profile: correlations, device: kitchen, alarm: confirmd, state: normal}
                      - {at: 1m, device: h-1, alarm: fier, state: normal}
                """)
        let setup = try Setup.load(config: nil, devices: [folder.path])
        let problems = #expect(throws: Problems.self) { try RuleTestFile(folder.file("fires.test.yaml"), setup) }
        #expect(
            problems?.all.map { "\($0.line):\($0.column): \($0.message)" } == [
                "8:9: nothing says of which profile 'x-1' is; write 'profile', or a row of 'registry' for it",
                "9:40: 'profile' names the profile 'smok', which there is not; did you mean 'smoke'?",
                "11:65: 'alarm' names the alarm 'confirmd', which there is not; did you mean 'confirmed'?",
                "12:38: 'alarm' names the alarm 'fier', which there is not; did you mean 'fire'?",
            ])
    }
}
