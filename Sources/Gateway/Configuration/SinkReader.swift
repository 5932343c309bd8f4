import AlarmEngine

/// Reads `sinks:`.
struct SinkReader {
    let files: FileReader

    /// What there is without `sinks:`: the journal.
    static let journal = SinkConfiguration(
        route: SinkRoute(name: "log", minimumSeverity: .minor, signals: Set(Signal.allCases), isStandby: false),
        kind: .log(LogConfiguration(file: nil, format: .text, journal: true)))

    func sinks(_ value: YAMLValue) -> [SinkConfiguration] {
        guard let keys = MappingReader(value, example: "a mapping of sinks by their names") else { return [] }
        if keys.members.isEmpty { value.report("is empty; write at least one sink, or take 'sinks' away") }
        if keys.members.count > 64 { value.report("has \(keys.members.count) sinks; at most 64 are possible") }
        let sinks = keys.members.compactMap(sink)
        if sinks.count == keys.members.count { reportFallbacks(of: sinks, keys) }
        return sinks
    }

    private enum SinkType: String, CaseIterable {
        case log, webhook
    }

    private func sink(_ value: YAMLValue) -> SinkConfiguration? {
        guard value.hasLabelForKey("a sink"), let keys = MappingReader(value, example: "a mapping with a type") else {
            return nil
        }
        switch keys.required("type", "write log or webhook")?.choice(of: SinkType.allCases) {
        case .log: return log(value, keys)
        case .webhook: return webhook(value, keys)
        case nil: return nil
        }
    }

    private func log(_ value: YAMLValue, _ keys: MappingReader) -> SinkConfiguration {
        let path = keys.optional("file").flatMap(files.path)
        let journal = keys.optional("journal")
        let log = LogConfiguration(
            file: path, format: keys.optional("format")?.choice(of: LogConfiguration.Format.allCases) ?? .text,
            journal: journal?.boolean() ?? (path == nil))
        if path == nil, !log.journal, let journal {
            files.file.report("'journal: false' leaves this sink nowhere to write; name a 'file'", at: journal.keyPlace)
        }
        let route = route(value, keys, signals: Signal.allCases, mayStandBy: false)
        keys.finish()
        return SinkConfiguration(route: route, kind: .log(log))
    }

    /// A file of signing keys, which is read here so that `check` finds what `run` would.
    private func signingKeys(_ value: YAMLValue) -> String? {
        guard let path = files.secret(value) else { return nil }
        guard fileKind(path) == .file else { return path }
        do throws(SecretFileError) {
            _ = try Secret.all(inFile: path)
        } catch {
            value.report(
                "names a file that cannot be used: \(error.reason); it must hold 'whsec_' and Base64, one a line")
        }
        return path
    }

    private func webhook(_ value: YAMLValue, _ keys: MappingReader) -> SinkConfiguration {
        let url = keys.required("url", "write it such as url: https://centre.example/hook").flatMap(url)
        let webhook = WebhookConfiguration(
            url: url ?? "", caFile: keys.optional("ca_file").flatMap(files.existing),
            secretFile: keys.optional("secret_file").flatMap(signingKeys),
            deadline: keys.optional("deadline")?.span(atLeast: .seconds(1)) ?? .seconds(10),
            timeout: keys.optional("timeout")?.span(atLeast: Span(milliseconds: 100)) ?? .seconds(5),
            fallback: keys.optional("fallback")?.filledText("the name of another webhook"),
            carry: keys.optional("carry").map(carried) ?? Carried(values: false, text: false, place: false),
            lanes: keys.optional("lanes")?.integer(2...64) ?? 4,
            longestPause: keys.optional("max_interval")?.span(atLeast: .seconds(1)) ?? .minutes(5))
        let route = route(value, keys, signals: [.alarm, .supervisory, .trouble], mayStandBy: true)
        keys.finish(["secret": "write the secret into a file, and its name as 'secret_file'"])
        return SinkConfiguration(route: route, kind: .webhook(webhook))
    }

