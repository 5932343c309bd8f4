#if canImport(AlarmEngine)
    @testable import AlarmEngine
#endif

/// One decoder to be fed with what no device should send: what a good payload looks like, and how to read one.
///
/// A decoder that is new is one line in ``all``.
struct FuzzedDecoder: Sendable {
    let name: String
    /// Real shapes, which the generator breaks.
    let seeds: [[UInt8]]
    /// What stands in payloads of this kind, to be put in anywhere.
    let words: [[UInt8]]
    /// Puts right what would be refused first, such as a sum, so that the rest is reached.
    var mend: @Sendable (inout [UInt8]) -> Void = { _ in }
    /// Reads one payload; answers something of the outcome, so that nothing is optimised away.
    let read: @Sendable (UnsafeBufferPointer<UInt8>) -> Int

    static let all: [FuzzedDecoder] = [
        bytes,
        message("json", .json, seeds: jsonSeeds, words: jsonWords),
        message("text", .text, seeds: texts(["21.5", "true", " -1e400 ", "NaN", "on", "\u{FEFF}1"]), words: jsonWords),
        FuzzedDecoder(name: "json-value", seeds: jsonSeeds, words: jsonWords) { bytes in
            (try? JSONValue(parsing: Array(bytes))) == nil ? 0 : 1
        },
        FuzzedDecoder(name: "gb26875", seeds: frameSeeds, words: frameWords, mend: mendFrame) { bytes in
            (try? GB26875.document(bytes, text: .ascii))?.count ?? 0
        },
        FuzzedDecoder(name: "gb18030", seeds: legacySeeds, words: legacyWords) { bytes in
            LegacyText.sample.padded(bytes).count &+ LegacyText.sample.utf8(bytes).count
        },
        FuzzedDecoder(name: "iso8601", seeds: texts(timeSeeds), words: texts(["-", ":", "T", "Z", "+08:00", ".9"])) {
            Int(truncatingIfNeeded: ISO8601.moment(Array($0)[...])?.milliseconds ?? 0)
        },
        FuzzedDecoder(name: "decimal", seeds: texts(numberSeeds), words: texts(["e", "E+", "-", ".", "0", "9999"])) {
            number($0)
        },
        FuzzedDecoder(name: "topic", seeds: texts(topicSeeds), words: texts(["/", "t", "{device}", "+", "\u{0}"])) {
            router.candidates(for: String(decoding: $0, as: UTF8.self)).count
        },
    ]
}

// MARK: - Making decoders

extension FuzzedDecoder {
    /// A payload form, as a profile with a field of each type reads it.
    static func message(
        _ name: String, _ form: PayloadForm, seeds: [[UInt8]], words: [[UInt8]]
    ) -> FuzzedDecoder {
        let profile = try? Profile(
            ProfileDescription(
                name: "p", service: .fireStation,
                messages: [
                    MessageDescription(
                        topic: "t/{device}", payload: form, time: TimeDescription(path: "/ts", unit: .seconds),
                        sequence: "/seq", match: MatchDescription(path: "/on", values: [.boolean(true)]),
                        fields: [
                            FieldDescription(name: "v", path: "/v", type: .number, scale: "0.1", offset: "-40"),
                            FieldDescription(name: "deep", path: "/a/1/b~1c", type: .number),
                            FieldDescription(name: "on", path: "/on", type: .boolean),
                            FieldDescription(name: "mode", path: "/mode", type: .text),
                            FieldDescription(name: "whole", path: "", type: .text),
                        ])
                ], alarms: []))
        return FuzzedDecoder(name: name, seeds: seeds, words: words) { bytes in
            guard let plan = profile?.messages.first else { return -1 }
            let payload = Array(bytes)
            return (plan.matches(payload) ? 1 : 0) &+ ((try? plan.read(payload)) == nil ? 0 : 2)
        }
    }

    static func texts(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    private static let router: TopicRouter = {
        let topics = ["t/{device}", "community/{area}/fire/{device}/telemetry", "a/b/c", "{device}"]
        let profiles = topics.compactMap { topic in
            try? Profile(
                ProfileDescription(
                    name: "p", service: .fireStation,
                    messages: [
                        MessageDescription(
                            topic: topic,
                            fields: [FieldDescription(name: "v", path: "/v", type: .number)])
                    ], alarms: []))
        }
        return TopicRouter(profiles)
    }()

    private static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard let decimal = ExactDecimal(bytes), let factor = ExactDecimal("0.1".utf8) else { return 0 }
        let scaled = decimal * factor + decimal
        return Int(truncatingIfNeeded: scaled.floored) &+ (scaled.double == nil ? 1 : 2)
    }
}

// MARK: - Real shapes

