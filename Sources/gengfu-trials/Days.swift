import AlarmEngine
import ArgumentParser
import Gateway

/// The shipped activity and bed sensors in a real home.
struct Days: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the inactivity and night-absence alarms of a recorded home beside what the person was doing.",
        discussion: "FOLDER holds HOME_Sensors.txt and HOME_ADLs.txt of the UCI ADL data set."
    )

    @Argument(help: "The folder of the recording.")
    var folder: String

    @Option(help: "Which home.")
    var home = "OrdonezA"

    @Option(help: "The folder of devices.")
    var devices = "Devices"

    func run() throws {
        let recording = try HomeRecording(folder, home: home)
        let events = try alarms(of: recording)
        print("time (local)             alarm            event    what the person was doing")
        for event in events {
            let label = recording.activity(at: event.time)
            let local = Timestamp.text(event.time + .hours(8)).dropLast(5).split(separator: "T").joined(separator: " ")
            print(
                "\(local)      \(DisplayWidth.padded(event.life.alarm, to: 15))  \(DisplayWidth.padded(event.kind.rawValue, to: 7))  \(label)"
            )
        }
        let raised = events.filter { $0.kind == .raised }
        for alarm in ["inactive", "not-back-in-bed", "not-gone-to-bed"] {
            let labels = raised.filter { $0.life.alarm == alarm }.map { recording.activity(at: $0.time) }
            let counted = Set(labels).sorted().map { label in "\(labels.count { $0 == label }) \(label)" }
            print(
                "\(alarm): \(labels.count) in \(nights(recording)) nights\(counted.isEmpty ? "" : ": ")\(counted.joined(separator: ", "))"
            )
        }
    }

    private func alarms(of recording: HomeRecording) throws -> [Event] {
        let setup = try Setup.load(config: nil, devices: [devices])
        var configuration = setup.engineConfiguration
        configuration.profiles = setup.profiles.filter { ["activity-sensor", "bed-sensor"].contains($0.name) }
        guard configuration.profiles.count == 2 else {
            throw TrialError("\(devices) has no activity-sensor or no bed-sensor.")
        }
        var events: [Event] = []
        var replay = OfflineReplay(configuration) { events.append($0.event) }
        for (at, device, isOn) in recording.messages() {
            let seconds = at.milliseconds / 1000
            let payload =
                device == "bed" ? #"{"ts":\#(seconds),"in_bed":\#(isOn)}"# : #"{"ts":\#(seconds),"active":\#(isOn)}"#
            let topic = "community/532899101201/care/\(device)/\(device)"
            replay.take(RecordedMessage(at: at, topic: topic, payload: Array(payload.utf8)))
        }
        replay.finish()
        return events.filter { ["inactive", "not-back-in-bed", "not-gone-to-bed"].contains($0.life.alarm) }
    }

    private func nights(_ recording: HomeRecording) -> Int {
        recording.sensors.count { $0.name == "Bed" }
    }
}
