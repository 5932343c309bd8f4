import AlarmEngine
import TestSupport
import Testing

@testable import Gateway

@Suite("Reading how a payload is described")
struct PayloadReaderTests {
    let folder = TemporaryFolder()

    private func read(_ text: String) throws -> ProfileDescription {
        writeFile(folder.file("profile.yaml"), "profile: p\nservice: fire-station\nsilence: {after: 1d}\n" + text)
        let file = try SourceFile(folder.file("profile.yaml"), shown: "profile.yaml")
        let profile = try #require(ProfileReader(file: file, folderName: "p").profile())
        #expect(file.problems.map(\.description) == [])
        _ = try Profile(profile.description)
        return profile.description
    }

    private func message(_ text: String) throws -> MessageDescription {
        try #require(try read("topic: t/{device}\n" + text).messages.first)
    }

    @Test("Every form, encoding and charset")
    func forms() throws {
        for form in PayloadForm.allCases where form != .text && form != .bytes {
            #expect(try message("payload: \(form.rawValue)\nfields: {x: {path: /x, type: text}}").payload == form)
        }
        let csv = try message(
            "payload: csv\nencoding: hex\ncharset: gb18030\ncsv: {separator: \";\", columns: [time, ~, level], rows: true}\n"
                + "fields: {x: {path: /0/level, type: text}}")
        #expect(
            csv.body
                == PayloadDescription(
                    form: .csv, encoding: .hex, charset: .gb18030,
                    csv: CSVDescription(separator: ";", columns: ["time", nil, "level"], hasRows: true)))
        let pairs = try message(
            "payload: pairs\npairs: {between: \" \", is: \":\"}\nfields: {x: {path: /x, type: text}}")
        #expect(pairs.body.pairs == PairsDescription(between: " ", equals: ":"))
    }

    @Test("Bytes, and what is wrapped inside")
    func bytes() throws {
        let message = try message(
            """
            payload: json
            inside:
              - {path: /data, payload: loose-json, charset: utf-8}
              - {path: /frm_payload, encoding: base64, payload: bytes, bytes: {read: [{name: v, type: u8}]}, port: /f_port}
            fields: {v: {path: /frm_payload/v, type: number}}
            """)
        #expect(message.inside.map(\.path) == ["/data", "/frm_payload"])
        #expect(message.inside[0].payload == PayloadDescription(form: .looseJSON))
        #expect(message.inside[1].payload.encoding == .base64 && message.inside[1].port == "/f_port")
        #expect(message.inside[1].payload.bytes?.read.count == 1)
        #expect(
            try self.message("payload: bytes\nbytes: [{name: v, type: u8}]\nfields: {v: {path: /v, type: number}}").body
                .bytes != nil)
    }

    @Test("Every key of a field")
    func fields() throws {
        let fields = try message(
            """
            fields:
              a: {path: /a, type: number, cut: {from: 24, to: 26}, written: hex, bits: 4..7, scale: 0.1, unit: °C, sent_in: °F}
              b: {path: /b, type: boolean, bits: 3}
              c: {path: /c, type: boolean, true_for: [ON, 1, "1"], false_for: OFF}
              d: {path: /d, type: text, cut: {after: "T:", before: ";"}, words: {1: alarm, "2": silent, 0x1F: test, true: 开}, other: unknown}
              e: {path: /e, type: number, invalid: [10000, "", 0xFFFF]}
              f: {path: /f, type: text, cut: {from: -4}, invalid: n/a}
            """
        ).fields
        #expect(fields[0].cut == .characters(from: 24, to: 26) && fields[0].written == .hex && fields[0].bits == 4...7)
        #expect(fields[0].scale == "0.1" && fields[0].sentIn == "°F")
        #expect(fields[1].bits == 3...3)
        #expect(fields[2].trueFor == [.text("ON"), .number(1), .text("1")] && fields[2].falseFor == [.text("OFF")])
        #expect(fields[3].cut == .between(after: "T:", before: ";") && fields[3].other == "unknown")
        #expect(
            fields[3].words == [
                CodeWord(.number(1), "alarm"), CodeWord(.text("2"), "silent"), CodeWord(.number(31), "test"),
                CodeWord(.boolean(true), "开"),
            ])
        #expect(fields[4].invalid == [.number(10000), .text(""), .number(65535)])
        #expect(fields[5].cut == .characters(from: -4, to: nil) && fields[5].invalid == [.text("n/a")])
    }

    @Test("Times in all their ways, a list of them, and what the clock is worth")
    func times() throws {
        let message = try message(
            """
            clock: receipt
            time:
              - {path: /a, unit: s, epoch: "2018-09-10T00:00:00+08:00"}
              - {path: /b, format: "dd/MM/yyyy HH:mm:ss", zone: +08:00, max_age: 2h}
              - {path: /c, unit: iso8601, zone: "-03"}
            fields: {x: {path: /x, type: text}}
            """)
        #expect(message.clock == .receipt)
        #expect(message.times.map(\.path) == ["/a", "/b", "/c"])
        #expect(message.times[0].epoch == Moment(milliseconds: 1_536_508_800_000))
        #expect(message.times[1].format == "dd/MM/yyyy HH:mm:ss" && message.times[1].secondsEast == 28_800)
        #expect(message.times[2].secondsEast == -10_800)
    }

    @Test("Many readings, whose they are, and through what")
    func each() throws {
        let profile = try read(
            """
            repeats: 2s
            messages:
              - topic: gw/{bridge}/up
                each: /readings
                device: {path: /id}
                order: newest-first
                spacing: 30m
                bridge: {outer: /gateway}
                time: {outer: /ts, unit: s}
                sequence: {outer: /seq}
                match: {outer: /kind, equals: A}
                fields: {v: {path: /v, type: number}, battery: {outer: /battery, type: number}}
              - topic: gw/{bridge}/map
                each: ""
                device: {member: true}
                fields: {v: {path: /v, type: number}}
              - topic: z2m/{device}/availability
                availability: {path: /state, offline: [offline, Offline], online: online}
            """)
        #expect(profile.repeats == .seconds(2))
        let many = profile.messages[0]
        #expect(many.each == EachDescription(path: "/readings", order: .newestFirst, spacing: .minutes(30)))
        #expect(many.device == .value(MessagePlace(path: "/id")))
        #expect(many.bridge == MessagePlace(path: "/gateway", isOuter: true))
        #expect(many.time?.isOuter == true && many.isSequenceOuter && many.match?.path == "/kind")
        #expect(many.fields.map(\.isOuter) == [false, true])
        #expect(profile.messages[1].device == .member)
        #expect(
            profile.messages[2].availability
                == AvailabilityDescription(
                    path: "/state", online: [.text("online")], offline: [.text("offline"), .text("Offline")]))
    }

    @Test("A text payload may be cut into many fields")
    func cutText() throws {
        let message = try message(
            """
            payload: text
            fields:
              whole: {type: text}
              a: {type: number, cut: {from: 0, to: 2}}
              b: {type: boolean, true_for: [ON]}
            """)
        #expect(message.fields.map(\.path) == ["", "", ""])
    }
}
