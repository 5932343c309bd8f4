import AlarmEngine

/// What can be wrong with the registry's column `replaces`, once all rows are known.
struct ReplacementCheck {
    /// That one device has taken another's place.
    struct Claim {
        /// The new one.
        let key: DeviceKey
        let old: RegisteredDevice.Predecessor
        let place: Place
    }

    let file: SourceFile
    /// Of every device that has a row.
    let lines: [DeviceKey: Int]

    func report(_ claims: [Claim]) {
        guard !claims.isEmpty else { return }
        let anywhere = Dictionary(lines.map { ($0.key.anywhere, $0.value) }) { min($0, $1) }
        var claimed: [DeviceKey: Int] = [:]
        for claim in claims {
            let old = DeviceKey(profile: claim.old.profile, area: claim.old.area, device: claim.old.device)
            let name = quoted(claim.old.device)
            if old == claim.key {
                file.report("the device \(name) cannot replace itself", at: claim.place)
            } else if let line = lines[old] ?? (old.area.isEmpty ? anywhere[old] : nil) {
                let message = "the device \(name), which this one replaces, still has a row: line \(line); take it out"
                file.report(message, at: claim.place)
            } else if let line = claimed.updateValue(claim.place.line, forKey: old) {
                claimed[old] = line
                file.report("the device \(name) is replaced in line \(line) already", at: claim.place)
            }
        }
    }
}

extension DeviceKey {
    fileprivate var anywhere: DeviceKey { DeviceKey(profile: profile, area: "", device: device) }
}
