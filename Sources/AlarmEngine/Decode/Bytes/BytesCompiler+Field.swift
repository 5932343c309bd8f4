extension BytesCompiler {
    /// A value's item, and how errors call it.
    mutating func value(
        _ field: BytesField, path: [String], depth: Int, nesting: Int
    ) -> (title: String, field: BytesStep.Field)? {
        let isHidden = field.name?.hasPrefix("_") ?? true
        if let name = field.name, BytesProgram.Known(rawValue: name) != nil {
            report("'\(name)' is known without being read; choose another name", at: path + ["name"])
        }
        if field.name == "", nesting == 0 {
            report("an empty name is the element of a 'repeat'; here is none, so write a name", at: path + ["name"])
        }
        var place: BytesStep.Place?
        if let name = field.name, !isHidden { place = self.place(name, at: path + ["name"], nesting: nesting) }
        guard let source = source(field, path: path) else { return nil }
        reportMisfits(field, path: path)
        let bits = steps(field.bits, depth: depth + 1, nesting: nesting)
        let step = BytesStep.Field(
            slot: field.name.flatMap { slots[$0] }, place: place, source: source,
            isLittle: (field.endian ?? endianOfAll) == .little, isSwapped: field.isSwapped,
            mustBe: field.mustBe.map(BytesCode.init), wanted: field.mustBe.joined(separator: " or "),
            invalid: field.invalid.map(BytesCode.init),
            words: field.words.map { (BytesCode($0.code), BytesValue($0.value)) },
            otherWord: field.otherWord.map(BytesValue.init),
            trueFor: field.trueFor.map { $0.map(BytesCode.init) },
            falseFor: field.falseFor.map { $0.map(BytesCode.init) }, isBoolean: field.isBoolean,
            flags: flags(field, path: path), noFlag: field.noFlag.map(BytesValue.init),
            scale: decimal(field.scale, at: path + ["scale"]), offset: decimal(field.offset, at: path + ["offset"]),
            decimals: field.decimals, write: writing(field, path: path), bits: bits)
        return (field.name ?? title(of: field), step)
    }

    private func title(of field: BytesField) -> String {
        field.mustBe.isEmpty ? "type" : "must_be: \(field.mustBe.joined(separator: " | "))"
    }

    private mutating func source(_ field: BytesField, path: [String]) -> BytesStep.Source? {
        switch field.source {
        case .type(let type): return .type(type.kind, length(type.length, at: path + ["type"]))
        case .expression(let text): return program(text, at: path + ["value"]).map(BytesStep.Source.program)
        case .constant(let value): return .constant(BytesValue(value))
        case .bits(let range, let isSigned): return .bits(range, isSigned: isSigned)
        case .write: return .write
        }
    }

    private mutating func decimal(_ text: String?, at path: [String]) -> ExactNumber? {
        guard let text else { return nil }
        if let number = ExactNumber(text), number.digits.magnitude < 1_000_000_000_000_000_000 { return number }
        report("the number has more digits than can be computed with exactly; write at most 18", at: path)
        return nil
    }

    private mutating func writing(_ field: BytesField, path: [String]) -> BytesTemplate? {
        guard let text = field.write, let template = template(text, at: path + ["write"]) else { return nil }
        switch field.source {
        case .write:
            if template.namesItself {
                report("'{}' stands for the value read, and none is read here; write {name}", at: path + ["write"])
            }
        case .type, .expression, .constant, .bits:
            if template.isFixed {
                report(
                    "the text names no value; write it with {} for the value, such as \"{} mm\"", at: path + ["write"])
            }
        }
        return template
    }

    private func flags(_ field: BytesField, path: [String]) -> [(bit: Int, word: BytesValue)]? {
        field.flags?.compactMap { flag in Int(flag.code).map { ($0, BytesValue(flag.value)) } }
    }

    /// Reports what does not go with the kind of value that is read.
    private mutating func reportMisfits(_ field: BytesField, path: [String]) {
        let isNumber: Bool? =
            switch field.source {
            case .type(let type): type.isNumber
            case .bits: true
            case .expression, .constant, .write: nil
            }
        if isNumber == true {
            let codes =
                [("must_be", field.mustBe), ("invalid", field.invalid), ("words", field.words.map(\.code))]
                + [("true_for", field.trueFor ?? []), ("false_for", field.falseFor ?? [])]
            for (key, texts) in codes {
                for word in texts.flatMap({ BytesCode($0).words }) {
                    report("the code '\(word)' is no number, and a number is read here", at: path + [key])
                }
            }
        }
        if isNumber == false {
            for (key, isWritten) in [
                ("scale", field.scale != nil), ("offset", field.offset != nil), ("decimals", field.decimals != nil),
                ("flags", field.flags != nil), ("bits", !field.bits.isEmpty),
            ] where isWritten {
                report("'\(key)' needs a number, and a text is read here", at: path + [key])
            }
        }
    }
}
