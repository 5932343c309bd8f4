import ArgumentParser
import Gateway
import Glibc

/// Reads everything and prints each problem.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read the configuration and every device folder, and print each problem.",
        discussion: """
            Each problem is a line 'file:line:column: error: …' with the place beneath it. \
            Exits 0 if there are none but warnings, 65 if there are errors, 66 if a file is missing.
            """
    )

    @Option(help: "The configuration, gengfu.yaml.")
    var config: String?

    @Option(help: "A folder of devices, in place of those the configuration names; may be given several times.")
    var devices: [String] = []

    func run() throws {
        do throws(Problems) {
            let setup = try Setup.load(config: config, devices: devices.isEmpty ? nil : devices)
            setup.warnings.forEach { Terminal.say("\($0)") }
            if let warning = setup.legacyTextWarning { Terminal.complain(warning) }
            let correlations = setup.correlations.isEmpty ? [] : [count(setup.correlations.count, "correlation")]
            let read =
                [count(setup.profiles.count, "profile")] + correlations
                + [count(setup.registry.count, "registered device")]
            let warnings = setup.warnings.count { $0.weight == .warning }
            let verdict = warnings == 0 ? "all is well" : count(warnings, "warning")
            Terminal.note("\(read.joined(separator: ", ")): \(verdict)")
        } catch {
            error.all.forEach { Terminal.say("\($0)") }
            let errors = error.all.count { $0.weight == .error }
            let warnings = error.all.count { $0.weight == .warning }
            let more = warnings == 0 ? "" : ", \(count(warnings, "warning"))"
            Terminal.note("\(count(errors, "error"))\(more)")
            throw ExitCode(error.areMissingInput ? EX_NOINPUT : EX_DATAERR)
        }
    }

    private func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
