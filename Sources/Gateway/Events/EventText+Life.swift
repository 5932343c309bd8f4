import AlarmEngine

// Drills, covers and what the engine says of its own accord, in the languages operators read.
extension EventText {
    /// What stands before everything that belongs to a drill.
    public var drillMark: String { inLanguage(en: "[DRILL]", zh: "【演练】", both: "【演练 DRILL】") }

    /// What a list of alarms says of one beside its text: why it flaps, is covered or goes on, by whom, and until when.
    public func remarks(onStanding event: Event) -> [String] {
        if event.period != nil { return [target(of: event), hand(in: event), event.until.map(end)].compactMap { $0 } }
        guard event.cover != nil || event.reason == EngineReason.flapping.text else { return [] }
        return [hand(in: event), event.until.map(end)].compactMap { $0 }
    }

    /// The one device that a drill, a maintenance or an absence is for.
    func target(of event: Event) -> String? {
        event.period == nil ? nil : event.values.first { $0.name == "device" }?.value.text
    }

    /// Who did it and why; what the engine did itself has a reason alone.
    func hand(in event: Event) -> String? {
        switch (event.by, event.reason) {
        case (let by?, let reason?): "by \(by): \(reason)"
        case (let by?, nil): "by \(by)"
        case (nil, let reason?): words(for: reason)
        case (nil, nil): nil
        }
    }

    /// What lies over the alarm, where the event itself does not say so.
    func cover(over event: Event) -> String? {
        switch (event.cover, event.kind) {
        case (nil, _), (.shelved, .shelved), (.suppressed, .suppressed), (.outOfService, .outOfService): nil
        case (.shelved, _): inLanguage(en: "while shelved", zh: "搁置中")
        case (.suppressed, _): inLanguage(en: "while suppressed", zh: "抑制中")
        case (.outOfService, _): inLanguage(en: "while out of service", zh: "停用中")
        }
    }

    /// When it ends by itself.
    func end(_ until: Moment) -> String {
        inLanguage(en: "until \(localTime(until))", zh: "至 \(localTime(until))")
    }

    private func words(for reason: String) -> String {
        guard let known = EngineReason(reason) else { return reason }
        return inLanguage(en: reason, zh: known.chinese)
    }

    private func inLanguage(en: String, zh: String, both: String? = nil) -> String {
        switch language {
        case .en: en
        case .zh: zh
        case .both: both ?? "\(zh) / \(en)"
        }
    }
}

/// The reasons that the engine itself gives for an event (docs/life.md), which are English in the ledger.
enum EngineReason: Hashable {
    case flapping
    /// How often and for how long, as the engine writes them.
    case flappingOver(raises: Substring, time: Substring)
    case drillOver
    case raisedInFlood
    /// After how long, the level if the policy names one, and the sink.
    case escalated(after: Substring, level: Level?, sink: Substring)

    /// Nil for any other text: what a person wrote, or the name of a parent.
    init?(_ text: String) {
        switch text {
        case "flapping": self = .flapping
        case "drill over": self = .drillOver
        case "raised in a flood": self = .raisedInFlood
        case _:
            let parts = text.split(separator: ": ", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            if parts[0] == "flapping over" {
                let words = parts[1].split(separator: " ")
                guard words.count == 4, words[1] == "raises", words[2] == "in" else { return nil }
                self = .flappingOver(raises: words[0], time: words[3])
            } else {
                guard Span(String(parts[0])) != nil else { return nil }
                let names = parts[1].split(separator: ", ")
                guard (1...2).contains(names.count), let sink = names.last else { return nil }
                let level = names.count == 2 ? Level(rawValue: String(names[0])) : nil
                guard names.count == 1 || level != nil else { return nil }
                self = .escalated(after: parts[0], level: level, sink: sink)
            }
        }
    }

    /// As the engine writes it.
    var text: String {
        switch self {
        case .flapping: "flapping"
        case .flappingOver(let raises, let time): "flapping over: \(raises) raises in \(time)"
        case .drillOver: "drill over"
        case .raisedInFlood: "raised in a flood"
        case .escalated(let after, let level, let sink):
            "\(after): \([level?.rawValue, String(sink)].compactMap { $0 }.joined(separator: ", "))"
        }
    }

    var chinese: String {
        switch self {
        case .flapping: "频繁抖动"
        case .flappingOver(let raises, let time): "抖动结束：\(time) 内发生 \(raises) 次"
        case .drillOver: "演练结束"
        case .raisedInFlood: "告警潮中发生"
        case .escalated(let after, let level, let sink):
            "\(after) 后上报\(level.map { $0.chinese } ?? "") \(sink)"
        }
    }
}

extension Level {
    fileprivate var chinese: String {
        switch self {
        case .household: "本户联系人"
        case .group: "联户组"
        case .village: "村（社区）"
        case .township: "乡镇（街道）"
        case .county: "县（市、区）"
        case .prefecture: "州（市）"
        }
    }
}

/// What alarms say that mean the same for every device, so that no profile need say it.
enum BuiltInWords {
    static func text(of life: Life) -> Words {
        let device = life.device.device
        return switch life.alarm {
        case "silence": Words(en: "Nothing heard from \(device)", zh: "\(device) 失联")
        case "payload": Words(en: "\(device) sends what cannot be read", zh: "\(device) 发来的数据无法解析")
        case _: Words()
        }
    }
}
