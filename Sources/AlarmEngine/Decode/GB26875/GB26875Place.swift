/// Which component (8.2.1.2): its type, where it is given, and its address.
struct GB26875Place {
    let component: UInt8?
    /// Zone and number, each 16 bits, as `10-2`.
    let address: [UInt8]
    private let zone: Int
    private let number: Int
    private let hex: [UInt8]

    init(component: UInt8?, _ bytes: UnsafeBufferPointer<UInt8>) {
        self.component = component
        zone = Int(bytes[0]) | Int(bytes[1]) << 8
        number = Int(bytes[2]) | Int(bytes[3]) << 8
        address = Array("\(zone)-\(number)".utf8)
        hex = GB26875.hex(bytes[0..<4])
    }

    func write(to object: inout JSONText) {
        if let component {
            object.member("component", Int(component))
            if let names = GB26875.componentName(component) {
                object.member("componentName", names.en)
                object.member("componentNameZh", names.zh)
            }
        }
        object.member("address", text: address)
        object.member("addressHex", text: hex)
        object.member("zone", zone)
        object.member("number", number)
    }
}

/// What an object is about, for people.
struct GB26875Label {
    private(set) var en: [UInt8]
    private(set) var zh: [UInt8]

    static let device = GB26875Label("transmission device", "用户信息传输装置")

    private init(_ en: String, _ zh: String) {
        self.en = Array(en.utf8)
        self.zh = Array(zh.utf8)
    }

    /// A type of 0 says nothing, and one the standard does not have only its number.
    static func system(_ type: UInt8, at address: UInt8) -> GB26875Label {
        let names = type == 0 ? nil : GB26875.systemName(type)
        return GB26875Label("\(names?.en ?? "system") \(address)", "\(names?.zh ?? "系统") \(address)")
    }

    static func component(_ place: GB26875Place) -> GB26875Label {
        let names = place.component == 0 ? nil : place.component.flatMap(GB26875.componentName)
        let address = String(decoding: place.address, as: UTF8.self)
        return GB26875Label("\(names?.en ?? "component") \(address)", "\(names?.zh ?? "部件") \(address)")
    }

    /// What the panel calls it, where it does.
    mutating func add(_ text: [UInt8]) {
        guard !text.isEmpty else { return }
        en += Array(", ".utf8) + text
        zh += Array(" ".utf8) + text
    }
}
