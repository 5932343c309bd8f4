import AlarmEngine

/// Which alarms nobody outside hears of.
struct AlarmReach {
    let sinks: [SinkConfiguration]
    let escalation: EscalationReach

    /// One alarm or correlation that no webhook is told, and why.
    private struct Unheard {
        let name: String
        let severity: Severity
        let cause: Cause
        let file: SourceFile
        let place: Place
    }

    /// What keeps it from being told: what is mended once.
    private enum Cause: Hashable {
        case noWebhook
        case noneAwake
        case signals(of: String)
        case severity(of: String)

        /// What would let through what is at least so severe.
        func advice(_ severity: Severity) -> String {
            switch self {
            case .noWebhook: "configure a sink of type webhook"
            case .noneAwake: "configure a webhook that is no standby"
            case .signals(let sink): "add alarm to the signals of '\(sink)'"
            case .severity(let sink): "lower the min_severity of '\(sink)' to \(severity.rawValue)"
            }
        }
    }

    /// How many of those with one cause are named.
    private static let named = 3

    /// Warns of the alarms and correlations with signal `alarm` that no webhook is told, at once or when they escalate.
    ///
    /// - Parameters:
    ///   - profiles: whose alarms may be unheard.
    ///   - correlations: which may be, too.
    ///   - file: the configuration, where several have one cause.
    ///   - sinks: where it says who is told.
    func report(
        _ profiles: [ReadProfile], _ correlations: [ReadCorrelations], in file: SourceFile, at sinks: Place
    ) {
        let unheard = profiles.flatMap(unheard) + correlations.flatMap(unheard)
        var causes: [Cause] = []
        for one in unheard where !causes.contains(one.cause) { causes.append(one.cause) }
        for cause in causes { report(unheard.filter { $0.cause == cause }, cause, in: file, at: sinks) }
    }

    private func report(_ unheard: [Unheard], _ cause: Cause, in file: SourceFile, at sinks: Place) {
        guard let first = unheard.first, let least = unheard.map(\.severity).min() else { return }
        guard unheard.count > 1 else {
            first.file.report(
                "the \(first.name) (signal alarm, \(first.severity.rawValue)) reaches no webhook; \(cause.advice(least))",
                at: first.place, weight: .warning)
            return
        }
        let names = unheard.prefix(Self.named).map { "the \($0.name) (\($0.severity.rawValue))" }
        let rest = unheard.count > names.count ? " and \(unheard.count - names.count) more" : ""
        let what = "\(unheard.count) alarms with signal alarm reach no webhook: \(names.joined(separator: ", "))\(rest)"
        file.report("\(what); \(cause.advice(least))", at: sinks, weight: .warning)
    }

    private func unheard(of profile: ReadProfile) -> [Unheard] {
        let description = profile.description
        var alarms = description.alarms.filter { $0.signal == .alarm }.map { alarm in
            (alarm.name, alarm.levels.map(\.severity).max(), ["alarms", alarm.name, "signal"])
        }
        if let silence = description.silence, silence.signal == .alarm {
            alarms.append(("silence", silence.severity, ["silence", "signal"]))
        }
        return alarms.compactMap { name, severity, path in
            guard let severity, let cause = cause(severity, description.service) else { return nil }
            return Unheard(
                name: "alarm '\(name)' of '\(description.name)'", severity: severity, cause: cause, file: profile.file,
                place: profile.place(of: path))
        }
    }

    private func unheard(of correlations: ReadCorrelations) -> [Unheard] {
        correlations.all.compactMap { value, correlation in
            guard correlation.signal == .alarm, let cause = cause(correlation.severity, correlation.service) else {
                return nil
            }
            return Unheard(
                name: "correlation '\(correlation.name)'", severity: correlation.severity, cause: cause,
                file: correlations.file, place: value.member("signal")?.place ?? value.place)
        }
    }

    /// Nil if it gets through.
    private func cause(_ severity: Severity, _ service: Service) -> Cause? {
        let webhooks = sinks.filter(\.isWebhook)
        let called = escalation.sinks(hearing: .alarm, severity, service)
        guard !webhooks.contains(where: { called.contains($0.name) }) else { return nil }
        guard !webhooks.isEmpty else { return .noWebhook }
        let awake = webhooks.filter { !$0.route.isStandby }
        guard !awake.isEmpty else { return .noneAwake }
        let hearing = awake.filter { $0.route.signals.contains(.alarm) }
        guard let first = hearing.first else { return .signals(of: awake[0].name) }
        guard hearing.allSatisfy({ $0.route.minimumSeverity > severity }) else { return nil }
        return .severity(of: first.name)
    }
}
