import AlarmEngine
import Testing

@testable import Gateway

@Suite("Drills, covers and the engine's own reasons, for people")
struct EventTextLifeTests {
    private let chinese = EventText(language: .zh, secondsEast: { _ in 8 * 3600 })
    private let english = EventText(language: .en, secondsEast: { _ in 8 * 3600 })
    private let both = EventText(language: .both, secondsEast: { _ in 8 * 3600 })

    private func event(_ kind: Event.Kind = .raised, _ change: (inout Event) -> Void) -> NumberedEvent {
        var event = numbered(42, kind: kind)
        change(&event.event)
        return event
    }

    @Test("A drill is marked before its text, and is never as bright as a fire")
    func drill() {
        let drill = event { $0.isTest = true }

        #expect(chinese.line(drill).contains("smoke-high  【演练】  3号楼2层 烟雾浓度"))
        #expect(english.line(drill).contains("smoke-high  [DRILL]  Smoke 12.3"))
        #expect(both.line(drill).contains("smoke-high  【演练 DRILL】  3号楼2层 烟雾浓度"))
        #expect(!chinese.line(numbered(42)).contains("演练"))
        var coloured = english
        coloured.isColoured = true
        #expect(coloured.line(drill).contains("\u{1B}[2;38;5;208m"))
        #expect(coloured.line(numbered(42)).contains("\u{1B}[1;38;5;208m"))
    }

    @Test("What lies over an alarm is said of every event but the one that laid it, and until when in local time")
    func covers() {
        let until = Moment(milliseconds: 1_795_424_410_292)
        let shelved = event(.shelved) {
            $0.cover = .shelved
            $0.until = until
            $0.by = "王芳"
            $0.reason = "painting"
        }
        let beneath = event(.severity) { $0.cover = .outOfService }

        #expect(chinese.line(shelved).contains("  by 王芳: painting  至 2026-11-23 17:00:10.292 +08:00  #42 "))
        #expect(english.line(shelved).contains("  by 王芳: painting  until 2026-11-23 17:00:10.292 +08:00  #42 "))
        #expect(chinese.line(beneath).contains("  停用中  #42 "))
        #expect(english.line(beneath).contains("  while out of service  #42 "))
        #expect(chinese.line(event { $0.cover = .suppressed }).contains("  抑制中  #42 "))
        #expect(both.line(event { $0.cover = .shelved }).contains("  搁置中 / while shelved  #42 "))
    }

    @Test("The longest word has room, so that the columns stand")
    func longestWord() {
        func place(of kind: Event.Kind) -> Int? {
            let line = english.line(numbered(1, kind: kind))
            return line.firstRange(of: "532822100205").map { line.distance(from: line.startIndex, to: $0.lowerBound) }
        }

        #expect(Set(Event.Kind.allCases.map(place)).count == 1)
    }

    @Test(
        "The engine's reasons are English in the ledger and Chinese for who reads Chinese",
        arguments: [
            ("flapping", "频繁抖动"), ("flapping over: 12 raises in 4m10s", "抖动结束：4m10s 内发生 12 次"),
            ("drill over", "演练结束"), ("raised in a flood", "告警潮中发生"),
            ("1m: village, desk-205", "1m 后上报村（社区） desk-205"), ("180s: county, centre", "180s 后上报县（市、区） centre"),
            ("5m: centre", "5m 后上报 centre"),
        ])
    func reasons(english: String, chinese: String) {
        let said = event(.escalated) { $0.reason = english }

        #expect(self.chinese.line(said).contains("  \(chinese)  #42 "))
        #expect(self.english.line(said).contains("  \(english)  #42 "))
        #expect(EngineReason(english)?.text == english)
    }

    @Test(
        "What a person wrote is left as it is",
        arguments: ["painting", "flapping over", "flapping over: now", "soon: village, desk", "1m: planet, desk", ""])
    func otherReasons(reason: String) {
        #expect(chinese.hand(in: event { $0.reason = reason }.event) == reason)
        #expect(chinese.hand(in: event { ($0.by, $0.reason) = ("王芳", "flapping") }.event) == "by 王芳: flapping")
    }

    @Test("A drill, a maintenance or an absence of one device names it, and a list says until when")
    func periods() {
        let drill = event {
            $0.service = .gateway
            $0.life.alarm = "drill"
            $0.text = Words(en: "Drill", zh: "演练")
            $0.values = [NamedValue(name: "device", value: .text("sd-4"))]
            $0.by = "王芳"
            $0.until = Moment(milliseconds: 0)
        }
        let until = "until 1970-01-01 08:00:00.000 +08:00"

        #expect(english.line(drill).contains("  Drill  sd-4  by 王芳  \(until)  #42 "))
        #expect(english.remarks(onStanding: drill.event) == ["sd-4", "by 王芳", until])
        #expect(!english.line(event { $0.values[0].name = "device" }).contains("  12.3  "))
    }

    @Test("A list says why an alarm is covered, by whom and until when; of others, only that they flap")
    func standing() {
        let shelved = event(.severity) {
            $0.cover = .shelved
            $0.by = "王芳"
            $0.until = Moment(milliseconds: 0)
        }.event

        #expect(english.remarks(onStanding: shelved) == ["by 王芳", "until 1970-01-01 08:00:00.000 +08:00"])
        #expect(english.remarks(onStanding: event { $0.reason = "flapping" }.event) == ["flapping"])
        #expect(english.remarks(onStanding: event { $0.by = "王芳" }.event).isEmpty)
    }
}
