import AlarmEngine

/// Reads `registry.csv`: the installed devices.
///
/// The column `holder` names a person; it is read past and kept nowhere.
struct RegistryReader {
    let file: SourceFile
    let profiles: [ProfileDescription]
    /// Profiles that exist but could not be read; rows for them are not wrong.
    let unreadable: Set<String>
    /// The codes of the areas that are known; empty if nobody says.
    var areas: [String] = []
    var sinks = SinkNames(names: [])
    /// More are not waited for.
    var mostDevices = Int.max

    private static let own = [
        "device", "profile", "area", "zone", "place", "contact", "group", "holder", "bridge", "replaces",
    ]

    /// A device and where it is named.
    private struct Entry {
        let device: RegisteredDevice
        let row: CSVTable.Row
        /// As its topic names it.
        let key: DeviceKey
    }

    /// What the file says, and where the columns of the households' contacts and of their groups' are named, if they are used.
    func devices() -> (all: [RegisteredDevice], contacts: Place?, groups: Place?) {
        guard let table = CSVTable(file, required: ["device", "profile"], optional: Self.own) else {
            return ([], nil, nil)
        }
        let (entries, lines) = entries(of: table)
        ReplacementCheck(file: file, lines: lines).report(
            entries.compactMap { entry in
                entry.device.replaces.map { old in
                    ReplacementCheck.Claim(
                        key: entry.key, old: old, place: entry.row.field("replaces")?.place ?? entry.row.place)
                }
            })
        reportUnknownAreas(table)
        for field in ["contact", "group"].flatMap({ column in table.rows.compactMap { $0.field(column) } }) {
            sinks.check(field, in: file)
        }
        if entries.count > mostDevices {
            let message =
                "there are \(entries.count) devices, and 'limits' allows \(mostDevices); raise 'devices' there"
            file.report(message, at: entries[mostDevices].row.place)
        }
        return (entries.map(\.device), place(of: "contact", in: table), place(of: "group", in: table))
    }

    /// The devices of all rows that are sound, and the line of each.
    private func entries(of table: CSVTable) -> (all: [Entry], lines: [DeviceKey: Int]) {
        var known = KnownProfiles(profiles, unreadable: unreadable)
        let parameterColumns = parameterColumns(of: table)
        var entries: [Entry] = []
        entries.reserveCapacity(table.rows.count)
        var lines: [DeviceKey: Int] = [:]
        for row in table.rows {
            guard let profile = profile(of: row, known: &known),
                let device = device(of: row, profile: profile, &known, parameterColumns: parameterColumns)
            else { continue }
            let hasArea = known.hasArea(profile.name)
            let key = DeviceKey(profile: device.profile, area: hasArea ? device.area : "", device: device.device)
            if hasArea, device.area.isEmpty, profile.silence != nil { reportUnawaited(device, row) }
            if let first = lines.updateValue(row.place.line, forKey: key) {
                lines[key] = first
                file.report(
                    "the device \(quoted(device.device)) of '\(profile.name)' is in line \(first) too", at: row.place)
            } else {
                entries.append(Entry(device: device, row: row, key: key))
            }
        }
        return (entries, lines)
    }

    private func reportUnawaited(_ device: RegisteredDevice, _ row: CSVTable.Row) {
        let message =
            "the device \(quoted(device.device)) has no area, which the topic of '\(device.profile)' names: "
        let rest = "its silence goes unnoticed until it is first heard; give its area"
        file.report(message + rest, at: row.place, weight: .warning)
    }

    /// Where a column is named in which something stands.
    private func place(of column: String, in table: CSVTable) -> Place? {
        guard table.rows.contains(where: { $0.field(column) != nil }) else { return nil }
        return table.header.first { $0.text == column }?.place
    }

    /// Warns once of each area that neither is known nor lies in one that is.
    private func reportUnknownAreas(_ table: CSVTable) {
        let known = KnownAreas(areas)
        guard !known.isEmpty else { return }
        var seen: Set<String> = []
        for field in table.rows.lazy.compactMap({ $0.field("area") }) where seen.insert(field.text).inserted {
            if !known.cover(field.text) {
                file.report(
                    "the area \(quoted(field.text)) lies in none of areas.csv; is a digit wrong?", at: field.place,
                    weight: .warning)
            } else if !AreaCode.isCode(field.text) {
                file.report(
                    "\(quoted(field.text)) is no area code; \(AreaCode.rule)", at: field.place, weight: .warning)
            }
        }
    }

