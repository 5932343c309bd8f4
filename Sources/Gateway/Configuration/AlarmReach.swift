import AlarmEngine

/// Which alarms nobody outside hears of.
struct AlarmReach {
    let sinks: [SinkConfiguration]
    let escalation: EscalationReach

    /// Warns of each alarm with signal `alarm` that no webhook is told, at once or when it escalates.
    func report(in profile: ReadProfile) {
        let description = profile.description
        for alarm in description.alarms where alarm.signal == .alarm {
            guard let worst = alarm.levels.map(\.severity).max(),
                let advice = advice(for: worst, description.service)
            else { continue }
            warn(of: alarm.name, severity: worst, advice: advice, at: ["alarms", alarm.name, "signal"], in: profile)
        }
        if let silence = description.silence, silence.signal == .alarm,
            let advice = advice(for: silence.severity, description.service)
        {
            warn(of: "silence", severity: silence.severity, advice: advice, at: ["silence", "signal"], in: profile)
        }
    }

    /// Warns of each correlation with signal `alarm` that no webhook is told.
    func report(in correlations: ReadCorrelations) {
        for (value, correlation) in correlations.all where correlation.signal == .alarm {
            guard let advice = advice(for: correlation.severity, correlation.service) else { continue }
            let what = "the correlation '\(correlation.name)' (signal alarm, \(correlation.severity.rawValue))"
            correlations.file.report(
                "\(what) reaches no webhook; \(advice)", at: value.member("signal")?.place ?? value.place,
                weight: .warning)
        }
    }

    private func warn(of alarm: String, severity: Severity, advice: String, at path: [String], in profile: ReadProfile)
    {
        let name = "'\(alarm)' of '\(profile.description.name)'"
        let message = "the alarm \(name) (signal alarm, \(severity.rawValue)) reaches no webhook; \(advice)"
        profile.file.report(message, at: profile.place(of: path), weight: .warning)
    }

    /// What would let it through; nil if it gets through.
    private func advice(for severity: Severity, _ service: Service) -> String? {
        let webhooks = sinks.filter(\.isWebhook)
        let called = escalation.sinks(hearing: .alarm, severity, service)
        guard !webhooks.contains(where: { called.contains($0.name) }) else { return nil }
        guard !webhooks.isEmpty else { return "configure a sink of type webhook" }
        let awake = webhooks.filter { !$0.route.isStandby }
        guard !awake.isEmpty else { return "configure a webhook that is no standby" }
        let hearing = awake.filter { $0.route.signals.contains(.alarm) }
        guard let first = hearing.first else { return "add alarm to the signals of '\(awake[0].name)'" }
        guard hearing.allSatisfy({ $0.route.minimumSeverity > severity }) else { return nil }
        return "lower the min_severity of '\(first.name)' to \(severity.rawValue)"
    }
}
