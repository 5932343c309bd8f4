import AlarmEngine
import Glibc

/// Everything the gateway is told beforehand, read and found sound.
public struct Setup: Sendable {
    /// Nil if none was asked for.
    public var configuration: GatewayConfiguration?
    public var profiles: [Profile]
    /// In the order of `profiles`.
    public var descriptions: [ProfileDescription]
    /// The rules over several devices, of all files.
    public var correlations: [Correlation]
    public var registry: [RegisteredDevice]
    public var areas: [Area]
    /// Of the configured time zone; without a configuration that of Asia/Shanghai.
    public var localClock: LocalClock
    /// In order of file, line and column.
    public var warnings: [Problem]

    /// Reads the configuration, every device folder, the registry and the areas.
    ///
    /// - Parameters:
    ///   - config: `gengfu.yaml`; nil reads devices alone.
    ///   - devices: folders of devices in place of those the configuration names. Nil without a configuration means
    ///     the packaged ones, or else `Devices` or `devices` in the working folder.
    ///   - folder: the working folder, which relative paths are meant from.
    /// - Returns: all of it, and what is doubtful about it.
    /// - Throws: every problem of every file, in one go.
    public static func load(
        config: String?, devices: [String]? = nil, in folder: String = "."
    ) throws(Problems) -> Setup {
        let loader = SetupLoader(paths: Paths(workingFolder: folder))
        return try loader.load(config: config, devices: devices)
    }
}

extension Setup {
    /// Nothing at all: no device, and nobody to tell.
    public static let empty = Setup(
        configuration: nil, profiles: [], descriptions: [], correlations: [], registry: [], areas: [],
        localClock: LocalTime.clock(of: LocalTime.home.name) ?? .utc, warnings: [])

    /// Whether there is a folder of devices where one is looked for when none is named.
    public static func hasDefaultDevices(in folder: String = ".") -> Bool {
        SetupLoader(paths: Paths(workingFolder: folder)).hasDefaultFolder
    }

    /// The profiles that come with the program; none where they are not found, or are not sound.
    public static var shippedProfiles: [ProfileDescription] {
        let folders = [ShippedDevices.packaged] + ShippedDevices.besideProgram
        guard let folder = folders.first(where: { fileKind($0) == .folder }) else { return [] }
        return (try? load(config: nil, devices: [folder]))?.descriptions ?? []
    }
}

/// One loading: what was read, and every file it was read from.
private final class SetupLoader {
    private let paths: Paths
    private var files: [SourceFile] = []
    private var problems: [Problem] = []

    init(paths: Paths) {
        self.paths = paths
    }

    func load(config: String?, devices: [String]?) throws(Problems) -> Setup {
        let configuration = config.flatMap(readConfiguration)
        let folders = devices?.map(paths.absolute) ?? configuration?.configuration.devices
        // A configuration that cannot be read names no folders: those of another place would be noise.
        let loader = ProfileLoader(
            folders: folders ?? (config == nil ? [defaultFolder()] : []), paths: paths, commons: commonFolders())
        problems += loader.problems
        files += loader.profiles.map(\.file)
        let compiled = loader.profiles.map { $0.compiled() }
        let correlations = readCorrelations(in: loader.folders)
        let related = relate(correlations, loader, compiled)
        let areas = readAreas(configuration?.configuration)
        let registry = readRegistry(configuration?.configuration, loader, areas.all)
        if loader.problems.isEmpty, registry.isWhole {
            TopicConflicts(registeredProfiles: Set(registry.devices.map(\.profile))).report(among: loader.profiles)
        }
        if let configuration { crossCheck(configuration, loader.profiles, correlations, areas, registry) }
        let all = Array(Set(problems + loader.warnings + files.flatMap(\.problems))).sorted()
        guard all.allSatisfy({ $0.weight != .error }) else { throw Problems(all: all) }
        return Setup(
            configuration: configuration?.configuration, profiles: compiled.compactMap { $0 },
            descriptions: loader.profiles.map(\.description), correlations: related, registry: registry.devices,
            areas: areas.all, localClock: localClock(configuration?.configuration.timezone), warnings: all)
    }