extension FuzzedDecoder {
    static let jsonSeeds = texts([
        #"{"ts":1795420800,"seq":17,"v":214,"on":true,"mode":"normal","a":[0,{"b/c":1.5e3}]}"#,
        #"{"params":{"x":[1,2,{"y":null}]},"mode":"\u70df\uD83D\uDE00\n","v":-0.0,"on":false,"v":1}"#,
        #"[{"id":"a","v":1},{"id":"b","v":2}]"#, #"{" v ":"100.00","alarm":null,"big":123456789012345678901234567890}"#,
        "[[[[[[[[[[]]]]]]]]]]", #""just a text""#, "true", " 12 ", "{}",
    ])
    static let jsonWords = texts([
        "{", "}", "[", "]", "\"", "\\", "\\u", "\\uD83D", ":", ",", "null", "true", "false", "NaN", "Infinity", "-",
        "1e309", "1e-400", "0.1", "9007199254740993", "\"v\":", "\"\":", "\u{FEFF}", "//", "/*", "'",
        String(repeating: "[", count: 200), String(repeating: "{\"a\":", count: 200),
        String(repeating: "9", count: 400),
    ])
    static let timeSeeds = [
        "2026-11-23T08:00:00.250Z", "2026-11-24T01:30:26.626308Z+0000", "2024-02-29 23:59:60+08:00",
        "9999-12-31T23:59:59,999999999999999999999999-2359", "0000-01-01T00:00:00Z",
    ]
    static let numberSeeds = ["214", "-0.1", "1e308", "-9.99e-324", "123456789012345678901234567890.5", "1E+0000001"]
    static let topicSeeds = [
        "t/d-1", "community/532899101201/fire/sd-0117/telemetry", "a/b/c", "/", "////", "t/\u{4E2D}\u{0301}",
        String(repeating: "/", count: 300),
    ]
    static let legacySeeds: [[UInt8]] = [
        [0x37, 0xC2, 0xA5, 0x30, 0x32, 0xCA, 0xD2, 0xD1, 0xCC, 0xB8, 0xD0, 0, 0, 0],
        [0x20, 0xA1, 0xA1, 0xD1, 0xCC, 0x20],
        [0x81, 0x30, 0x81, 0x30, 0xE3, 0x32, 0x9A, 0x35, 0x84, 0x31, 0xA4, 0x39], [0xFF, 0xFF, 0x80, 0xD1],
    ]
    static let legacyWords: [[UInt8]] = [[0x81], [0x30], [0xFE], [0xFF], [0x80], [0x7F], [0], [0xA1, 0xA1], [0x39]]
}

extension LegacyText {
    /// A table with holes in it: what stands in it is no matter here.
    static let sample = LegacyText { bytes in
        let number = bytes.reduce(UInt32(0)) { $0 << 7 ^ UInt32($1) }
        return number % 7 == 0 ? nil : Unicode.Scalar(0x4E00 + number % 20_000)
    }
}

// MARK: - Frames of GB/T 26875.3

extension FuzzedDecoder {
    /// A frame of each type and of several objects, one after another, and one with garbage.
    static let frameSeeds: [[UInt8]] = {
        let time: [UInt8] = [2, 58, 9, 26, 9, 12]
        let place: [UInt8] = [1, 1, 40, 10, 0, 2, 0]
        let text = [UInt8](repeating: 0xB0, count: 31)
        let data: [[UInt8]] = [
            [], [1, 2, 1, 1, 2, 0] + time + [11, 3, 0, 3] + time, [2, 1] + place + [2, 0] + text + time,
            [3, 2] + place + [3, 0x20, 3] + time + place + [200, 0, 0x80] + time, [4, 1, 1, 2, 0x84, 7] + time,
            [5, 1, 1, 2, 3, 4], [6, 2, 1, 2, 3, 65, 66, 67, 1, 3, 0], [7, 1] + place + text, [8, 1, 1, 2] + time,
            [21, 1, 8] + time, [24, 1, 0x20, 1] + time, [25, 1, 1, 1], [26, 1, 2, 0xD1, 0xCC], [28, 1] + time,
            [61, 1, 1, 2], [62, 1, 1, 2, 10, 0, 2, 0], [64, 1, 1, 2, 5] + time, [84, 1, 5] + time, [81, 1, 0],
            [90, 1] + time, [91, 1, 10],
        ]
        let frames = data.enumerated().map { frame(command: UInt8($0.offset % 6 + 1), data: $0.element) }
        return frames + [frames[1] + frames[2], [0x40, 0x40, 1] + frames[3] + [0x23, 0x23, 0x40] + frames[0]]
    }()
    static let frameWords: [[UInt8]] = [
        [0x40, 0x40], [0x23, 0x23], [0], [0xFF], [0x40], [0, 0, 0, 0, 0, 0], [2, 255], [3, 1],
    ]

    private static func frame(command: UInt8, data: [UInt8]) -> [UInt8] {
        let head: [UInt8] = [1, 0, 1, 1, 32, 58, 9, 26, 9, 12, 0x79, 3, 0, 0, 0, 0, 0x38, 0x5B, 1, 0, 0, 0]
        let body = head + [UInt8(data.count), 0, command] + data
        return [0x40, 0x40] + body + [body.reduce(0, &+), 0x23, 0x23]
    }

    /// Puts length, end and sum of a frame right that the whole payload is.
    static let mendFrame: @Sendable (inout [UInt8]) -> Void = { bytes in
        guard bytes.count >= 30, bytes.count <= 1054 else { return }
        bytes[0] = 0x40
        bytes[1] = 0x40
        bytes[24] = UInt8((bytes.count - 30) & 0xFF)
        bytes[25] = UInt8((bytes.count - 30) >> 8)
        bytes[bytes.count - 3] = bytes[2..<bytes.count - 3].reduce(0, &+)
        bytes[bytes.count - 2] = 0x23
        bytes[bytes.count - 1] = 0x23
    }
}
