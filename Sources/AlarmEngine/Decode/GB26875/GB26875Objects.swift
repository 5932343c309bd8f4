/// Reads the objects of one frame's data (8.2, 8.3) and writes each as a member of `objects`.
struct GB26875Objects {
    private(set) var head: GB26875Head
    private(set) var objects = JSONText(capacity: 512)
    private(set) var count = 0
    /// There were more than `room`.
    private(set) var left = false
    private let room: Int
    private let text: LegacyText
    /// Of the data: behind them come the sum and the end.
    private let frame: UnsafeBufferPointer<UInt8>
    private let end: Int
    private var position = 27
    private var label = GB26875Label.device

    init(_ head: GB26875Head, _ frame: UnsafeBufferPointer<UInt8>, _ text: LegacyText, room: Int) {
        self.head = head
        self.frame = frame
        self.text = text
        self.room = room
        end = frame.count - 3
    }

    mutating func read() throws(GB26875.Refusal) {
        switch head.command {
        // What stands in an answer of yes or no is not said by the standard.
        case .confirm, .deny: return
        case .control, .send, .request, .answer: break
        }
        guard position < end else {
            if head.command == .send { heartbeat() }
            return
        }
        guard let type = GB26875.UnitType(rawValue: frame[position]) else { throw .unknownType(frame[position]) }
        guard position + 1 < end else { throw .noObjectCount }
        head.type = type
        head.count = Int(frame[position + 1])
        position += 2
        for object in 0..<head.count {
            let isLeft = count >= room
            let before = isLeft ? objects : nil
            guard readObject(type) else { throw .objectCut(object + 1, of: head.count) }
            if let before { objects = before } else { count += 1 }
            left = isLeft
        }
        guard position == end else { throw .bytesLeft(end - position, behind: head.count) }
    }

    /// A frame to say that it is there: command 2 without data, every 20 to 30 s.
    private mutating func heartbeat() {
        guard count < room else {
            left = true
            return
        }
        label = .device
        begin("heartbeat", of: head.device)
        objects.member("alive", true)
        finish()
        count += 1
    }

    /// What every object begins with.
    private mutating func begin(_ kind: StaticString, of device: [UInt8]) {
        objects.element()
        objects.open("{")
        objects.member("kind", kind)
        if let type = head.type { objects.member("type", Int(type.rawValue)) }
        objects.member("device", text: device)
        objects.member("source", text: head.source.number)
        objects.member("serial", head.serial)
        objects.member("commandName", head.command.name)
        if let sent = head.time { objects.member("sent", text: sent) }
    }

    private mutating func finish() {
        objects.member("label", text: label.en)
        objects.member("labelZh", text: label.zh)
        objects.close("}")
    }

    /// False where the data end within it.
    private mutating func readObject(_ type: GB26875.UnitType) -> Bool {
        switch type.layout {
        case .system(let parts): readSystem(type, parts)
        case .device(let parts): readDevice(type, parts)
        }
    }

    private mutating func readSystem(_ type: GB26875.UnitType, _ parts: [GB26875.Part]) -> Bool {
        guard let system = take(2) else { return false }
        var place: GB26875Place?
        if parts.first == .component || parts.first == .address {
            guard let found = readPlace(parts.first == .component) else { return false }
            place = found
        }
        label = place.map { .component($0) } ?? .system(system[0], at: system[1])
        let name = Array("-\(system[0])-\(system[1])".utf8) + (place.map { Array("-".utf8) + $0.address } ?? [])
        begin(type.name, of: head.device + name)
        objects.member("system", Int(system[0]))
        if let names = GB26875.systemName(system[0]) {
            objects.member("systemName", names.en)
            objects.member("systemNameZh", names.zh)
        }
        objects.member("systemAddress", Int(system[1]))
        place?.write(to: &objects)
        for part in parts where part != .component && part != .address {
            if !read(part) { return false }
        }
        finish()
        return true
    }

    private mutating func readDevice(_ type: GB26875.UnitType, _ parts: [GB26875.Part]) -> Bool {
        label = .device
        begin(type.name, of: head.device)
        if !type.isDownward { objects.member("alive", true) }
        for part in parts where !read(part) { return false }
        finish()
        return true
    }

    private mutating func take(_ count: Int) -> UnsafeBufferPointer<UInt8>? {
        guard position + count <= end else { return nil }
        defer { position += count }
        return UnsafeBufferPointer(rebasing: frame[position..<position + count])
    }

    private mutating func readPlace(_ hasType: Bool) -> GB26875Place? {
        var component: UInt8?
        if hasType {
            guard let type = take(1) else { return nil }
            component = type[0]
        }
        return take(4).map { GB26875Place(component: component, $0) }
    }

    /// Reads one part of an object into it; false where the data end within it.
    private mutating func read(_ part: GB26875.Part) -> Bool {
        switch part {
        case .component, .address: true
        case .systemState: read(2) { GB26875.writeSystemState($0, to: &$1) }
        case .componentState: read(2) { GB26875.writeComponentState($0, to: &$1) }
        case .deviceState: read(1) { GB26875.writeDeviceState($0, to: &$1) }
        case .systemOperation: operation(isDevice: false)
        case .deviceOperation: operation(isDevice: true)
        case .value: read(3) { GB26875.writeValue($0, to: &$1) }
        case .version: read(2) { $1.member("software", text: Array("\($0[0]).\($0[1])".utf8)) }
        case .fixedText: readText(31)
        case .countedText: take(1).map { readText(Int($0[0])) } ?? false
        case .records: read(1) { $1.member("records", Int($0[0])) }
        case .reserved: read(1) { _, _ in }
        case .rollCall:
            read(1) {
                $1.member("rollCall", "asked")
                $1.member("timeout", Int($0[0]))
            }
        case .time: read(6) { if let time = GB26875.time($0) { $1.member("time", text: time) } }
        }
    }

    private mutating func operation(isDevice: Bool) -> Bool {
        let isRecord = head.command == .answer
        return read(2) { GB26875.writeOperation($0, isDevice: isDevice, isRecord: isRecord, to: &$1) }
    }

    private mutating func read(
        _ count: Int, _ write: (UnsafeBufferPointer<UInt8>, inout JSONText) -> Void
    ) -> Bool {
        guard let bytes = take(count) else { return false }
        write(bytes, &objects)
        return true
    }

    private mutating func readText(_ count: Int) -> Bool {
        guard let bytes = take(count) else { return false }
        let read = text.padded(bytes)
        objects.member("text", text: read)
        label.add(read)
        return true
    }
}
