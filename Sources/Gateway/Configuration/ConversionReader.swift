import AlarmEngine
import Yams

/// Reads what a field's value goes through between its place and its type.
struct ConversionReader {
    let file: SourceFile
    let type: ValueType?

    /// Reads the keys of a field into `field`.
    func read(_ keys: MappingReader, into field: inout FieldDescription) {
        field.cut = keys.optional("cut").flatMap(cut)
        field.invalid = keys.optional("invalid").flatMap { $0.codes("10000, \"\"") } ?? []
        field.bits = keys.optional("bits").flatMap(bits)
        field.written = keys.optional("written").flatMap(written)
        readSpellings(keys, into: &field)
        readWords(keys, into: &field)
        checkBits(keys, field)
        field.defaultValue = keys.optional("default").flatMap { defaultValue($0, field) }
        if let sentIn = only(.number, keys.optional("sent_in")) {
            field.sentIn = sentIn.filledText("a unit such as °F")
            if field.unit == nil {
                file.report(
                    "'sent_in' needs the 'unit' that the field is to have; write it beside", at: sentIn.keyPlace)
            }
        }
    }

    /// A key that makes sense for one type only.
    private func only(_ wanted: ValueType, _ value: YAMLValue?) -> YAMLValue? {
        guard let value else { return nil }
        if let type, type != wanted {
            file.report(
                "\(value.label) needs 'type: \(wanted.rawValue)'; the type is '\(type.rawValue)'", at: value.keyPlace)
        }
        return value
    }

    // MARK: Texts and numbers

    private func cut(_ value: YAMLValue) -> CutDescription? {
        let example = "a mapping such as {from: 24, to: 26} or {after: \"T:\", before: \";\"}"
        guard let keys = MappingReader(value, example: example) else { return nil }
        defer { keys.finish() }
        let (from, to) = (keys.optional("from"), keys.optional("to"))
        let (after, before) = (keys.optional("after"), keys.optional("before"))
        let counted = [from, to].compactMap { $0 }
        let marked = [after, before].compactMap { $0 }
        if counted.isEmpty, marked.isEmpty {
            value.report("says nothing to cut; write \(example)")
            return nil
        }
        if let stray = marked.first, !counted.isEmpty {
            file.report("'from' and 'to' exclude 'after' and 'before'; write two of them", at: stray.keyPlace)
            return nil
        }
        guard marked.isEmpty else {
            return .between(
                after: after?.filledText("the text before it"), before: before?.filledText("the text behind it"))
        }
        let range = -1_000_000...1_000_000
        let start = from.map { $0.integer(range) } ?? 0
        guard let start else { return nil }
        let end = to?.integer(range)
        if let to, let end, end <= start, (end < 0) == (start < 0) {
            to.report("is not behind 'from', so that nothing is left; write a larger number")
        }
        return .characters(from: start, to: end)
    }

    private func written(_ value: YAMLValue) -> NumberWriting? {
        value.choice(of: NumberWriting.allCases, synonyms: ["string": .text, "decimal": .text, "hexadecimal": .hex])
    }

    /// `3` or `4..7`.
    private func bits(_ value: YAMLValue) -> ClosedRange<Int>? {
        guard let text = value.text("a bit such as 3, or some such as 4..7") else { return nil }
        let ends = text.split(separator: "..", omittingEmptySubsequences: false).map { Int($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first >= 0, last <= 63,
            first <= last
        else {
            value.report("must be a bit from 0 to 63 such as 3, or some such as 4..7; here it is \(quoted(text))")
            return nil
        }
        return first...last
    }

    private func checkBits(_ keys: MappingReader, _ field: FieldDescription) {
        if let written = keys.optional("written"), field.bits == nil, type == .text {
            file.report("'written' is for numbers; the type is 'text'", at: written.keyPlace)
        }
        guard let bits = field.bits, let value = keys.optional("bits") else { return }
        switch type {
        case .boolean? where bits.count > 1 && field.trueFor.isEmpty && field.falseFor.isEmpty:
            value.report(
                "are several, and a boolean takes one; write one bit, or 'true_for' with the numbers that are true")
        case .text? where field.words.isEmpty:
            value.report("are a number, and the type is 'text'; write 'words' for what the number stands for")
        case nil, .number?, .boolean?, .text?: break
        }
    }

    /// What a field is until it is heard: of its type and, where codes stand for words, one of these.
    private func defaultValue(_ value: YAMLValue, _ field: FieldDescription) -> Value? {
        switch type {
        case .number?: return value.decimal().flatMap(Double.init).map { .number($0) }
        case .boolean?: return value.boolean().map { .boolean($0) }
        case .text?: return value.defaultText(among: field.words.map(\.word) + [field.other].compactMap { $0 })
        case nil: return nil
        }
    }

    // MARK: Spellings and words

    private func readSpellings(_ keys: MappingReader, into field: inout FieldDescription) {
        let falseValue = only(.boolean, keys.optional("false_for"))
        field.trueFor = only(.boolean, keys.optional("true_for")).flatMap { $0.codes("ALARM, 1") } ?? []
        field.falseFor = falseValue.flatMap { $0.codes("IDLE, 0") } ?? []
        if let both = field.falseFor.first(where: field.trueFor.contains) {
            falseValue?.report("has \(both.shown), which is in 'true_for' too; write it in one of them")
        }
    }

    private func readWords(_ keys: MappingReader, into field: inout FieldDescription) {
        let words = only(.text, keys.optional("words"))
        if let words { field.words = self.words(words) }
        guard let other = only(.text, keys.optional("other")) else { return }
        field.other = other.filledText("a word such as unknown")
        if words == nil {
            file.report("'other' is what codes stand for that are not among 'words'; write 'words'", at: other.keyPlace)
        }
    }

    private func words(_ value: YAMLValue) -> [CodeWord] {
        guard let keys = MappingReader(value, example: "a mapping such as {1: alarm, 2: silent}") else { return [] }
        if keys.members.isEmpty { value.report("is empty; write at least one code with its word, such as {1: alarm}") }
        var words: [CodeWord] = []
        for member in keys.members {
            guard let code = member.keyCode(in: value.node), let word = member.filledText("a word") else { continue }
            if words.contains(where: { $0.code == code }) {
                file.report("the code \(code.shown) stands in \(value.label) twice", at: member.keyPlace)
            }
            words.append(CodeWord(code, word))
        }
        return words
    }
}

extension YAMLValue {
    /// A text, and one of `words` where there are any.
    fileprivate func defaultText(among words: [String]) -> Value? {
        guard let value = code() else { return nil }
        guard case .text(let text) = value else {
            report("must be a text, as the field is; here it is \(value.shown): put it in quotation marks")
            return nil
        }
        guard words.isEmpty || words.contains(text) else {
            let meant = suggestion(for: text, among: words).map { "; did you mean '\($0)'?" } ?? ""
            report("must be one of the field's words, \(alternatives(words)); here it is \(quoted(text))\(meant)")
            return nil
        }
        return value
    }

    /// This value's key as a code: a number, true or false, or a text.
    fileprivate func keyCode(in mapping: Node) -> Value? {
        let keyNode = mapping.mapping?.first { $0.key.scalar?.string == key }?.key
        guard let keyNode else { return .text(key) }
        return YAMLValue(key: key, label: "the code", keyPlace: keyPlace, node: keyNode, file: file).code()
    }
}
