import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Test every device folder and correlation: recordings against the events expected, and tests of rules.",
        discussion: """
            Prints a line for each folder and for each *.test.yaml. Exits 1 if one fails, or if there is none to test; 65 if \
            a file has a mistake in it.
            """
    )

    @Argument(help: "The folder of devices.")
    var folder = "Devices"

    private struct Tally {
        var devices = 0
        var correlations = 0
        var recordings = 0
        var messages = 0
        var events = 0
        var tests = 0
        var failures = 0
    }

    func run() throws {
        let devices = DeviceFolder.all(under: folder)
        guard !devices.isEmpty else {
            Terminal.complain("There is no device folder with a profile.yaml in or under \(folder).")
            throw ExitCode(1)
        }
        let setup: Setup
        let files: [RuleTestFile]
        do throws(Problems) {
            setup = try Setup.load(config: nil, devices: [folder])
            files = try RuleTestFile.all(under: folder, setup)
        } catch {
            throw error.reported()
        }
        if let warning = setup.legacyTextWarning { Terminal.complain(warning) }
        var tally = Tally()
        for device in devices { try test(device, setup, files, &tally) }
        for correlation in CorrelationFolder.all(under: folder) { try test(correlation, &tally) }
        for file in files where !devices.contains(where: { file.isIn($0) }) { test(file, setup, &tally) }
        let products = setup.descriptions.reduce(0) { $0 + $1.products.count }
        let made = products > 0 ? " (\(count(products, "product")))" : ""
        let recordings = "\(count(tally.recordings, "recording")), \(count(tally.messages, "message"))"
        let tests = tally.tests > 0 ? ", \(count(tally.tests, "test"))" : ""
        let correlations = tally.correlations > 0 ? ", \(count(tally.correlations, "correlation"))" : ""
        Terminal.say(
            "\(count(tally.devices, "device"))\(made)\(correlations), \(recordings), \(count(tally.events, "event"))"
                + "\(tests); \(tally.failures) failed")
        if tally.failures > 0 { throw ExitCode(1) }
    }

    private func test(_ device: DeviceFolder, _ setup: Setup, _ files: [RuleTestFile], _ tally: inout Tally) throws {
        let own = files.filter { $0.isIn(device) }
        let outcome: DeviceFolder.Outcome
        do throws(Problem) { outcome = try device.test(setup, isTestedOtherwise: !own.isEmpty) } catch {
            throw error.reported()
        }
        tally.devices += 1
        report(outcome, device.path, &tally)
        for file in own { test(file, setup, &tally) }
    }

    private func test(_ folder: CorrelationFolder, _ tally: inout Tally) throws {
        let outcome: DeviceFolder.Outcome
        do throws(Problems) { outcome = try folder.test() } catch { throw error.reported() }
        tally.correlations += 1
        report(outcome, folder.path, &tally)
    }

    private func report(_ outcome: DeviceFolder.Outcome, _ path: String, _ tally: inout Tally) {
        tally.recordings += outcome.isAbsent || outcome.missing != nil ? 0 : 1
        tally.messages += outcome.messages
        tally.events += outcome.events
        tally.failures += outcome.passes ? 0 : 1
        if !outcome.isAbsent { Terminal.say(line(path, outcome)) }
        outcome.difference.forEach { Terminal.say("    \($0)") }
    }

    private func test(_ file: RuleTestFile, _ setup: Setup, _ tally: inout Tally) {
        let outcome = file.run(setup, isColoured: Terminal.isColoured)
        tally.tests += outcome.tests
        tally.failures += outcome.failed
        let failed = outcome.failed > 0 ? ", \(outcome.failed) failed" : ""
        Terminal.say("\(outcome.failed == 0 ? "ok  " : "FAIL") \(file.path): \(count(outcome.tests, "test"))\(failed)")
        outcome.lines.forEach { Terminal.say("    \($0)") }
    }

    private func line(_ path: String, _ outcome: DeviceFolder.Outcome) -> String {
        let verdict = outcome.passes ? "ok  " : "FAIL"
        let missing = outcome.missing.map { "; \($0) is missing" } ?? ""
        let figures = "\(count(outcome.messages, "message")), \(count(outcome.events, "event"))"
        return "\(verdict) \(path): \(figures)\(missing)"
    }

    private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
