/// What a device of a profile is before anything was heard of it; its devices share it as far as they can.
struct RestingDevice: Sendable {
    /// Their defaults; nil is unknown.
    let fields: [Value?]
    let defaulted: FieldSet
    let alarms: [AlarmStatus]
    let parameters: [Value]

    init(_ fields: [Profile.Field], _ alarms: [AlarmRule], _ parameters: [ParameterDescription]) {
        self.fields = fields.map(\.defaultValue)
        defaulted = FieldSet(fields.indices.filter { fields[$0].defaultValue != nil })
        self.alarms = alarms.map { AlarmStatus($0) }
        self.parameters = parameters.map(\.value)
    }
}

extension Profile {
    /// The parameters of a device: the profile's own but where its row in the registry has others of the same type.
    func parameters(overriddenBy row: RegisteredDevice?) -> [Value] {
        guard let row, !row.parameters.isEmpty else { return resting.parameters }
        return description.parameters.map { parameter in
            row.parameters.first { $0.name == parameter.name && $0.value.type == parameter.value.type }?.value
                ?? parameter.value
        }
    }
}
