import AlarmEngine

extension YAMLValue {
    /// A text in the operators' languages.
    func words() -> Words? {
        guard let keys = MappingReader(self, example: "a mapping such as {en: …, zh: …}") else { return nil }
        let words = Words(en: keys.optional("en")?.filledText(), zh: keys.optional("zh")?.filledText())
        keys.finish()
        if keys.members.isEmpty { report("is empty; write en, zh or both") }
        return words
    }

    /// A severity; its Chinese colour is answered with the word that stands for it here.
    func severity() -> Severity? {
        choice(
            of: Severity.allCases.reversed(),
            synonyms: ["red": .extreme, "orange": .severe, "yellow": .moderate, "blue": .minor])
    }
}
