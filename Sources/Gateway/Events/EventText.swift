import AlarmEngine

/// An event as one line for a person: the log, `tail`, `replay --format text`.
///
///     2026-11-23 16:00:10.250 +08:00  SEVERE   橙  alarm        raised          5328/3号楼/smoke-17 smoke-high  3号楼 烟雾浓度 12.3 %/m  #42 0123456789abcdef
///
/// Nothing from outside gets in unescaped, so a line is a line.
public struct EventText: Sendable {
    public enum Language: String, CaseIterable, Sendable {
        case en, zh, both
    }

    public var language: Language
    /// Colours by severity (ANSI): for a terminal only.
    public var isColoured: Bool
    /// The local time's seconds east of UTC at a moment.
    public var secondsEast: @Sendable (Moment) -> Int

    public init(
        language: Language = .zh, isColoured: Bool = false,
        secondsEast: @escaping @Sendable (Moment) -> Int = { _ in 0 }
    ) {
        self.language = language
        self.isColoured = isColoured
        self.secondsEast = secondsEast
    }

    /// The line, without its line feed.
    public func line(_ numbered: NumberedEvent) -> String {
        let event = numbered.event
        let columns = [
            localTime(event.time),
            coloured(severityColumn(event.severity), as: event),
            DisplayWidth.padded(event.signal.rawValue, to: 11),
            DisplayWidth.padded(event.kind.rawValue, to: 14),
            DisplayWidth.padded(TerminalSafe.escaped(subject(of: event)), to: 36),
        ]
        return (columns + remarks(on: numbered)).joined(separator: "  ")
    }

    /// `2026-11-23 16:00:10.250 +08:00`.
    public func localTime(_ moment: Moment) -> String {
        let east = secondsEast(moment)
        let local = Timestamp.text(moment + .seconds(Int64(east))).dropLast().split(separator: "T").joined(
            separator: " ")
        let minutes = abs(east) / 60
        return "\(local) \(east < 0 ? "-" : "+")\(twoDigits(minutes / 60)):\(twoDigits(minutes % 60))"
    }

    private func subject(of event: Event) -> String {
        let parts: [String?] = [event.area, event.place ?? event.zone, event.life.device.device]
        let path = parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "/")
        return "\(path) \(event.life.alarm)"
    }

    /// What follows the columns: that it is a drill, the text, who and why, what lies over it and until when, how often, and the
    /// numbers to refer to it by.
    private func remarks(on numbered: NumberedEvent) -> [String] {
        let event = numbered.event
        var remarks: [String] = []
        if event.isTest { remarks.append(drillMark) }
        if let words = words(of: event) { remarks.append(TerminalSafe.escaped(words)) }
        if let device = target(of: event) { remarks.append(TerminalSafe.escaped(device)) }
        if let hand = hand(in: event) { remarks.append(TerminalSafe.escaped(hand)) }
        if let cover = cover(over: event) { remarks.append(cover) }
        if let until = event.until { remarks.append(end(until)) }
        if event.occurrences > 1 { remarks.append("×\(event.occurrences)") }
        if event.isLate { remarks.append("late") }
        if !numbered.isRecorded { remarks.append("unrecorded") }
        remarks.append("#\(numbered.sequence) \(numbered.id)")
        return remarks
    }

    /// What it says, in the language asked for; figures where it has no words, nil where it has neither.
    public func words(of event: Event) -> String? {
        let text = event.text == Words() ? BuiltInWords.text(of: event.life) : event.text
        switch language {
        case .zh: return text.zh ?? text.en ?? values(of: event)
        case .en: return text.en ?? text.zh ?? values(of: event)
        case .both:
            let texts = [text.zh, text.en].compactMap { $0 }
            return texts.isEmpty ? values(of: event) : texts.joined(separator: " / ")
        }
    }

    /// An alarm without words still shows its figures.
    private func values(of event: Event) -> String? {
        guard !event.values.isEmpty else { return nil }
        return event.values.map { named in
            switch named.value {
            case .number(let number): "\(named.name)=\(shortest(number))"
            case .boolean(let value): "\(named.name)=\(value)"
            case .text(let text): "\(named.name)=\(text)"
            }
        }.joined(separator: " ")
    }

    private func severityColumn(_ severity: Severity) -> String {
        let word =
            switch severity {
            case .extreme: ("EXTREME", "红")
            case .severe: ("SEVERE", "橙")
            case .moderate: ("MODERATE", "黄")
            case .minor: ("MINOR", "蓝")
            }
        return "\(DisplayWidth.padded(word.0, to: 8)) \(word.1)"
    }

    private func coloured(_ text: String, as event: Event) -> String {
        guard isColoured else { return text }
        // What calls nobody now is as pale as what is over: nobody shall run for a drill.
        let isOver = !event.state.isActive || event.isTest || event.cover != nil
        let code =
            switch event.severity {
            case .extreme: isOver ? "2;31" : "1;97;41"
            case .severe: isOver ? "2;38;5;208" : "1;38;5;208"
            case .moderate: isOver ? "2;33" : "1;33"
            case .minor: isOver ? "2;34" : "1;34"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

private func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
}

private func shortest(_ number: Double) -> String {
    var writer = JSONWriter()
    writer.number(number)
    return writer.text
}
