#if canImport(AlarmEngine)
    @testable import AlarmEngine
#endif

extension FuzzedDecoder {
    /// A `bytes:` description with every kind of item, chosen by the first byte.
    static let bytes = FuzzedDecoder(
        name: "bytes", seeds: bytesSeeds,
        words: [[0], [0xFF, 0xFF], [1], [2], [3], [4], [0x7F, 0xC0, 0, 0], [0xE4, 0xB8]]
    ) { bytes in
        (try? bytesPlan?.document(bytes, port: bytes.count, legacyText: .sample))?.count ?? 0
    }

    private static let bytesSeeds: [[UInt8]] = [
        [1, 0x01, 0x75, 92, 0x03, 0x67, 0x34, 0x01, 0x20, 0xCE, 1, 2, 3, 4, 5, 6],
        [2, 9, 1, 2, 9, 0x1A, 2, 3, 0x41, 0xD6, 0xD0, 0x29],
        [3, 0x5F, 0x5E, 0x10, 0, 2, 0, 0, 0xFA, 30, 0, 0xE6],
        [
            4, 0x81, 0x7F, 0xC0, 0, 0, 0x3D, 0xCC, 0xCC, 0xCD, 0x12, 0x34, 0x2D, 0x31, 0x2E, 0x35, 3, 0x41, 0x42, 0x43,
            0xFE,
        ],
        [5, 3, 2, 1, 0],
    ]

    private static let bytesPlan: BytesPlan? = {
        let cases: [(String, [BytesItem])] = [
            ("1", [records]), ("2", tagged), ("3", readings), ("4", values), ("5", wandering),
        ]
        let branches = cases.map { BytesChoice.Branch(code: $0.0, read: $0.1) }
        let chosen = BytesChoice(expression: "_kind", branches: branches, other: .read(values))
        return try? BytesPlan(
            BytesDescription(read: [item("_kind", "u8"), BytesItem(deed: .choose(chosen))]))
    }()

    private static func item(
        _ name: String?, _ type: String, at: String? = nil, _ change: (inout BytesField) -> Void = { _ in }
    ) -> BytesItem {
        var field = BytesField(name: name, source: BytesType(type).map(BytesField.Source.type) ?? .expression("0"))
        change(&field)
        return BytesItem(at: at, deed: .value(field))
    }

    private static func compute(_ name: String, _ expression: String) -> BytesItem {
        BytesItem(deed: .value(BytesField(name: name, source: .expression(expression))))
    }

    private static let records: BytesItem = {
        let choice = BytesChoice(
            expression: "_id",
            branches: [
                BytesChoice.Branch(code: "0x0175", read: [item("battery", "u8")]),
                BytesChoice.Branch(code: "0x0367", read: [item("t{battery}", "i16") { $0.scale = "0.1" }]),
                BytesChoice.Branch(
                    code: "0x20CE", read: [compute("_n", "if(_n >= 0, _n + 1, 0)"), item("h/{_n}/x", "u16")]),
            ], other: .stop)
        return BytesItem(
            deed: .repeats(BytesRepeat(name: nil, read: [item("_id", "u16"), BytesItem(deed: .choose(choice))])))
    }()

    private static let tagged: [BytesItem] = {
        let block = BytesItem(
            deed: .within(.expression("_length"), [item("l/{_tag}/t", "gb18030:rest"), item("h", "hex:rest", at: "0")]))
        let all = BytesRepeat(name: "tags", read: [item("_tag", "u8"), item("_length", "u8"), block])
        return [
            BytesItem(at: "-1", deed: .check(BytesCheck(kind: .sum8, from: "2"))), item("size", "u8"),
            BytesItem(deed: .repeats(all)),
        ]
    }()

    private static let readings: [BytesItem] = [
        item("_time", "u32"), item("_count", "u8"),
        BytesItem(
            deed: .repeats(
                BytesRepeat(
                    name: "readings", times: "_count",
                    read: [item("_m", "u8"), compute("time", "_time - 60 * _m / _index"), item("t", "i16")]))),
    ]

    private static let values: [BytesItem] = [
        item("flags", "u8") { $0.flags = [BytesWord(code: "0", value: .text("low"))] },
        item("f", "f32") { $0.write = "{:.2} mm" }, item("g", "f32") { ($0.scale, $0.decimals) = ("1e9", 3) },
        item("b", "bcd:2") { $0.isSwapped = true }, item("d", "digits:4"), item("t", "text:u8"), item("x", "hex:rest"),
    ]

    private static let wandering: [BytesItem] = [
        BytesItem(
            deed: .repeats(
                BytesRepeat(
                    name: "w", times: "byte(1) * 300",
                    read: [
                        item("a", "u8"), item("c", "u64", at: "byte(_at) % _size") { $0.endian = .little },
                        BytesItem(deed: .seek("_index % _size + 1")), compute("e", "c * c * a << a | 1"),
                    ])))
    ]
}
