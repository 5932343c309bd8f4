import AlarmEngine
import Glibc

/// Turns `gengfu.yaml` into a configuration; only `broker.url` has no default.
struct ConfigurationReader {
    let file: SourceFile
    /// Paths as this file means them.
    let paths: Paths
    /// Systemd's `$CREDENTIALS_DIRECTORY`.
    let credentials: String?

    /// The configuration with a default in each wrong place; nil, and reported, if the file is no mapping.
    func configuration() -> ReadConfiguration? {
        guard let root = YAMLDocument.root(of: file), let keys = MappingReader(root: root, of: file) else { return nil }
        let files = FileReader(file: file, paths: paths, credentials: credentials)
        // An error below keeps any of it from being used, but not what it names from being checked.
        let broker =
            keys.required("broker", "write at least broker: {url: mqtt://127.0.0.1:1883}")
            .flatMap(BrokerReader(files: files).broker) ?? .unknown
        let devices = keys.optional("devices").map(folders)
        let registry = keys.optional("registry").flatMap(files.input)
        let areas = keys.optional("areas").flatMap(files.input)
        let timezone = keys.optional("timezone").flatMap(timezone) ?? LocalTime.home.name
        let state = keys.optional("state").flatMap { files.path($0) } ?? "/var/lib/gengfu"
        let control = keys.optional("control").flatMap(controlSocket) ?? "/run/gengfu/control.sock"
        let sinks = keys.optional("sinks").map(SinkReader(files: files).sinks) ?? [SinkReader.journal]
        let escalation =
            keys.optional("escalation").map(EscalationReader(sinks: sinks.map(\.name)).policies)
            ?? EscalationPolicy.shipped
        let longestShelf = keys.optional("shelving").flatMap(longestShelf) ?? .hours(12)
        let acceptsUnknown = keys.optional("unknown_devices").map(acceptance) ?? true
        let limits = keys.optional("limits").map(limits) ?? Limits()
        keys.finish()
        let configuration = GatewayConfiguration(
            broker: broker, devices: devices ?? defaultDevices(), registry: registry, areas: areas, timezone: timezone,
            state: state, control: control, sinks: sinks, escalation: escalation, longestShelf: longestShelf,
            acceptsUnknownDevices: acceptsUnknown, limits: limits)
        return ReadConfiguration(
            configuration: configuration, file: file,
            root: YAMLValue(key: "", label: "", keyPlace: .beginning, node: root, file: file))
    }

    private func folders(_ value: YAMLValue) -> [String] {
        guard let items = value.oneOrMore(of: "folders") else { return [] }
        if items.isEmpty { value.report("is empty; name at least one folder") }
        return items.compactMap { $0.filledText("a folder") }.map(paths.absolute)
    }

    private func defaultDevices() -> [String] {
        let packaged = "/usr/share/gengfu/devices"
        return [fileKind(packaged) == .folder ? packaged : paths.absolute("devices")]
    }

    private func timezone(_ value: YAMLValue) -> String? {
        guard let name = value.filledText("a time zone such as Asia/Shanghai") else { return nil }
        let zones = LocalTime.zones
        guard fileKind(zones) == .folder else {
            if name != LocalTime.home.name {
                value.report("cannot be looked up, so it counts as UTC; install the package tzdata", weight: .warning)
            }
            return name
        }
        guard LocalTime.clock(of: name) != nil else {
            value.report("is \(quoted(name)), which \(zones) does not know; write one such as Asia/Shanghai")
            return nil
        }
        return name
    }

    private func longestShelf(_ value: YAMLValue) -> Span? {
        guard let keys = MappingReader(value, example: "a mapping such as {longest: 12h}") else { return nil }
        let longest = keys.required("longest", "write how long an alarm may be shelved, such as longest: 12h")?
            .span(atLeast: .minutes(1))
        keys.finish()
        return longest
    }

    private func controlSocket(_ value: YAMLValue) -> String? {
        guard let path = value.filledText("a path").map(paths.absolute) else { return nil }
        let most = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
        guard path.utf8.count <= most else {
            value.report("is longer than the \(most) bytes a socket's path may have; choose a shorter one")
            return nil
        }
        return path
    }

    private enum UnknownDevices: String, CaseIterable {
        case accept, reject
    }

    private func acceptance(_ value: YAMLValue) -> Bool {
        value.choice(of: UnknownDevices.allCases) != .reject
    }

    private func limits(_ value: YAMLValue) -> Limits {
        var limits = Limits()
        guard let keys = MappingReader(value, example: "a mapping such as {payload: 256KiB}") else { return limits }
        if let bytes = keys.optional("payload")?.byteCount(128...268_435_455) { limits.payloadBytes = bytes }
        if let count = keys.optional("devices")?.integer(1...10_000_000) { limits.devices = count }
        if let count = keys.optional("batch")?.integer(1...65_535) { limits.batch = count }
        if let count = keys.optional("in_flight")?.integer(1...65_535) { limits.inFlight = count }
        if let count = keys.optional("outbox")?.integer(16...1_000_000) { limits.outbox = count }
        keys.finish()
        return limits
    }
}

/// The configuration as it was read, with what is needed to point into its file.
struct ReadConfiguration {
    let configuration: GatewayConfiguration
    let file: SourceFile
    let root: YAMLValue

    /// Where the value at the end of these keys stands, or the nearest thing around it.
    func place(of path: [String]) -> Place {
        var value = root
        for key in path {
            guard let next = value.member(key) else { break }
            value = next
        }
        return value.place
    }

    /// Where it says who is told; its beginning where it says nothing of it.
    var placeOfSinks: Place { root.member("sinks")?.keyPlace ?? file.beginning }
}
