#if canImport(AlarmEngine)
    @testable import AlarmEngine
#endif

// Real shapes of the forms of docs/payloads.md, and the messages that read them.

extension FuzzedDecoder {
    static let looseSeeds =
        jsonSeeds
        + texts([
            "{'alarm_type': 'SOS', 'ok': True, 'v': None, /* note */ list: [1, 2, ], } // end",
            "{ v: 1, # sharp\n w: 2 }",
            "{\u{201C}temperature\u{201D}:\u{201C}21\u{201D}}", "{\"a\":[...], ...}", "{v: .5, on: +1, mode: 0x1F}",
        ])
    static let looseWords = texts([
        "'", "\u{201C}", "\u{201D}", "\u{2018}", "None", "True", "False", "/*", "*/", "//", "#", "...", ",]", ",}",
    ])

    static func csv(hasRows: Bool) -> PayloadDescription {
        PayloadDescription(
            form: .csv, csv: CSVDescription(separator: ";", columns: ["ts", nil, "v", "on", "mode"], hasRows: hasRows))
    }
    static let csvSeeds = texts([
        "1795420800;x;21.5;true;normal", "1;\"a;\"\"b\"\"\";2;false;\r\n2;;3;true;\"\"\n", ";;;;", "\"open;1", "\n\n",
    ])
    static let csvWords = texts([";", "\"", "\"\"", "\r\n", "\n", ",", "\r"])
    static let pairSeeds = texts(["ts=1795420800&v=21.5&on=true&mode=normal", "v&=1&&a=%20&v=2", "=", "&&&&"])
    static let pairWords = texts(["&", "=", "%", "%E7%83%9F", " ", "+"])

    static let hexDigits: @Sendable ([UInt8]) -> [UInt8] = { bytes in
        bytes.flatMap { Array((String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)).utf8) }
    }
    static let hexWords = texts([":", " ", "7b", "7D", "0", "g", "\r\n", "22"])
    static let base64Seeds = texts([
        "eyJ2IjoxLCJvbiI6dHJ1ZX0=", "eyJ2IjoxLCJvbiI6dHJ1ZX0", "eyJtb2RlIjoi54Of5oSfIn0", "e30=", "____", "=", "",
    ])
    static let base64Words = texts(["=", "==", "_", "-", "+", "/", "eyJ2Ijox", "\n", "AAAA"])
}

extension FuzzedDecoder {
    /// One item of each kind of docs/bytes.md.
    static let binary = PayloadDescription(
        form: .bytes,
        bytes: BytesDescription(read: [
            value("_kind", "u8"), value("v", "i16", scale: "0.1"), value("mode", "text:u8"), value("name", "gb18030:6"),
            value("imei", "bcdtext:4"), value("float", "f32"), value("half", "f16"),
            BytesItem(when: "_kind & 1 == 1", deed: .value(field("extra", "s24"))),
            BytesItem(
                deed: .choose(
                    BytesChoice(
                        expression: "_kind >> 4",
                        branches: [
                            .init(code: "1", read: [value("hex", "hex:(_kind & 7)")]),
                            .init(code: "2..5", read: [BytesItem(deed: .skip("_kind / v"))]),
                            .init(code: "6", read: [BytesItem(deed: .stop)]),
                        ], other: .skip))),
            BytesItem(
                deed: .repeats(
                    BytesRepeat(
                        name: "list", times: "_kind % 300",
                        read: [value("at", "u8"), BytesItem(deed: .within(.prefixed(length), [value("x", "u16")]))]))),
            BytesItem(
                deed: .repeats(BytesRepeat(name: nil, read: [value("a/{_kind}/b", "digits:2"), value("w", "bcd:1")]))),
            BytesItem(at: "-2", deed: .check(BytesCheck(kind: .crc16Modbus, from: "0", to: "-2", endian: .little))),
        ]))
    private static let length = BytesType("u8") ?? BytesItem.anyType

    private static func field(_ name: String, _ type: String, scale: String? = nil) -> BytesField {
        var field = BytesField(name: name, source: .type(BytesType(type) ?? BytesItem.anyType))
        field.scale = scale
        return field
    }

    private static func value(_ name: String, _ type: String, scale: String? = nil) -> BytesItem {
        BytesItem(deed: .value(field(name, type, scale: scale)))
    }

    static let binarySeeds = ([0x11, 0x25, 0x60, 0x70, 0x03] as [UInt8]).map { (kind: UInt8) -> [UInt8] in
        var bytes: [UInt8] = [kind, 0xFF, 0x38, 2, 0x41, 0x42, 0xD1, 0xCC, 0xB8, 0xD0, 0, 0, 0x12, 0x34, 0x56, 0x78]
        bytes += [0x41, 0xAC, 0, 0, 0x3C, 0, 0, 0, 7, 1, 2, 3, 5, 2, 9, 9, 0x31, 0x32, 0x45, 0, 0]
        mendBinary(&bytes)
        return bytes
    }
    static let binaryWords: [[UInt8]] = [
        [0], [0xFF], [0x7F, 0xC0], [0x31, 0x32], [0x80, 0, 0, 0], [3, 1, 2, 3], [0x99],
    ]

