#if canImport(AlarmEngine)
    @testable import AlarmEngine
#endif

// MARK: - The forms of payloads, with all that a description may say

extension FuzzedDecoder {
    /// Every form, wrapping, conversion and format that docs/payloads.md has.
    static let forms: [FuzzedDecoder] = [
        form("loose-json", PayloadDescription(form: .looseJSON), seeds: looseSeeds, words: looseWords),
        form(
            "csv", PayloadDescription(form: .csv, csv: columns), seeds: texts(["1;x;on\n2;\"a;\"\"b\";1"]),
            words: tableWords),
        form(
            "pairs", PayloadDescription(form: .pairs), seeds: texts(["v=1,5&on=1&mode=a&ts=2026-01-01 00:00"]),
            words: tableWords),
        form(
            "hex", PayloadDescription(encoding: .hex), seeds: texts(["7B 22 76 22:3a31 7D"]),
            words: texts(["7B", ":", "g", " "])),
        form(
            "base64", PayloadDescription(encoding: .base64), seeds: texts(["eyJ2IjoxfQ==", "eyJ2IjoxfQ"]),
            words: texts(["=", "-", "_", "e"])),
        form("gb18030-json", PayloadDescription(charset: .gb18030), seeds: jsonSeeds, words: legacyWords),
        form("converted", PayloadDescription(), seeds: convertedSeeds, words: jsonWords + looseWords),
    ]

    private static let columns = CSVDescription(separator: ";", columns: ["v", "id", "on", nil], hasRows: true)

    private static let looseSeeds = texts([
        "{'v': 1, on: True, /* x */ “mode”: 'a', // y\n 'r': [{'v': .5}, ...],}", "[None, u'x', 0x1F, 007]",
    ])
    private static let looseWords = texts([
        "'", "\"", "“", "”", "‘", "//", "/*", "*/", "#", "...", ",", "None", "\\x4", "\\u00", "{", "}", "[", "]", ":",
        "…",
        String(repeating: "[", count: 70), "\u{FEFF}",
    ])
    private static let tableWords = texts([";", "\"", "\"\"", "\n", "\r\n", "&", "=", "on", "1_5", "-", "\u{1}", "\\"])
    private static let convertedSeeds = texts([
        #"{"v":"T21,5;","on":"ON","mode":1361,"ts":"01/04/2026 18:25:05","code":255,"r":[{"v":"x"},{"mode":"2"}],"id":"a"}"#,
        #"{"inner":"{\"v\":1}","wrapped":"AQID","port":85,"r":{"a":{"on":0},"b":{"on":"off"}}}"#,
        #"{"r":[{"v":10000,"mode":null,"ts":"20200401T182505+08"},{"v":NaN,"code":-1}]}"#,
    ])

    private static func form(
        _ name: String, _ body: PayloadDescription, seeds: [[UInt8]], words: [[UInt8]]
    ) -> FuzzedDecoder {
        let plans = [described(body, each: nil), described(body, each: "/r"), described(body, each: "")].compactMap {
            $0
        }
        return FuzzedDecoder(name: name, seeds: seeds, words: words) { bytes in
            let payload = Array(bytes)
            let aids = DecodingAids(legacyText: .sample)
            return plans.reduce(plans.count == 3 ? 0 : -1) { outcome, plan in
                let isRead = (try? plan.read(payload, aids)) != nil
                return outcome &* 4 &+ (plan.matches(payload, aids) ? 1 : 0) &+ (isRead ? 2 : 0)
            }
        }
    }

    private static func described(_ body: PayloadDescription, each: String?) -> MessagePlan? {
        var message = MessageDescription(
            topic: "t/{device}", match: MatchDescription(path: "/on", values: [.text("ON")]))
        message.body = body
        message.inside = [
            InsideDescription(path: "/inner", payload: PayloadDescription()),
            InsideDescription(path: "/wrapped", payload: PayloadDescription(form: .text, encoding: .base64)),
        ]
        message.each = each.map { EachDescription(path: $0, order: .newestFirst, spacing: .minutes(30)) }
        message.device = each == nil ? nil : .member
        if each == "" { message.device = .value(MessagePlace(path: "/id")) }
        message.times = [TimeDescription(path: "/ts", unit: .iso8601), TimeDescription(path: "/ts", unit: .seconds)]
        message.times[0].format = "dd/MM/yyyy HH:mm:ss"
        message.fields = fields
        return try? Profile(ProfileDescription(name: "p", service: .fireStation, messages: [message])).messages[0]
    }

    private static let fields: [FieldDescription] = {
        var v = FieldDescription(name: "v", path: "/v", type: .number, unit: "°C", scale: "0.1")
        v.cut = .between(after: "T", before: ";")
        v.written = .comma
        v.sentIn = "°F"
        var number = FieldDescription(name: "number", path: "/v", type: .number)
        number.written = .underscore
        number.invalid = [.number(10000), .text("")]
        var on = FieldDescription(name: "on", path: "/on", type: .boolean)
        on.trueFor = [.text("ON"), .number(1)]
        var mode = FieldDescription(name: "mode", path: "/mode", type: .text)
        mode.words = [CodeWord(.number(1361), "a"), CodeWord(.text("2"), "b")]
        mode.other = "c"
        var bits = FieldDescription(name: "bits", path: "/code", type: .number)
        bits.bits = 4...63
        var tail = FieldDescription(name: "tail", path: "/mode", type: .text)
        tail.cut = .characters(from: -3, to: 99)
        return [v, number, on, mode, bits, tail]
    }()
}
