import AlarmEngine
import Testing

@testable import Gateway

@Suite("An event for people")
struct EventTextTests {
    let chinese = EventText(language: .zh, secondsEast: { _ in 8 * 3600 })

    @Test("Is one line in columns: local time, severity and colour, signal, event, where, text, numbers")
    func line() {
        let event = numbered(42, occurrences: 3)
        #expect(
            chinese.line(event)
                == "2026-11-23 16:00:10.292 +08:00  SEVERE   橙  alarm        raised          "
                + "532822100205/3号楼2层/smoke-17 smoke-high  3号楼2层 烟雾浓度 12.3 %/m  ×3  #42 \(event.id)")
    }

    @Test("Columns stand under each other, whatever the script")
    func columns() {
        var short = numbered(1, kind: .acknowledged, signal: .supervisory, severity: .moderate)
        short.event.place = "厅"
        short.event.area = nil
        var latin = short
        latin.event.place = "hall"
        func start(of text: String, in line: String) -> Int? {
            line.range(of: text).map { DisplayWidth.columns(of: String(line[..<$0.lowerBound])) }
        }
        #expect(start(of: "烟雾", in: chinese.line(short)) == start(of: "烟雾", in: chinese.line(latin)))
        #expect(start(of: "烟雾", in: chinese.line(short)) != nil)
    }

    @Test("Speaks the language asked for, the other where it has only that, and figures where it has neither")
    func languages() {
        var event = numbered(1)
        #expect(EventText(language: .en).line(event).contains("Smoke 12.3 %/m at 3号楼2层"))
        #expect(EventText(language: .both).line(event).contains("烟雾浓度 12.3 %/m / Smoke 12.3"))
        event.event.text = Words(en: "Smoke")
        #expect(chinese.line(event).contains("  Smoke  "))
        event.event.text = Words()
        #expect(chinese.line(event).contains("  smoke=12.3  "))
    }

    @Test("Says who did it and why, that it was late, and that the ledger has not got it")
    func remarks() {
        var event = numbered(1, kind: .acknowledged, isRecorded: false)
        event.event.by = "王芳"
        event.event.reason = "cooking"
        event.event.isLate = true
        #expect(chinese.line(event).contains("  by 王芳: cooking  late  unrecorded  #1 "))
    }

    @Test(
        "Zones west of Greenwich and of half hours",
        arguments: [(-12_600, "04:30:10.251 -03:30"), (20_700, "13:45:10.251 +05:45")])
    func zones(seconds: Int, expected: String) {
        #expect(EventText(secondsEast: { _ in seconds }).line(numbered(1)).contains(expected))
    }

    @Test("Is coloured only where that is asked for, and paler once it is over")
    func colours() {
        var coloured = chinese
        coloured.isColoured = true
        #expect(!chinese.line(numbered(1)).contains("\u{1B}"))
        let active = coloured.line(numbered(1, severity: .extreme))
        #expect(active.contains("\u{1B}[1;97;41mEXTREME  红\u{1B}[0m"))
        var over = numbered(1, severity: .extreme)
        over.event.state = .returned
        #expect(coloured.line(over).contains("\u{1B}[2;31m"))
    }

    @Test("Whatever a payload holds, it is one line and drives no terminal")
    func adversarial() {
        for attack in attacks {
            var event = numbered(1)
            event.event.text = Words(zh: "a\(attack)b")
            event.event.place = attack
            event.event.area = attack
            event.event.by = attack
            event.event.reason = attack
            event.event.life.device.device = attack
            let line = chinese.line(event)
            let bad = line.unicodeScalars.filter { scalar in
                attack.unicodeScalars.contains(scalar) && scalar != " " && !("!"..."~").contains(scalar)
            }
            #expect(bad.isEmpty, "\(attack.unicodeScalars.map { String($0.value, radix: 16) })")
        }
    }
}

/// What could drive a terminal, break a line, or make a text look like another.
private let attacks: [String] =
    (0..<0x20).map { String(UnicodeScalar(UInt8($0))) } + (0x7F..<0xA0).map { String(UnicodeScalar(UInt8($0))) } + [
        "\u{1B}[2J", "\u{1B}]0;owned\u{07}", "\u{9B}31m", "\r\n2026-11-23 fake line", "\u{202E}desrever\u{202C}",
        "\u{2066}\u{2069}", "\u{200B}", "\u{200D}", "\u{200E}\u{200F}", "\u{061C}", "\u{FEFF}", "\u{00AD}", "\u{2028}",
        "\u{2029}", "\u{180E}", "\u{2060}", "\u{E0041}", "\u{E0001}", "\u{3164}", "\u{115F}", "\u{FFA0}", "\u{FE0F}",
        "\u{FFF9}", "\u{E000}", "\u{10FFFF}", "\u{0378}",
    ]

@Suite("Text safe for a terminal")
struct TerminalSafeTests {
    @Test("What people read stays as it is")
    func plain() {
        for text in ["", "smoke-17", "3号楼2层 烟雾浓度 12.3 %/m", "ä ö ñ", "қазақша", "དབུས", "ⵣ", "\\u{1b}", "🔥"] {
            #expect(TerminalSafe.escaped(text) == text)
        }
    }

    @Test("What drives terminals is written as \\u{…}")
    func escaped() {
        #expect(TerminalSafe.escaped("\u{1B}[31mred\u{7}") == "\\u{1b}[31mred\\u{7}")
        #expect(TerminalSafe.escaped("a\r\nb") == "a\\u{d}\\u{a}b")
        #expect(TerminalSafe.escaped("火\u{202E}警") == "火\\u{202e}警")
        #expect(TerminalSafe.escaped("e\u{200B}\u{0301}") == "e\\u{200b}\u{0301}")
    }

    @Test("Chinese takes two columns a character, combining marks none")
    func widths() {
        #expect(DisplayWidth.columns(of: "abc") == 3)
        #expect(DisplayWidth.columns(of: "三号楼，（Ａ）") == 14)
        #expect(DisplayWidth.columns(of: "e\u{0301}") == 1)
        #expect(DisplayWidth.columns(of: "한글ガ🔥") == 8)
        #expect(DisplayWidth.padded("烟", to: 4) == "烟  ")
        #expect(DisplayWidth.padded("烟雾浓", to: 4) == "烟雾浓")
    }
}
