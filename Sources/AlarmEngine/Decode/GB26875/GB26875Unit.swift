/// The numbers of commands (6.6) and of data units (8.1), and what their objects are made of (8.3).
extension GB26875 {
    enum Command: UInt8, CaseIterable {
        case control = 1
        case send, confirm, request, answer, deny

        var name: StaticString {
            switch self {
            case .control: "control"
            case .send: "send"
            case .confirm: "confirm"
            case .request: "request"
            case .answer: "answer"
            case .deny: "deny"
            }
        }
    }

    enum UnitType: UInt8, CaseIterable {
        case systemState = 1
        case componentState, componentValue, systemOperation, systemVersion, systemConfiguration
        case componentConfiguration, systemTime
        case deviceState = 21
        case deviceOperation = 24
        case deviceVersion, deviceConfiguration
        case deviceTime = 28
        case readSystemState = 61
        case readComponentState, readComponentValue, readSystemOperations, readSystemVersion
        case readSystemConfiguration, readComponentConfiguration, readSystemTime
        case readDeviceState = 81
        case readDeviceOperations = 84
        case readDeviceVersion, readDeviceConfiguration
        case readDeviceTime = 88
        case initialise, setTime, rollCall

        /// From the centre to the transmission device.
        var isDownward: Bool { rawValue >= 61 }
    }

    /// What follows in an object, in its order.
    enum Part: Hashable {
        /// The component's type and address.
        case component
        /// The component's address alone.
        case address
        case systemState, componentState, deviceState, systemOperation, deviceOperation, value, version
        case fixedText, countedText, records, reserved, rollCall, time
    }

    enum Layout {
        /// Begins with the system's type and address.
        case system([Part])
        /// Is the transmission device's own.
        case device([Part])
    }
}

extension GB26875.UnitType {
    var layout: GB26875.Layout {
        switch self {
        case .systemState: .system([.systemState, .time])
        case .componentState: .system([.component, .componentState, .fixedText, .time])
        case .componentValue: .system([.component, .value, .time])
        case .systemOperation: .system([.systemOperation, .time])
        case .systemVersion: .system([.version])
        case .systemConfiguration: .system([.countedText])
        case .componentConfiguration: .system([.component, .fixedText])
        case .systemTime: .system([.time])
        case .deviceState: .device([.deviceState, .time])
        case .deviceOperation: .device([.deviceOperation, .time])
        case .deviceVersion: .device([.version])
        case .deviceConfiguration: .device([.countedText])
        case .deviceTime, .setTime: .device([.time])
        case .readSystemState, .readSystemVersion, .readSystemConfiguration, .readSystemTime: .system([])
        case .readComponentState, .readComponentValue, .readComponentConfiguration: .system([.address])
        case .readSystemOperations: .system([.records, .time])
        case .readDeviceState, .readDeviceVersion, .readDeviceConfiguration, .readDeviceTime, .initialise:
            .device([.reserved])
        case .readDeviceOperations: .device([.records, .time])
        case .rollCall: .device([.rollCall])
        }
    }

    var name: StaticString {
        switch self {
        case .systemState: "system-state"
        case .componentState: "component-state"
        case .componentValue: "component-value"
        case .systemOperation: "system-operation"
        case .systemVersion: "system-version"
        case .systemConfiguration: "system-configuration"
        case .componentConfiguration: "component-configuration"
        case .systemTime: "system-time"
        case .deviceState: "device-state"
        case .deviceOperation: "device-operation"
        case .deviceVersion: "device-version"
        case .deviceConfiguration: "device-configuration"
        case .deviceTime: "device-time"
        case .readSystemState: "read-system-state"
        case .readComponentState: "read-component-state"
        case .readComponentValue: "read-component-value"
        case .readSystemOperations: "read-system-operations"
        case .readSystemVersion: "read-system-version"
        case .readSystemConfiguration: "read-system-configuration"
        case .readComponentConfiguration: "read-component-configuration"
        case .readSystemTime: "read-system-time"
        case .readDeviceState: "read-device-state"
        case .readDeviceOperations: "read-device-operations"
        case .readDeviceVersion: "read-device-version"
        case .readDeviceConfiguration: "read-device-configuration"
        case .readDeviceTime: "read-device-time"
        case .initialise: "initialise"
        case .setTime: "set-time"
        case .rollCall: "roll-call"
        }
    }
}
