import AlarmEngine

extension YAMLValue {
    /// A text in the operators' languages.
    func words() -> Words? {
        languages().map { Words(en: $0.en?.filledText(), zh: $0.zh?.filledText()) }
    }

    /// A text in the operators' languages whose `{…}` name a field, a parameter or something of the device.
    ///
    /// Without `names`, which then could not be read, any name will do.
    func template(naming names: [String]?) -> Words? {
        guard let languages = languages() else { return nil }
        return Words(
            en: languages.en?.templateText(naming: names.map { $0 + Names.placeholders }),
            zh: languages.zh?.templateText(naming: names.map { $0 + Names.placeholders }))
    }

    /// A severity; its Chinese colour is answered with the word that stands for it here.
    func severity() -> Severity? {
        choice(
            of: Severity.allCases.reversed(),
            synonyms: ["red": .extreme, "orange": .severe, "yellow": .moderate, "blue": .minor])
    }

    private func languages() -> (en: YAMLValue?, zh: YAMLValue?)? {
        guard let keys = MappingReader(self, example: "a mapping such as {en: …, zh: …}") else { return nil }
        let (en, zh) = (keys.optional("en"), keys.optional("zh"))
        keys.finish()
        if keys.members.isEmpty { report("is empty; write en, zh or both") }
        return (en, zh)
    }

    private func templateText(naming names: [String]?) -> String? {
        guard let text = filledText() else { return nil }
        var rest = text[...]
        while let opening = rest.firstIndex(of: "{") {
            let place = place(ofByte: text.utf8.distance(from: text.startIndex, to: opening))
            let inside = rest[rest.index(after: opening)...]
            guard let closing = inside.firstIndex(where: { $0 == "}" || $0 == "{" }), inside[closing] == "}" else {
                file.report("a '{' without its '}'; write a name in braces, such as {place}", at: place)
                return text
            }
            let name = String(inside[..<closing])
            if let names, !names.contains(name) {
                let meant = suggestion(for: name, among: names).map { "did you mean {\($0)}?" }
                let choices = "write one of \(names.map { "{\($0)}" }.joined(separator: ", "))"
                file.report("\(label) names the unknown \(quoted("{\(name)}")); \(meant ?? choices)", at: place)
            }
            rest = inside[inside.index(after: closing)...]
        }
        return text
    }
}