    private func open(_ path: String, _ form: SourceFile.Form = .text, showsExcerpts: Bool) -> SourceFile? {
        do throws(Problem) {
            let file = try SourceFile(
                paths.absolute(path), shown: paths.shown(path), form: form, showsExcerpts: showsExcerpts)
            files.append(file)
            return file
        } catch {
            problems.append(error)
            return nil
        }
    }

    private func readConfiguration(_ path: String) -> ReadConfiguration? {
        guard let file = open(path, showsExcerpts: true) else { return nil }
        let credentials = getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) }
        return ConfigurationReader(file: file, paths: paths.beside(path), credentials: credentials).configuration()
    }

    /// `correlations.yaml` of each folder of devices that has one.
    private func readCorrelations(in folders: [String]) -> [ReadCorrelations] {
        var seen: Set<String> = []
        let paths = folders.map { "\($0)/correlations.yaml" }.filter { fileKind($0) == .file }
        return paths.filter { seen.insert(realPath($0)).inserted }.compactMap { path in
            open(path, showsExcerpts: true).flatMap { CorrelationReader(file: $0).correlations() }
        }
    }

    /// Looks up what the correlations are about, if all profiles are sound, and reports names that are used twice.
    private func relate(
        _ files: [ReadCorrelations], _ loader: ProfileLoader, _ profiles: [Profile?]
    ) -> [Correlation] {
        var first: [String: SourceFile] = [:]
        for file in files {
            for (value, description) in file.all {
                guard let other = first[description.name] else {
                    first[description.name] = file.file
                    continue
                }
                let message =
                    "the correlation '\(description.name)' is described in \(other.shown) too; rename one of them"
                file.file.report(message, at: value.keyPlace)
            }
        }
        guard loader.problems.isEmpty, profiles.allSatisfy({ $0 != nil }) else { return [] }
        return files.flatMap { $0.compiled(profiles.compactMap { $0 }) }
    }

    /// Where the devices may be that come with the program, the packaged ones first.
    private var candidates: [String] {
        [ShippedDevices.packaged, paths.absolute("Devices"), paths.absolute("devices")]
    }

    /// Where shapes and envelopes are looked for last, whatever folders are given.
    private func commonFolders() -> [String] { candidates + ShippedDevices.besideProgram }

    var hasDefaultFolder: Bool { candidates.contains { fileKind($0) == .folder } }

    private func defaultFolder() -> String {
        candidates.first { fileKind($0) == .folder } ?? paths.absolute("devices")
    }

    private func localClock(_ timezone: String?) -> LocalClock {
        LocalTime.clock(of: timezone ?? LocalTime.home.name) ?? .utc
    }

    /// A registry as it was read, with what is needed to point into it.
    private struct ReadRegistry {
        var devices: [RegisteredDevice] = []
        var isWhole = true
        var file: SourceFile?
        var contacts, groups: Place?
    }

    private func readRegistry(
        _ configuration: GatewayConfiguration?, _ loader: ProfileLoader, _ areas: [Area]
    ) -> ReadRegistry {
        guard let configuration, let path = configuration.registry else { return ReadRegistry() }
        guard let file = open(path, .table, showsExcerpts: false) else { return ReadRegistry(isWhole: false) }
        let descriptions = loader.profiles.map(\.description)
        let unreadable = loader.claimedNames.subtracting(descriptions.map(\.name))
        let read = RegistryReader(
            file: file, profiles: descriptions, unreadable: unreadable, areas: areas.map(\.code),
            sinks: SinkNames(names: configuration.sinks.map(\.name)), mostDevices: configuration.limits.devices
        ).devices()
        return ReadRegistry(
            devices: read.all, isWhole: !file.hasErrors, file: file, contacts: read.contacts, groups: read.groups)
    }

    /// The areas as they were read, with what is needed to point into their file.
    private struct ReadAreas {
        var all: [Area] = []
        var desks: [(area: Area, place: Place)] = []
        var isWhole = true
        var file: SourceFile?
    }

    private func readAreas(_ configuration: GatewayConfiguration?) -> ReadAreas {
        guard let configuration, let path = configuration.areas else { return ReadAreas() }
        guard let file = open(path, .table, showsExcerpts: true) else { return ReadAreas(isWhole: false) }
        let read = AreasReader(file: file, sinks: SinkNames(names: configuration.sinks.map(\.name))).areas()
        return ReadAreas(all: read.all, desks: read.desks, isWhole: !file.hasErrors, file: file)
    }

    private func crossCheck(
        _ read: ReadConfiguration, _ profiles: [ReadProfile], _ correlations: [ReadCorrelations], _ areas: ReadAreas,
        _ registry: ReadRegistry
    ) {
        let configuration = read.configuration
        if !configuration.acceptsUnknownDevices, configuration.registry == nil {
            let message = "'unknown_devices: reject' without a 'registry' rejects every device"
            read.file.report(message, at: read.place(of: ["unknown_devices"]), weight: .warning)
        }
        // What cannot be read may say whom it reaches: only of a whole it can be said that nobody is.
        if !read.file.hasErrors, areas.isWhole, registry.isWhole {
            let reach = EscalationReach(
                policies: configuration.escalation, areas: areas.all, registry: registry.devices)
            AlarmReach(sinks: configuration.sinks, escalation: reach)
                .report(profiles, correlations, in: read.file, at: read.placeOfSinks)
            reportIdle(read, reach)
            if let escalation = read.root.member("escalation") { reach.reportSteps(escalation) }
            if let file = areas.file { reach.reportDesks(areas.desks, in: file) }
            if let file = registry.file {
                reach.reportContacts(household: registry.contacts, group: registry.groups, in: file)
            }
        }
        reportCarriedNames(read, profiles)
    }

    /// Warns of sinks that stand by and to which nothing is ever passed on.
    private func reportIdle(_ read: ReadConfiguration, _ reach: EscalationReach) {
        let sinks = read.configuration.sinks
        let used = reach.sinks.union(sinks.compactMap(\.fallback))
        for sink in sinks where sink.route.isStandby && !used.contains(sink.name) {
            guard let value = read.root.member("sinks")?.member(sink.name) else { continue }
            let advice = "name it as another sink's 'fallback', or as the 'sink' of an area whose desk is called"
            read.file.report(
                "the sink '\(sink.name)' stands by for nobody; \(advice)", at: value.keyPlace, weight: .warning)
        }
    }

    /// A private field that is carried must be one of some profile.
    private func reportCarriedNames(_ read: ReadConfiguration, _ profiles: [ReadProfile]) {
        let fields = profiles.flatMap { $0.description.messages.flatMap(\.fields) }
        let secret = Set(fields.filter(\.isPrivate).map(\.name)).sorted()
        guard problems.isEmpty, profiles.allSatisfy({ !$0.file.hasErrors }) else { return }
        for sink in read.configuration.sinks {
            guard case .webhook(let webhook) = sink.kind else { continue }
            for name in webhook.carry.privateFields.sorted() where !secret.contains(name) {
                let isOpen = fields.contains { $0.name == name }
                let meant = suggestion(for: name, among: secret + ["values", "text", "place"])
                let advice =
                    isOpen
                    ? "which is not private; 'values' carries it"
                    : "which no profile has as a private field" + (meant.map { "; did you mean '\($0)'?" } ?? "")
                let place = read.place(of: ["sinks", sink.name, "carry"])
                read.file.report("'carry' names \(quoted(name)), \(advice)", at: place)
            }
        }
    }
}