    /// Puts the checksum at the end right: CRC-16/Modbus, low byte first.
    static let mendBinary: @Sendable (inout [UInt8]) -> Void = { bytes in
        guard bytes.count >= 2 else { return }
        var crc: UInt16 = 0xFFFF
        for byte in bytes.dropLast(2) {
            crc ^= UInt16(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xA001 : crc >> 1 }
        }
        bytes[bytes.count - 2] = UInt8(crc & 0xFF)
        bytes[bytes.count - 1] = UInt8(crc >> 8)
    }
}

extension BytesItem {
    /// Types are written right here; were one not, its item would read the rest as hexadecimal.
    fileprivate static let anyType = BytesType.known.compactMap { BytesType($0) }[0]
}

extension FuzzedDecoder {
    static let insideSeeds = texts([
        #"{"data":"{\"v\":1,\"on\":true}","raw":"EQIDBA==","port":2,"mode":"x"}"#,
        #"{"data":null,"raw":"","port":300}"#,
        #"{"data":"[1,2","raw":"Ef84AkFC0cy40AAAEjRWeEGsAAA8AAAABwECAw==","port":"a"}"#,
    ])
    static let eachSeeds =
        jsonSeeds
        + texts([
            #"{"a":{"v":1,"on":true},"b":{"v":2},"a":{"mode":"x"},"c":3,"":{"v":null}}"#,
            #"[{"v":1,"id":"a","ts":1},{"v":2,"id":7,"ts":"x"},{"id":null},7,[],{"v":3,"id":"\u0000"}]"#,
        ])
    static let convertedSeeds = texts([
        #"{"v":"21,5","deep":"0_02","on":"ON","mode":"N311V31I863412345678901H8986X10T26U99S25","ts":"23/11/2026 08:00:00"}"#,
        #"{"v":"100.00","deep":"7F","on":1,"mode":2,"ts":"20260401T182505Z"}"#,
        #"{"v":10000,"deep":-1,"on":"idle","mode":"","ts":"UNSYNC"}"#,
        #"{"v":1e300,"deep":255,"mode":"X","ts":1537000000}"#,
    ])
}

// MARK: - Messages

extension MessageDescription {
    /// A field of each type, a time, a sequence and a match.
    static let fuzzed = MessageDescription(
        topic: "t/{device}", time: TimeDescription(path: "/ts", unit: .seconds), sequence: "/seq",
        match: MatchDescription(path: "/on", values: [.boolean(true)]),
        fields: [
            FieldDescription(name: "v", path: "/v", type: .number, scale: "0.1", offset: "-40"),
            FieldDescription(name: "deep", path: "/a/1/b~1c", type: .number),
            FieldDescription(name: "on", path: "/on", type: .boolean),
            FieldDescription(name: "mode", path: "/mode", type: .text),
            FieldDescription(name: "whole", path: "", type: .text),
        ])

    /// JSON in a string, and bytes in base64 beside it.
    mutating func wrap() {
        let bytes = PayloadDescription(form: .bytes, encoding: .base64, bytes: FuzzedDecoder.binary.bytes)
        inside = [
            InsideDescription(path: "/data", payload: PayloadDescription()),
            InsideDescription(path: "/raw", payload: bytes, port: "/port"),
        ]
        fields.append(FieldDescription(name: "inner", path: "/data/v", type: .number))
    }

    /// Many readings, each of the device that it names or is named by.
    mutating func name(_ place: DevicePlace) {
        each = EachDescription(path: "", order: .newestFirst, spacing: .minutes(30))
        device = place
    }

    mutating func readObjects() {
        each = EachDescription(path: "/objects")
        device = .value(MessagePlace(path: "/device"))
        fields = [
            FieldDescription(name: "kind", path: "/kind", type: .text),
            FieldDescription(name: "fire", path: "/state/fire", type: .boolean),
            FieldDescription(name: "temperature", path: "/measured/temperature", type: .number),
        ]
    }

    /// Every way a field and a time may be written.
    mutating func convert() {
        var comma = FieldDescription(name: "v", path: "/v", type: .number, unit: "°C")
        comma.written = .comma
        comma.sentIn = "°F"
        comma.invalid = [.number(10000), .text("")]
        var hex = FieldDescription(name: "deep", path: "/deep", type: .number)
        hex.written = .hex
        hex.bits = 1...6
        var switched = FieldDescription(name: "on", path: "/on", type: .boolean)
        switched.trueFor = [.text("on"), .number(1)]
        switched.falseFor = [.text("idle")]
        var cut = FieldDescription(name: "cut", path: "/mode", type: .number)
        cut.cut = .between(after: "T", before: "U")
        cut.written = .text
        var letters = FieldDescription(name: "letters", path: "/mode", type: .text)
        letters.cut = .characters(from: -8, to: -2)
        var word = FieldDescription(name: "word", path: "/mode", type: .text)
        word.words = [CodeWord(.number(1), "alarm"), CodeWord(.text("X"), "tenth")]
        word.other = "unknown"
        fields = [comma, hex, switched, cut, letters, word]
        var written = TimeDescription(path: "/ts", unit: .iso8601)
        written.format = "dd/MM/yyyy HH:mm:ss"
        written.secondsEast = 28_800
        var counted = TimeDescription(path: "/ts", unit: .seconds)
        counted.epoch = Moment(milliseconds: 1_536_508_800_000)
        times = [written, TimeDescription(path: "/ts", unit: .iso8601), counted]
    }
}
