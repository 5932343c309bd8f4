import AlarmEngine

/// What a test's steps and expectations are read against: its devices, their profiles, its clock.
struct TestBench {
    let file: SourceFile
    let profiles: [ProfileDescription]
    let clock: TestClock
    let registry: [RegisteredDevice]
    /// The names of the rules over several devices.
    let correlations: [String]
    private let setting: TestSetting

    /// A device that a test speaks of.
    struct Device {
        let key: DeviceKey
        let profile: ProfileDescription
        let zone: String?
    }

    init(file: SourceFile, setting: TestSetting, clock: TestClock, correlations: [String]) {
        self.correlations = correlations
        self.file = file
        self.setting = setting
        self.clock = clock
        profiles = setting.profiles
        registry = TestRegistry(setting: setting, file: file).rows()
    }

    /// The name of the device that is meant where none is named.
    var usualDevice: String { setting.device }

    /// The area that is meant where none is named.
    var usualArea: String { setting.area }

    /// The device that `device`, `area` and `profile` of a mapping name; reported, and nil, if its profile is not known.
    func device(_ keys: MappingReader) -> Device? {
        let name = keys.optional("device")?.filledText("a device's id") ?? setting.device
        let area = keys.optional("area")?.text("an area's code")
        let named = setting.own == nil ? keys.optional("profile") : nil
        let profileName = named.map { $0.choice(among: profiles.map(\.name), "profile") } ?? setting.own
        if named != nil, profileName == nil { return nil }
        let row = registry.first {
            $0.device == name && (area ?? $0.area) == $0.area && (profileName ?? $0.profile) == $0.profile
        }
        guard let wanted = profileName ?? row?.profile ?? setting.profile,
            let profile = profiles.first(where: { $0.name == wanted })
        else {
            file.report(
                "nothing says of which profile \(quoted(name)) is; write 'profile', or a row of 'registry' for it",
                at: keys.place)
            return nil
        }
        let ownArea = area ?? row.map(\.area) ?? setting.area
        return Device(
            key: DeviceKey(profile: wanted, area: profile.namesArea ? ownArea : "", device: name), profile: profile,
            zone: row?.zone)
    }
}

extension ProfileDescription {
    /// Whether its topics name `{area}`.
    var namesArea: Bool { messages.contains { $0.topic.contains("{area}") } }

    /// The names of everything that may be on, signs among them.
    var alarmAndSignNames: [String] { alarmNames + signs.map(\.name) }

    /// The names of everything it may raise, `silence` and `payload` among them.
    var alarmNames: [String] {
        alarms.map(\.name) + (silence == nil ? [] : ["silence"]) + ["payload"]
    }
}

/// The rows of a test's registry.
private struct TestRegistry {
    let setting: TestSetting
    let file: SourceFile

    func rows() -> [RegisteredDevice] {
        var rows: [RegisteredDevice] = []
        for value in setting.registry {
            guard let row = row(value) else { continue }
            rows.removeAll { $0.device == row.device && $0.profile == row.profile && $0.area == row.area }
            rows.append(row)
        }
        guard let value = setting.parameters,
            let keys = MappingReader(value, example: "a mapping such as {smoke_limit: 8}"),
            let profile = setting.profiles.first(where: { $0.name == setting.profile })
        else { return rows }
        let overrides = keys.members.compactMap { parameter($0, profile) }
        if let index = rows.firstIndex(where: { $0.device == setting.device && $0.profile == profile.name }) {
            rows[index].parameters += overrides
        } else {
            rows.append(
                RegisteredDevice(
                    device: setting.device, profile: profile.name, area: setting.area, parameters: overrides))
        }
        return rows
    }

    private func row(_ value: YAMLValue) -> RegisteredDevice? {
        guard let keys = MappingReader(value, example: "a device such as {device: sd-1, place: 'No. 3'}") else {
            return nil
        }
        let name = keys.optional("device")?.filledText("a device's id") ?? setting.device
        let written = keys.optional("profile")
        let chosen = written.map { $0.choice(among: setting.profiles.map(\.name), "profile") } ?? setting.profile
        guard let profile = setting.profiles.first(where: { $0.name == chosen }) else {
            if written == nil {
                file.report("nothing says of which profile \(quoted(name)) is; write 'profile'", at: value.place)
            }
            return nil
        }
        let area = keys.optional("area")?.text("an area's code") ?? setting.area
        let known = ["device", "profile", "area", "zone", "place", "contact", "group"]
        var device = RegisteredDevice(
            device: name, profile: profile.name, area: area, zone: keys.optional("zone")?.filledText(),
            place: keys.optional("place")?.filledText(), contact: keys.optional("contact")?.filledText(),
            group: keys.optional("group")?.filledText())
        for parameter in profile.parameters { _ = keys.optional(parameter.name) }
        device.parameters = keys.members.filter { !known.contains($0.key) && profile.hasParameter($0.key) }
            .compactMap { parameter($0, profile) }
        keys.finish()
        return device
    }

    private func parameter(_ value: YAMLValue, _ profile: ProfileDescription) -> ParameterDescription? {
        guard let declared = profile.parameters.first(where: { $0.name == value.key }) else {
            let names = profile.parameters.map(\.name)
            let meant = suggestion(for: value.key, among: names).map { "; did you mean '\($0)'?" }
            file.report(
                "'\(profile.name)' has no parameter \(quoted(value.key))\(meant ?? "")", at: value.keyPlace)
            return nil
        }
        guard let given = value.value() else { return nil }
        guard given.type == declared.value.type else {
            value.report("must be \(declared.value.type.article), as in the profile; here it is \(value.kind)")
            return nil
        }
        return ParameterDescription(name: value.key, value: given)
    }
}

extension ProfileDescription {
    fileprivate func hasParameter(_ name: String) -> Bool { parameters.contains { $0.name == name } }
}

extension ValueType {
    /// As a sentence names it.
    var article: String {
        switch self {
        case .number: "a number"
        case .boolean: "true or false"
        case .text: "a text"
        }
    }
}
