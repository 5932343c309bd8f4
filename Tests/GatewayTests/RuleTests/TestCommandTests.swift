import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite("gengfu test")
struct TestCommandTests {
    private let folder = TemporaryFolder()

    private func run(_ arguments: [String]) throws -> (ending: ChildProcess.Ending, output: String, errors: String) {
        let name = UUID().uuidString
        let (output, errors) = (folder.file(name + ".out"), folder.file(name + ".err"))
        let child = try ChildProcess(builtProgram("gengfu"), arguments, output: output, errors: errors)
        let ending = child.wait()
        return (ending, readFile(output), readFile(errors))
    }

    private func test(_ sample: RuleTestSample) throws -> (ending: ChildProcess.Ending, output: String, errors: String)
    {
        let outcome = try run(["test", sample.folder.path])
        return (
            outcome.ending, outcome.output.replacing(sample.folder.path, with: "F"),
            outcome.errors.replacing(sample.folder.path, with: "F")
        )
    }

    @Test("Tests that pass are counted, and a folder with tests needs no recording")
    func passes() throws {
        let outcome = try test(
            RuleTestSample(given: "- {at: 0s, says: {heat: 1}}", expect: "- {at: 5s, alarm: hot, state: normal}"))
        #expect(outcome.ending == .exited(0))
        #expect(
            outcome.output
                == "ok   F/kiln/rules.test.yaml: 1 test\n1 device, 0 recordings, 0 messages, 0 events, 1 test; 0 failed\n"
        )
    }

    @Test("One that fails says how, without colours, and ends with 1")
    func fails() throws {
        let outcome = try test(
            RuleTestSample(given: "- {at: 0s, says: {heat: 1}}", expect: "- {at: 5s, alarm: hot, state: active}"))
        #expect(outcome.ending == .exited(1))
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.first == "FAIL F/kiln/rules.test.yaml: 1 test, 1 failed")
        #expect(lines.contains("        - active") && lines.contains("        + normal"))
        #expect(lines.last == "1 device, 0 recordings, 0 messages, 0 events, 1 test; 1 failed")
    }

    @Test("A mistake in a file ends with 65, and nothing is run")
    func mistake() throws {
        let outcome = try test(
            RuleTestSample(given: "- {at: 0s, says: {heet: 1}}", expect: "- {at: 5s, alarm: hot, state: active}"))
        #expect(outcome.ending == .exited(65))
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("F/kiln/rules.test.yaml:5:25: error: 'kiln' has no field 'heet'"))
    }

    @Test("A folder with neither tests nor a recording fails, as does a recording without its events")
    func neither() throws {
        let sample = RuleTestSample(
            given: "- {at: 0s, says: {heat: 1}}", expect: "- {at: 5s, alarm: hot, state: normal}")
        writeFile(sample.folder.file("kiln/recording.jsonl"), "")
        #expect(try test(sample).output.hasPrefix("FAIL F/kiln: 0 messages, 0 events; expected.jsonl is missing\nok "))
        let bare = RuleTestSample("", profile: RuleTestSample.kiln)
        #expect(try test(bare).ending == .exited(65))
    }

    @Test("The folder may be the device's own, and named from within")
    func within() throws {
        let sample = RuleTestSample(
            given: "- {at: 0s, says: {heat: 1}}", expect: "- {at: 5s, alarm: hot, state: normal}")
        let outcome = try run(["test", sample.folder.file("kiln")])
        #expect(outcome.ending == .exited(0), "\(outcome.errors)")
    }

    @Test("explain prints both languages, one of them, one alarm or all, and knows what was meant")
    func explains() throws {
        let folder = RuleTestSample("tests: []").folder
        func explain(_ arguments: String...) throws -> (ending: ChildProcess.Ending, output: String, errors: String) {
            try run(["explain"] + arguments + ["--devices", folder.path])
        }
        let both = try explain("kiln", "hot").output
        #expect(
            both.hasPrefix("hot of kiln\n  It is raised when heat is at least limit (100 °C) and stays so for 10 s"))
        #expect(both.contains("\n\nkiln 的 hot\n  发生条件：heat 不低于 limit（100 °C），并且连续保持 10 秒。\n"))
        #expect(try explain("kiln", "hot", "--lang", "en").output.contains("发生") == false)
        let all = try explain("kiln", "--lang", "zh").output
        #expect(all.split(separator: "\n").filter { $0.hasPrefix("kiln 的 ") }.count == 6)
        let wrong = try explain("klin")
        #expect(wrong.ending == .exited(64))
        #expect(wrong.errors.contains("There is no profile 'klin'; did you mean 'kiln'?"))
        #expect(try explain("kiln", "hut").errors.contains("'kiln' has no alarm 'hut'; did you mean 'hot'?"))
    }
}