    private func parameterColumns(of table: CSVTable) -> [String] {
        let names = profiles.flatMap { $0.parameters.map(\.name) }
        var columns: [String] = []
        for column in table.header where !Self.own.contains(column.text) && !column.text.isEmpty {
            if names.contains(column.text) {
                columns.append(column.text)
            } else if unreadable.isEmpty {
                let free = Self.own.filter { name in !table.header.contains { $0.text == name } } + names
                let meant = suggestion(for: column.text, among: free).map { "did you mean '\($0)'?" }
                let advice = meant ?? "no profile has a parameter of that name"
                file.report("unknown column \(quoted(column.text)); \(advice)", at: column.place)
            }
        }
        return columns
    }

    private func profile(of row: CSVTable.Row, known: inout KnownProfiles) -> ProfileDescription? {
        guard let field = row.field("profile") else {
            file.report("the row names no profile", at: row.place)
            return nil
        }
        return known.profile(field.text, at: field.place, in: file)
    }

    private func device(
        of row: CSVTable.Row, profile: ProfileDescription, _ known: inout KnownProfiles, parameterColumns: [String]
    ) -> RegisteredDevice? {
        guard let name = row.field("device") else {
            file.report("the row names no device", at: row.place)
            return nil
        }
        let area = row.field("area")
        for level in [name, area].compactMap({ $0 }) where level.text.contains(where: { "/+#".contains($0) }) {
            file.report(
                "\(quoted(level.text)) cannot be a level of a topic: it has a '/', '+' or '#' in it", at: level.place)
        }
        reportUnsound(name)
        let overrides = parameterColumns.compactMap { column in
            row.field(column).flatMap { override($0, of: column, profile: profile) }
        }
        var registered = RegisteredDevice(
            device: name.text, profile: profile.name, area: area?.text ?? "", zone: row.text("zone"),
            place: row.text("place"), contact: row.text("contact"),
            group: row.text("group"), parameters: overrides,
            replaces: row.field("replaces").flatMap { old in
                predecessor(old, of: profile.name, in: area?.text ?? "", &known)
            })
        registered.bridge = row.text("bridge")
        return registered
    }

    /// No device that speaks is named so.
    private func reportUnsound(_ name: CSVTable.Field) {
        if name.text.unicodeScalars.contains(where: isControl) {
            file.report("the device \(quoted(name.text)) has a control character in its id", at: name.place)
        }
        guard name.text.utf8.count > 256 else { return }
        let message = "the device \(quoted(name.text)) has an id of \(name.text.utf8.count) bytes; at most are 256"
        file.report(message, at: name.place)
    }

    /// The device whose place this one has taken: `ID`, `PROFILE/ID` or `PROFILE/AREA/ID`.
    private func predecessor(
        _ field: CSVTable.Field, of profile: String, in area: String, _ known: inout KnownProfiles
    ) -> RegisteredDevice.Predecessor? {
        let parts = field.text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }), let device = parts.last else {
            file.report(
                "\(quoted(field.text)) names no device; write the old one's id, or PROFILE/ID or PROFILE/AREA/ID",
                at: field.place)
            return nil
        }
        let old = parts.count > 1 ? parts[0] : profile
        guard known.profile(old, at: field.place, in: file) != nil else { return nil }
        let place = parts.count == 3 ? parts[1] : area
        return RegisteredDevice.Predecessor(
            profile: old, area: known.hasArea(old) ? place : "", device: device)
    }

    private func override(
        _ field: CSVTable.Field, of column: String, profile: ProfileDescription
    ) -> ParameterDescription? {
        guard let parameter = profile.parameters.first(where: { $0.name == column }) else {
            let meant = suggestion(for: column, among: profile.parameters.map(\.name)).map { "; did you mean '\($0)'?" }
            let message =
                "the profile '\(profile.name)' has no parameter '\(column)'\(meant ?? "; leave the field empty")"
            file.report(message, at: field.place)
            return nil
        }
        switch parameter.value {
        case .text:
            return ParameterDescription(name: column, value: .text(field.text))
        case .boolean:
            if let boolean = Bool(field.text.lowercased()) {
                return ParameterDescription(name: column, value: .boolean(boolean))
            }
            file.report("'\(column)' must be true or false", at: field.place)
        case .number:
            if isDecimal(field.text), let number = Double(field.text), number.isFinite {
                return ParameterDescription(name: column, value: .number(number))
            }
            file.report("'\(column)' must be a number such as 12.5", at: field.place)
        }
        return nil
    }
}
