import AlarmEngine

/// An event for the journal: systemd reads `<N>` at a line's beginning as its priority (sd-daemon(3)).
enum JournalLine {
    static func text(_ numbered: NumberedEvent, by text: EventText) -> String {
        "<\(priority(of: numbered.event))>\(text.line(numbered))"
    }

    /// syslog's: 1 alert, 2 critical, 4 warning, 5 notice, 6 informational.
    static func priority(of event: Event) -> Int {
        switch event.kind {
        case .returned, .cleared, .reset, .withdrawn, .shelved, .suppressed, .outOfService: return 6
        case .raised, .acknowledged, .occurred, .severity, .escalated, .note: break
        case .unshelved, .unsuppressed, .inService: if event.state == .normal { return 6 }
        }
        if event.signal == .test || event.isTest || event.cover != nil { return 6 }
        switch event.severity {
        case .extreme: return 1
        case .severe: return 2
        case .moderate: return 4
        case .minor: return 5
        }
    }
}
