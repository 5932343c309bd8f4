import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replay every device folder's recording and compare the events with those expected.",
        discussion: "Prints a line for each folder. Exits 1 if one differs, or if there is none to test."
    )

    @Argument(help: "The folder of devices.")
    var folder = "Devices"

    func run() throws {
        let devices = DeviceFolder.all(under: folder)
        guard !devices.isEmpty else {
            Terminal.complain("There is no device folder with a profile.yaml in or under \(folder).")
            throw ExitCode(1)
        }
        let setup: Setup
        do throws(Problems) { setup = try Setup.load(config: nil, devices: [folder]) } catch { throw error.reported() }
        var failures = 0
        var tested = (folders: 0, messages: 0, events: 0)
        for device in devices {
            let outcome: DeviceFolder.Outcome
            do throws(Problem) { outcome = try device.test(setup) } catch { throw error.reported() }
            Terminal.say(line(device, outcome))
            outcome.difference.forEach { Terminal.say("    \($0)") }
            failures += outcome.passes ? 0 : 1
            tested = (tested.folders + 1, tested.messages + outcome.messages, tested.events + outcome.events)
        }
        Terminal.say(
            "\(count(tested.folders, "device")), \(count(tested.messages, "message")), "
                + "\(count(tested.events, "event")); \(failures) failed")
        if failures > 0 { throw ExitCode(1) }
    }

    private func line(_ device: DeviceFolder, _ outcome: DeviceFolder.Outcome) -> String {
        let verdict = outcome.passes ? "ok  " : "FAIL"
        let missing = outcome.missing.map { "; \($0) is missing" } ?? ""
        let figures = "\(count(outcome.messages, "message")), \(count(outcome.events, "event"))"
        return "\(verdict) \(device.path): \(figures)\(missing)"
    }

    private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
