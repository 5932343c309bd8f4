import AlarmEngine
import Yams

/// Turns one `profile.yaml` into a description, and reports every mistake that can be seen without reading its rules.
struct ProfileReader {
    let file: SourceFile
    /// The name of the folder the file lies in.
    let folderName: String
    /// That folder's absolute path.
    var folder = "/"
    /// What it may be made with.
    var shared = SharedFiles(roots: [], commons: [], paths: Paths(workingFolder: "/"))

    /// The description, as whole as the file allows; nil if it is not even a profile.
    func profile() -> ReadProfile? {
        guard let root = root(), let keys = MappingReader(root: root, of: file) else { return nil }
        let name = readName(keys)
        let service = keys.required("service", "write fire-station, emergency-broadcast or elder-care")?
            .choice(of: Service.allCases.filter { $0 != .gateway })
        let title = keys.optional("title")?.words() ?? Words()
        var ages = Ages(keys)
        let messages = MessageReader(file: file).messages(of: keys, ages: &ages)
        let repeats = keys.optional("repeats").flatMap(readRepeats)
        let parameters = keys.optional("parameters").map(readParameters) ?? []
        reportDuplicateNames(messages, parameters, keys)
        let rulesCanBeRead = !file.hasErrors
        let alarms = AlarmReader(file: file)
        let silence = keys.optional("silence").flatMap(alarms.silence)
        let described = keys.optional("alarms").map(alarms.alarms) ?? []
        let signs = keys.optional("signs").map(SignReader(file: file).signs) ?? []
        if described.isEmpty, signs.isEmpty, silence == nil, !file.hasErrors {
            file.report("the profile has neither alarms nor silence; write 'alarms:'", at: .beginning)
        }
        let products = keys.optional("products").map(ProductReader().products) ?? []
        // Both have done their work where the file was made whole.
        _ = keys.optional("extends")
        let envelopes = keys.optional("via").flatMap { $0.oneOrMore(of: "envelopes")?.compactMap { $0.text() } } ?? []
        keys.finish()
        guard let name else { return nil }
        var description = ProfileDescription(
            name: name, service: service ?? .fireStation, title: title, messages: messages, parameters: parameters,
            silence: silence, alarms: described, maximumAge: ages.maximum ?? .hours(1),
            maximumNotifyAge: ages.maximumNotify ?? .hours(1))
        description.signs = signs
        description.repeats = repeats
        description.products = products
        description.envelopes = envelopes
        return ReadProfile(description: description, root: root, file: file, rulesCanBeRead: rulesCanBeRead)
    }

    /// The file's mapping, laid over its shapes and put into its envelopes; nil if they cannot all be read.
    private func root() -> Node? {
        guard let root = YAMLDocument.root(of: file) else { return nil }
        guard case .mapping(let mapping) = root, mapping.value(of: "extends") != nil || mapping.value(of: "via") != nil
        else { return root }
        guard file.lineCount <= SharedFiles.longestProfile else {
            let bound = "\(SharedFiles.longestProfile)"
            file.report("a profile made with shapes or envelopes may have \(bound) lines at most", at: file.beginning)
            return nil
        }
        let composition = Composition(file, shared)
        let whole = composition.extended(mapping, in: folder)
        guard composition.isWhole else { return nil }
        let enveloped = EnvelopeMessages(composition: composition, folder: folder).laid(into: whole)
        return composition.isWhole ? .mapping(enveloped) : nil
    }

    private func readName(_ keys: MappingReader) -> String? {
        guard let value = keys.required("profile", "it names the profile as its folder does"),
            let name = value.labelText("a profile")
        else { return nil }
        if name == OwnAlarms.profileName || name == Correlation.profileName {
            value.report("cannot be '\(name)', which is the gateway's own; choose another name")
        } else if name != folderName {
            value.report("is \(quoted(name)), but its folder is called \(quoted(folderName)); they must be equal")
        }
        return name
    }

    /// At most a minute: what comes later is no echo.
    private func readRepeats(_ value: YAMLValue) -> Span? {
        guard let span = value.span(atLeast: Span(milliseconds: 1)) else { return nil }
        if span > .minutes(1) { value.report("must be at most 1m; here it is \(quoted(span.description))") }
        return span
    }

    private func readParameters(_ value: YAMLValue) -> [ParameterDescription] {
        guard let keys = MappingReader(value, example: "a mapping such as {smoke_limit: 10}") else { return [] }
        return keys.members.compactMap { member in
            guard member.hasIdentifierForKey("a parameter"), let value = member.value() else { return nil }
            return ParameterDescription(name: member.key, value: value)
        }
    }

    private func fieldNames(_ messages: [MessageDescription]) -> [String] {
        messages.flatMap { $0.fields.map(\.name) }
    }

    private func reportDuplicateNames(
        _ messages: [MessageDescription], _ parameters: [ParameterDescription], _ keys: MappingReader
    ) {
        let fields = Set(fieldNames(messages))
        for parameter in parameters where fields.contains(parameter.name) {
            let place = keyPlace(of: parameter.name, in: keys.optional("parameters")) ?? keys.place
            file.report("the parameter '\(parameter.name)' has the name of a field; rename one of them", at: place)
        }
        for name in Names.placeholders {
            guard let place = keyPlace(of: name, in: keys.optional("parameters")) else { continue }
            file.report("a parameter cannot be called '\(name)', which texts use for the device's own", at: place)
        }
    }

    private func keyPlace(of key: String, in value: YAMLValue?) -> Place? {
        value?.node.mapping?.first { $0.key.scalar?.string == key }.flatMap { Place($0.key.mark) }
    }
}

/// `max_age` and `max_notify_age`, which may stand at the top or inside a `time:`.
struct Ages {
    var maximum: Span?
    var maximumNotify: Span?

    init(_ keys: MappingReader) {
        take(keys)
    }

    mutating func take(_ keys: MappingReader) {
        if let value = keys.optional("max_age") { take(value.span(), from: value, into: &maximum) }
        if let value = keys.optional("max_notify_age") { take(value.span(), from: value, into: &maximumNotify) }
    }

    private func take(_ span: Span?, from value: YAMLValue, into target: inout Span?) {
        if let target, let span, target != span {
            value.report("is \(span) here and \(target) elsewhere in this profile; write it once")
        }
        target = span ?? target
    }
}