    private func route(
        _ value: YAMLValue, _ keys: MappingReader, signals: [Signal], mayStandBy: Bool
    ) -> SinkRoute {
        let severity = keys.optional("min_severity")?.severity()
        let items = keys.optional("signals")?.oneOrMore(of: "signals such as [alarm, supervisory]")
        let chosen = items.map { $0.compactMap { $0.choice(of: Signal.allCases.reversed()) } }
        if let items, items.isEmpty {
            files.file.report(
                "a sink with no signals hears nothing; name at least one, such as [alarm]", at: value.keyPlace)
        }
        return SinkRoute(
            name: value.key, minimumSeverity: severity ?? .minor, signals: Set(chosen ?? signals),
            isStandby: mayStandBy ? keys.optional("standby")?.boolean() ?? false : false,
            takesDrills: keys.optional("drills")?.boolean() ?? false)
    }

    private func carried(_ value: YAMLValue) -> Carried {
        let items = value.oneOrMore(of: "values, text, place or names of private fields") ?? []
        let words = items.compactMap { $0.filledText("values, text, place or a private field's name") }
        return Carried(
            values: words.contains("values"), text: words.contains("text"), place: words.contains("place"),
            privateFields: Set(words).subtracting(["values", "text", "place"]))
    }

    private func url(_ value: YAMLValue) -> String? {
        guard let text = value.filledText("a URL such as https://centre.example/hook") else { return nil }
        do throws(AddressMistake) {
            let address = try ServerAddress(text, schemes: ["https", "http"])
            if address.scheme == "http", !address.isLoopback {
                value.report(
                    "is not encrypted: who listens on the way reads and forges alarms; write https://", weight: .warning
                )
            }
            return text
        } catch {
            switch error {
            case .credentials:
                value.report("holds a user name or password; take them away, a webhook is signed with 'secret_file'")
            case .other(let predicate):
                value.report(predicate)
            }
            return nil
        }
    }
}

extension SinkReader {
    /// A fallback must be another webhook, and the way from one to the next must end.
    private func reportFallbacks(of sinks: [SinkConfiguration], _ keys: MappingReader) {
        let fallbacks = Dictionary(uniqueKeysWithValues: sinks.map { ($0.name, $0.fallback) })
        let webhooks = sinks.filter(\.isWebhook).map(\.name)
        for (sink, value) in zip(sinks, keys.members) {
            guard let fallback = sink.fallback, let written = value.member("fallback") else { continue }
            if fallback == sink.name {
                written.report("names this sink itself; name another webhook")
            } else if !webhooks.contains(fallback) {
                let others = webhooks.filter { $0 != sink.name }
                let meant = suggestion(for: fallback, among: others).map { "did you mean '\($0)'?" }
                let what = fallbacks.keys.contains(fallback) ? "which is no webhook" : "which is not configured"
                let choices =
                    others.isEmpty ? "there is no other webhook" : "webhooks: \(others.joined(separator: ", "))"
                written.report("names \(quoted(fallback)), \(what); \(meant ?? choices)")
            } else if circle(from: sink.name, fallbacks) == sink.name {
                written.report("goes round in a circle back to '\(sink.name)'; let one of them end it")
            }
        }
    }

    /// The sink at which following the fallbacks from `start` first comes by again; nil if they end.
    private func circle(from start: String, _ fallbacks: [String: String?]) -> String? {
        var seen: Set<String> = []
        var next: String? = start
        while let name = next, seen.insert(name).inserted { next = fallbacks[name] ?? nil }
        return next
    }
}

extension SinkConfiguration {
    var isWebhook: Bool {
        switch kind {
        case .webhook: true
        case .log: false
        }
    }

    var fallback: String? {
        switch kind {
        case .webhook(let webhook): webhook.fallback
        case .log: nil
        }
    }
}
