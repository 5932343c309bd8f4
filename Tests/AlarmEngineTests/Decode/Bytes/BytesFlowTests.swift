import Testing

@testable import AlarmEngine

@Suite("Items of a bytes: description")
struct BytesFlowTests {
    private let u8 = BytesField(name: "v", source: .expression("1"))

    @Test("Nothing is read beyond the end, and it is said where how much was missing")
    func end() throws {
        let items = [try BytesItem.read("a", "u8"), try .read("b", "u32")]
        #expect(try refusal(items, "0102") == "at byte 1, 'b': it takes 4 of the block's bytes, and 1 are left")
        #expect(
            try refusal([try .read("t", "text:u8")], "0541")
                == "at byte 1, 't': its length is more than the 1 bytes that are left")
        #expect(
            try refusal([BytesItem(deed: .skip("3"))], "0102")
                == "at byte 0, 'skip: 3': that lies outside the block, which has 2 bytes left")
        #expect(
            try refusal([BytesItem(deed: .seek("-3"))], "0102")
                == "at byte 0, 'seek: -3': the place -3 lies outside the block of 2 bytes")
    }

    @Test("at: puts the cursor there, from either end, and lets it go on from there")
    func at() throws {
        let items = [try BytesItem.read("a", "u8", at: "2"), try .read("b", "u8"), try .read("c", "u8", at: "-1")]
        #expect(try document(items, "0001020304") == #"{"a":2,"b":3,"c":4}"#)
    }

    @Test("choose takes the first case that fits, and says what happens else")
    func choose() throws {
        let kind = try BytesItem.read("_k", "u8")
        func items(_ other: BytesChoice.Other) throws -> [BytesItem] {
            [
                kind,
                .choose("_k", [("1", [try .read("a", "u8")]), ("2..4 | 9", [try .read("b", "u8")])], other: other),
                .compute("end", "1"),
            ]
        }
        #expect(try document(items(.skip), "0105") == #"{"a":5,"end":1}"#)
        #expect(try document(items(.skip), "0905") == #"{"b":5,"end":1}"#)
        #expect(try document(items(.skip), "0505") == #"{"end":1}"#)
        #expect(try document(items(.stop), "0505") == "{}")
        #expect(try document(items(.read([try .read("c", "u8")])), "0507") == #"{"c":7,"end":1}"#)
        #expect(try refusal(items(.refuse), "0505")?.contains("none of the cases") == true)
    }

    @Test("repeat makes an array of objects, of values, or lays all into one")
    func repeats() throws {
        let pair = [try BytesItem.read("a", "u8"), .compute("i", "_index")]
        #expect(try document([.repeat("l", times: "2", pair)], "0506") == #"{"l":[{"a":5,"i":0},{"a":6,"i":1}]}"#)
        #expect(try document([.repeat("l", [try .read("", "u8")])], "050607") == #"{"l":[5,6,7]}"#)
        #expect(try document([.repeat(nil, [try .read("a", "u8")])], "050607") == #"{"a":7}"#)
        #expect(try document([.repeat("l", times: "0", pair)], "") == #"{"l":[]}"#)
        #expect(try document([.repeat("l", times: "1", [try .read("/top", "u8")])], "05") == #"{"l":[{}],"top":5}"#)
    }

    @Test("A pass that reads nothing is the last")
    func noProgress() throws {
        #expect(try document([.repeat("l", times: "5", [.compute("a", "1")])], "") == #"{"l":[{"a":1}]}"#)
        #expect(try document([.repeat(nil, [try .read("a", "u8", at: "0")])], "0102") == #"{"a":1}"#)
    }

    @Test("1,000 passes are made, not 1,001")
    func passes() throws {
        let items = [BytesItem.repeat(nil, [try .read("a", "u8")])]
        #expect(try document(items, String(repeating: "07", count: 1000)) == #"{"a":7}"#)
        #expect(
            try refusal(items, String(repeating: "07", count: 1001))?.hasSuffix("more than 1000 passes would be made")
                == true)
    }

    @Test("A block ends where it says, and what it leaves is passed over")
    func within() throws {
        let block = BytesItem(
            deed: .within(
                .prefixed(try .written("u8")), [try .read("a", "u8"), .compute("left", "_left"), .compute("at", "_at")])
        )
        #expect(try document([block, try .read("b", "u8")], "03 05 0000 07") == #"{"a":5,"left":2,"at":1,"b":7}"#)
        let short = BytesItem(deed: .within(.fixed(1), [try .read("a", "u16")]))
        #expect(try refusal([short], "0102") == "at byte 0, 'a': it takes 2 of the block's bytes, and 1 are left")
        let long = BytesItem(deed: .within(.fixed(3), []))
        #expect(try refusal([long], "0102") == "at byte 0, 'within': it takes 3 of the block's bytes, and 2 are left")
        let stopped = BytesItem(deed: .within(.fixed(1), [BytesItem(deed: .stop), try .read("a", "u16")]))
        #expect(try document([stopped, try .read("b", "u8")], "0102") == #"{"b":2}"#)
    }

    @Test("into puts a group's values into an object")
    func into() throws {
        let items = [BytesItem(deed: .into("o/p", [try .read("a", "u8")])), try .read("b", "u8")]
        #expect(try document(items, "0102") == #"{"o":{"p":{"a":1}},"b":2}"#)
    }

    @Test("Channel-type records are read until one is not known")
    func records() throws {
        let items = [
            BytesItem.repeat(
                nil,
                [
                    try .read("_id", "u16"),
                    .choose(
                        "_id",
                        [
                            ("0x0175", [try .read("battery", "u8")]),
                            ("0x0367", [try .read("t", "i16") { ($0.endian, $0.scale) = (.little, "0.1") }]),
                        ], other: .stop),
                ])
        ]
        #expect(try document(items, "01755c 03673401") == #"{"battery":92,"t":30.8}"#)
        #expect(try document(items, "01755c ffff0102") == #"{"battery":92}"#)
        #expect(
            try refusal(items, "01755c 0367 34") == "at byte 5, 't': it takes 2 of the block's bytes, and 1 are left")
    }

    @Test(
        "Checksums of the text 123456789, as the catalogue of CRCs gives them",
        arguments: [
            (BytesCheck.Kind.crc16Modbus, "4b37"), (.crc16CCITT, "29b1"), (.crc16XMODEM, "31c3"), (.crc16X25, "906e"),
            (.crc32, "cbf43926"), (.crc8, "f4"), (.crc8Maxim, "a1"), (.sum8, "dd"), (.sum16, "01dd"), (.xor8, "31"),
            (.lrc8, "23"),
        ])
    func checks(kind: BytesCheck.Kind, sum: String) throws {
        let at = "-\(sum.count / 2)"
        let items = [BytesItem.check(kind, at: at), try .read("t", "text:rest")]
        #expect(try document(items, "313233343536373839" + sum) == #"{"t":"123456789"}"#)
        #expect(
            try refusal(items, "303233343536373839" + sum)
                == "at byte 9, 'check: \(kind.rawValue)': the checksum does not fit what it is taken over")
        let after = [BytesItem(deed: .skip("9")), .check(kind), try .read("t", "u8")]
        #expect(try document(after, "313233343536373839\(sum)05") == #"{"t":5}"#)
    }

    @Test("What is done for one payload is bounded")
    func bounded() throws {
        let inner = BytesItem.repeat(nil, times: "1000", [try .read("a", "u8")])
        let nested = BytesItem.repeat(
            nil, times: "1000",
            [try .read("_b", "u8"), BytesItem(at: "0", deed: .group([inner])), BytesItem(deed: .seek("_index + 1"))])
        #expect(try refusal([nested], String(repeating: "00", count: 1000))?.contains("more than 100000 items") == true)
        let again = BytesItem.repeat(nil, [try .read("_h", "hex:rest", at: "0"), BytesItem(deed: .seek("_index + 1"))])
        #expect(try refusal([again], String(repeating: "00", count: 2000))?.contains("more than 1 MiB") == true)
        let many = BytesItem.repeat("l", [.repeat("m", times: "9", [try .read("", "u8")])])
        #expect(try refusal([many], String(repeating: "00", count: 8000))?.contains("more than 4096 values") == true)
        let plan = try BytesPlan(BytesDescription(read: [.compute("n", "_size")]))
        func size(_ count: Int) throws -> String {
            String(
                decoding: try [UInt8](repeating: 0, count: count).withUnsafeBufferPointer { try plan.document($0) },
                as: UTF8.self)
        }
        #expect(try size(65_536) == #"{"n":65536}"#)
        #expect(throws: BytesError.self) { try size(65_537) }
    }

    @Test("What is too deep is refused when it is read")
    func deep() throws {
        func nested(_ depth: Int) -> BytesItem {
            (0..<depth).reduce(BytesItem.compute("a", "1")) { item, _ in BytesItem(deed: .group([item])) }
        }
        #expect(problems([nested(32)]).isEmpty)
        #expect(problems([nested(33)]) == ["items stand more than 32 deep in each other; make it flatter"])
        let name = Array(repeating: "a", count: 33).joined(separator: "/")
        #expect(problems([.compute(name, "1")]) == ["the document would be more than 32 levels deep; make it flatter"])
    }
}
