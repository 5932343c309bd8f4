/// What the bits and figures of an object say, in words (8.2.1).
extension GB26875 {
    /// 8.2.1.1; names of bits 0 and up.
    private static let systemBits: [StaticString] = [
        "normal", "fire", "fault", "shield", "supervise", "start", "feedback", "delay", "mainPowerFault",
        "backupPowerFault", "busFault", "manual", "configurationChanged", "reset",
    ]
    /// 8.2.1.2.
    private static let componentBits: [StaticString] = [
        "normal", "fire", "fault", "shield", "supervise", "start", "feedback", "delay", "powerFault",
    ]
    /// 8.2.1.8.
    private static let deviceBits: [StaticString] = [
        "normal", "fire", "fault", "mainPowerFault", "backupPowerFault", "linkFault", "lineFault",
    ]

    static func writeSystemState(_ bytes: UnsafeBufferPointer<UInt8>, to object: inout JSONText) {
        writeState(Int(bytes[0]) | Int(bytes[1]) << 8, systemBits, power: 0x300, to: &object)
    }

    static func writeComponentState(_ bytes: UnsafeBufferPointer<UInt8>, to object: inout JSONText) {
        writeState(Int(bytes[0]) | Int(bytes[1]) << 8, componentBits, power: nil, to: &object)
    }

    static func writeDeviceState(_ bytes: UnsafeBufferPointer<UInt8>, to object: inout JSONText) {
        writeState(Int(bytes[0]), deviceBits, power: 0x18, to: &object)
    }

    /// A bit 0 of 0 means *test*, but makers send it with every fire and fault too (the standard's own example among them): only
    /// where nothing else is said is it a test, so that no fire is taken for one.
    private static func writeState(_ bits: Int, _ names: [StaticString], power: Int?, to object: inout JSONText) {
        object.key("state")
        object.open("{")
        for (bit, name) in names.enumerated() { object.member(name, bits >> bit & 1 == 1) }
        if let power { object.member("powerFault", bits & power != 0) }
        object.member("test", bits == 0)
        object.close("}")
        object.member("stateBits", bits)
    }

    /// 8.2.1.4 and 8.2.1.9, which differ in bit 5 alone.
    ///
    /// What is sent happens now; what answers a question was recorded some time ago, and must raise nothing: it has another name.
    static func writeOperation(
        _ bytes: UnsafeBufferPointer<UInt8>, isDevice: Bool, isRecord: Bool, to object: inout JSONText
    ) {
        let fifth: StaticString = isDevice ? "rollCall" : "confirm"
        let names: [StaticString] = ["reset", "silence", "manualAlarm", "cancelAlarm", "selfTest", fifth, "test"]
        object.key(isRecord ? "record" : "operation")
        object.open("{")
        for (bit, name) in names.enumerated() { object.member(name, bytes[0] >> bit & 1 == 1) }
        object.close("}")
        object.member("operationBits", Int(bytes[0]))
        object.member("operator", Int(bytes[1]))
        if isDevice, !isRecord, bytes[0] >> 5 & 1 == 1 { object.member("rollCall", "answered") }
    }

    /// 8.2.1.3: an analogue value, 16 bits with sign, in steps of its type.
    static func writeValue(_ bytes: UnsafeBufferPointer<UInt8>, to object: inout JSONText) {
        let raw = Int(Int16(truncatingIfNeeded: Int(bytes[1]) | Int(bytes[2]) << 8))
        object.member("quantity", Int(bytes[0]))
        object.member("raw", raw)
        guard let quantity = Quantity(rawValue: bytes[0]) else { return }
        object.member("quantityName", quantity.names.en)
        object.member("quantityNameZh", quantity.names.zh)
        object.member("unit", quantity.unit)
        object.member("value", raw, decimals: quantity.decimals)
        object.key("measured")
        object.open("{")
        if quantity == .megapascals {
            object.member(quantity.measure, raw * 100)
        } else {
            object.member(quantity.measure, raw, decimals: quantity.decimals)
        }
        object.close("}")
    }

    /// The analogue values the standard defines.
    enum Quantity: UInt8, CaseIterable {
        case count = 1
        case height, temperature, megapascals, kilopascals, gas, duration, voltage, current, flow, airVolume, airSpeed

        /// How many of the raw figure's digits stand behind the point.
        var decimals: Int {
            switch self {
            case .count, .duration, .airSpeed: 0
            case .height: 2
            case .temperature, .megapascals, .kilopascals, .gas, .voltage, .current, .flow, .airVolume: 1
            }
        }

        var unit: StaticString {
            switch self {
            case .count: ""
            case .height: "m"
            case .temperature: "°C"
            case .megapascals: "MPa"
            case .kilopascals: "kPa"
            case .gas: "%LEL"
            case .duration: "s"
            case .voltage: "V"
            case .current: "A"
            case .flow: "L/s"
            case .airVolume: "m³/min"
            case .airSpeed: "m/s"
            }
        }

        /// Its member of `measured`; both pressures stand there in kPa.
        var measure: StaticString {
            switch self {
            case .count: "count"
            case .height: "height"
            case .temperature: "temperature"
            case .megapascals, .kilopascals: "pressure"
            case .gas: "gas"
            case .duration: "duration"
            case .voltage: "voltage"
            case .current: "current"
            case .flow: "flow"
            case .airVolume: "airVolume"
            case .airSpeed: "airSpeed"
            }
        }

        var names: Names {
            switch self {
            case .count: Names("count of events", "事件计数")
            case .height: Names("height", "高度")
            case .temperature: Names("temperature", "温度")
            case .megapascals, .kilopascals: Names("pressure", "压力")
            case .gas: Names("gas concentration", "气体浓度")
            case .duration: Names("time", "时间")
            case .voltage: Names("voltage", "电压")
            case .current: Names("current", "电流")
            case .flow: Names("flow", "流量")
            case .airVolume: Names("air volume", "风量")
            case .airSpeed: Names("air speed", "风速")
            }
        }
    }
}
