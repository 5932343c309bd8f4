/// What stands before a frame's data (6.6), and what its data say they are (8.1).
struct GB26875Head {
    let serial: Int
    let version: (main: UInt8, user: UInt8)
    /// Local time of whoever sent it; nil where it is none.
    let time: [UInt8]?
    let source: GB26875Address
    let target: GB26875Address
    let command: GB26875.Command
    var type: GB26875.UnitType?
    var count = 0

    /// The frame is whole: 30 bytes and its data.
    init(_ frame: UnsafeBufferPointer<UInt8>) throws(GB26875.Refusal) {
        serial = Int(frame[2]) | Int(frame[3]) << 8
        version = (frame[4], frame[5])
        time = GB26875.time(UnsafeBufferPointer(rebasing: frame[6..<12]))
        source = GB26875Address(frame[12..<18])
        target = GB26875Address(frame[18..<24])
        guard let command = GB26875.Command(rawValue: frame[26]) else { throw .unknownCommand(frame[26]) }
        self.command = command
    }

    /// The transmission device of a frame: who sends what goes up, and who is to have what goes down.
    var device: [UInt8] { type?.isDownward == true ? target.number : source.number }

    func write(to document: inout JSONText) {
        document.member("serial", serial)
        document.member("version", text: Array("\(version.main).\(version.user)".utf8))
        if let time { document.member("time", text: time) }
        document.member("source", text: source.number)
        document.member("sourceHex", text: source.hex)
        document.member("target", text: target.number)
        document.member("targetHex", text: target.hex)
        document.member("command", Int(command.rawValue))
        document.member("commandName", command.name)
        guard let type else { return }
        document.member("type", Int(type.rawValue))
        document.member("typeName", type.name)
        document.member("count", count)
    }
}

/// Who sends or is to receive a frame: six bytes, the lowest first.
struct GB26875Address {
    /// Decimal, as people write it.
    let number: [UInt8]
    /// The bytes as they were sent.
    let hex: [UInt8]

    init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        number = Array(String(bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }).utf8)
        hex = GB26875.hex(bytes)
    }
}

extension GB26875 {
    static func hex(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
        bytes.flatMap { [hexDigit($0 >> 4), hexDigit($0 & 0xF)] }
    }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "A") + nibble - 10
    }

    /// Second, minute, hour, day, month, year since 2000 (8.2.2) as `2012-09-26T09:58:02`; nil where that is no time.
    static func time(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard bytes.count == 6, bytes[0] < 60, bytes[1] < 60, bytes[2] < 24, bytes[5] < 100,
            (1...12).contains(bytes[4]), bytes[3] >= 1, bytes[3] <= days(inMonth: bytes[4], of: bytes[5])
        else { return nil }
        var text = Array("20".utf8)
        let parts: [(UInt8, Unicode.Scalar?)] = [
            (bytes[5], "-"), (bytes[4], "-"), (bytes[3], "T"), (bytes[2], ":"), (bytes[1], ":"), (bytes[0], nil),
        ]
        for (number, mark) in parts {
            text.append(UInt8(ascii: "0") + number / 10)
            text.append(UInt8(ascii: "0") + number % 10)
            if let mark { text.append(UInt8(ascii: mark)) }
        }
        return text
    }

    /// Of the years 2000 to 2099.
    private static func days(inMonth month: UInt8, of year: UInt8) -> UInt8 {
        switch month {
        case 2: year % 4 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        case _: 31
        }
    }
}
