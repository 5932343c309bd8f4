import AlarmEngine
import ArgumentParser
import Gateway

/// The shipped heat detector under the ceilings of real fires, and a plain threshold beside it.
struct Fires: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print for each fire and channel when the heat detector raised, and when a plain 58 °C would have.",
        discussion: """
            FOLDER holds files as those of fsri-compartments-2018: NAME.csv at 1 Hz and NAME_Events.csv. \
            Exits 1 if a fire was not found, or an alarm came before ignition.
            """
    )

    @Argument(help: "The folder of fires.")
    var folder: String

    @Option(help: "The folder of devices.")
    var devices = "Devices"

    func run() throws {
        let setup = try Setup.load(config: nil, devices: [devices])
        guard let shipped = setup.profiles.first(where: { $0.name == "heat-detector" }) else {
            throw TrialError("\(devices) has no heat-detector.")
        }
        let plain = try Profile(Self.plain)
        var missed = 0
        var early = 0
        print("fire                           channel       alarm s  by            58 °C s  earlier s  before ignition")
        for fire in try FireRecording.all(in: folder) {
            for channel in fire.channels {
                let ours = CeilingTrial(shipped, fire, channel)
                let theirs = CeilingTrial(plain, fire, channel)
                if ours.found == nil { missed += 1 }
                early += ours.falseAlarms
                print(line(fire, channel, ours, theirs))
            }
        }
        print("\(missed) not found, \(early) false alarms before ignition")
        if missed > 0 || early > 0 { throw ExitCode(1) }
    }

    private func line(
        _ fire: FireRecording, _ channel: FireRecording.Channel, _ ours: CeilingTrial, _ theirs: CeilingTrial
    ) -> String {
        let earlier = ours.found.flatMap { ours in theirs.found.map { shown($0.seconds - ours.seconds) } }
        return [
            DisplayWidth.padded(fire.name, to: 29), DisplayWidth.padded(channel.name, to: 12),
            DisplayWidth.padded(ours.found.map { shown($0.seconds) } ?? "never", to: 7),
            DisplayWidth.padded(ours.found?.alarm ?? "", to: 12),
            DisplayWidth.padded(theirs.found.map { shown($0.seconds) } ?? "never", to: 7),
            DisplayWidth.padded(earlier ?? "", to: 9), String(ours.falseAlarms),
        ].joined(separator: "  ")
    }

    private func shown(_ seconds: Double) -> String { "\((seconds * 10).rounded() / 10)" }

    /// What a simple device does: 58 °C and nothing else.
    private static let plain = ProfileDescription(
        name: "plain", service: .fireStation,
        messages: [
            MessageDescription(
                topic: "community/{area}/fire/{device}/heat", time: TimeDescription(path: "/ts", unit: .milliseconds),
                fields: [FieldDescription(name: "temperature", path: "/temperature", type: .number, unit: "°C")])
        ],
        alarms: [
            AlarmDescription(
                name: "hot", levels: [LevelDescription(when: "temperature >= 58", severity: .severe)], signal: .alarm)
        ])
}

/// One detector under one thermocouple.
struct CeilingTrial {
    /// The first alarm from ignition on, in seconds after it, and which alarm it was.
    private(set) var found: (seconds: Double, alarm: String)?
    /// Alarms of signal `alarm` raised before ignition.
    private(set) var falseAlarms = 0

    init(_ profile: Profile, _ fire: FireRecording, _ channel: FireRecording.Channel) {
        var raised: [Event] = []
        var replay = OfflineReplay(Engine.Configuration(profiles: [profile])) { numbered in
            if numbered.event.kind == .raised, numbered.event.signal == .alarm { raised.append(numbered.event) }
        }
        for reading in channel.readings {
            let payload = #"{"ts":\#(reading.at.milliseconds),"temperature":\#(reading.celsius),"state":"normal"}"#
            let topic = "community/532899101201/fire/ceiling/heat"
            replay.take(RecordedMessage(at: reading.at, topic: topic, payload: Array(payload.utf8)))
        }
        replay.finish()
        falseAlarms = raised.count { $0.time < fire.ignition }
        if let first = raised.first(where: { $0.time >= fire.ignition }) {
            found = (Double((first.time - fire.ignition).milliseconds) / 1000, first.life.alarm)
        }
    }
}
