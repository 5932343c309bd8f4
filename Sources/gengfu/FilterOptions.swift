import AlarmEngine
import ArgumentParser
import Gateway

extension Severity: ExpressibleByArgument {}
extension Signal: ExpressibleByArgument {}
extension EventText.Language: ExpressibleByArgument {}

/// Which events or alarms are wanted.
struct FilterOptions: ParsableArguments {
    @Option(help: "The least severity to show.")
    var severity: Severity?

    @Option(
        help: ArgumentHelp("Signals to show, parted by commas: alarm, supervisory, trouble, test.", valueName: "list"))
    var signal: String?

    @Option(
        help: ArgumentHelp("An area code or its beginning: 5328 is the prefecture and all below it.", valueName: "code")
    )
    var area: String?

    @Option(help: ArgumentHelp("A device's id.", valueName: "id"))
    var device: String?

    @Option(help: ArgumentHelp("An alarm's name, such as smoke-high.", valueName: "name"))
    var alarm: String?

    var filter: EventFilter {
        EventFilter(
            minimumSeverity: severity, signals: Set(signals.compactMap { Signal(rawValue: $0) }), areaPrefix: area,
            device: device, alarm: alarm)
    }

    private var signals: [String] {
        (signal ?? "").split(separator: ",").map { name in String(name.drop { $0 == " " }) }
    }

    func validate() throws {
        if let stranger = signals.first(where: { Signal(rawValue: $0) == nil }) {
            throw ValidationError("'\(stranger)' is no signal; known are alarm, supervisory, trouble, test.")
        }
    }

    /// Writes them as members of a request.
    func write(into writer: inout JSONWriter) {
        writer.member("severity", severity?.rawValue)
        if !signals.isEmpty {
            writer.key("signal")
            writer.array { writer in signals.forEach { writer.string($0) } }
        }
        writer.member("area", area)
        writer.member("device", device)
        writer.member("alarm", alarm)
    }
}
