import AlarmEngine
import Yams

/// Reads the item of a `bytes:` description that says a value.
struct BytesFieldReader {
    let file: SourceFile

    func field(_ keys: MappingReader, path: [String]) -> BytesField? {
        let name = keys.optional("name")?.text("a name such as battery")
        let type = keys.optional("type")
        let value = keys.optional("value")
        let constant = keys.optional("is")
        let write = keys.optional("write")
        let sources = [type, value, constant].compactMap { $0 }
        if sources.count > 1 {
            sources[1].report("and \(sources[0].label) exclude each other; write one of them")
        }
        guard let source = source(type, value, constant, write, keys) else { return nil }
        var field = BytesField(name: name, source: source)
        field.endian = keys.optional("endian")?.endian()
        field.isSwapped = swapped(keys, source)
        if let value = keys.optional("must_be") { field.mustBe = codes(value) }
        readMeaning(keys, into: &field)
        if let bits = keys.optional("bits") { field.bits = self.bits(bits, of: source, path: path + ["bits"]) }
        if name == nil, field.bits.isEmpty, field.mustBe.isEmpty {
            _ = keys.required("name", "write one, or skip: N to pass bytes over")
        }
        return field
    }

    private func source(
        _ type: YAMLValue?, _ value: YAMLValue?, _ constant: YAMLValue?, _ write: YAMLValue?, _ keys: MappingReader
    ) -> BytesField.Source? {
        if let type { return self.type(type).map(BytesField.Source.type) }
        if let value { return value.expression().map(BytesField.Source.expression) }
        if let constant { return self.constant(constant).map(BytesField.Source.constant) }
        if write != nil { return .write }
        let known = [
            "type", "value", "is", "write", "choose", "repeat", "within", "check", "skip", "seek", "read", "into",
        ]
        let strange = keys.members.first { !["name", "at", "when"].contains($0.key) }
        if let strange, let meant = suggestion(for: strange.key, among: known) {
            file.report("unknown key \(quoted(strange.key)); did you mean '\(meant)'?", at: strange.keyPlace)
        } else if let strange, let hint = BytesReader.hints[strange.key] {
            file.report("unknown key \(quoted(strange.key)); \(hint)", at: strange.keyPlace)
        } else {
            let what = "type: u8, value: EXPRESSION, is: VALUE, choose, repeat, within, check, skip or seek"
            file.report("the item does not say what to do; write \(what)", at: keys.place)
        }
        _ = keys.members.map { keys.optional($0.key) }
        return nil
    }

    private static let synonyms = [
        "bool": "u8 with true_for: 1", "boolean": "u8 with true_for: 1", "byte": "u8", "char": "text:1",
        "float": "f32", "double": "f64", "single": "f32", "short": "i16", "int": "i32", "string": "text:8",
        "str": "text:8", "ascii": "text:8", "mac": "hex:6", "bytes": "hex:4", "gbk": "gb18030:8",
        "gb2312": "gb18030:8", "text": "text:8", "hex": "hex:4", "bcd": "bcd:4",
    ]

    private func type(_ value: YAMLValue) -> BytesType? {
        guard let text = value.filledText("a type such as u16") else { return nil }
        if let type = BytesType(text) { return type }
        var plain = text.lowercased()
        var advice = ""
        for (suffix, endian) in [("le", "little"), ("be", "big")] where plain.count > 2 && plain.hasSuffix(suffix) {
            plain = String(plain.dropLast(2))
            if plain.hasSuffix("_") { plain.removeLast() }
            advice = " with endian: \(endian)"
        }
        for (long, short) in [("uint", "u"), ("int", "i"), ("float", "f")] where plain.hasPrefix(long) {
            let meant = short + plain.dropFirst(long.count).prefix { $0.isNumber }
            if BytesType(meant) != nil { plain = meant }
        }
        let meant =
            BytesType(plain) != nil
            ? plain + advice : Self.synonyms[plain] ?? suggestion(for: text, among: BytesType.known)
        let known = "u8 to u64, i8 to i64, s8 to s64, f16, f32, f64, or bcd, bcdtext, hex, text, gb18030, digits or "
        value.report(
            "must be a type: \(known)hexdigits with a length, such as text:8; here it is \(quoted(text))"
                + (meant.map { "; did you mean \($0)?" } ?? ""))
        return nil
    }

    private func swapped(_ keys: MappingReader, _ source: BytesField.Source) -> Bool {
        guard let value = keys.optional("swapped"), let swapped = value.boolean() else { return false }
        if case .type(let type) = source, [.bcd, .bcdText, .hex].contains(type.kind) { return swapped }
        value.report("swaps the digits of bcd, bcdtext and hex; here is none of them")
        return false
    }

    /// The keys that say what the value means, which parts of a number have too.
    private func readMeaning(_ keys: MappingReader, into field: inout BytesField) {
        if let value = keys.optional("invalid") { field.invalid = codes(value) }
        if let value = keys.optional("words") { field.words = words(value) }
        if let value = keys.optional("other") {
            field.otherWord = constant(value)
            if keys.optional("words") == nil { value.report("needs 'words'; here are none") }
        }
        if let value = keys.optional("true_for") { field.trueFor = codes(value) }
        if let value = keys.optional("false_for") { field.falseFor = codes(value) }
        if let value = keys.optional("flags") { field.flags = flags(value) }
        if let value = keys.optional("none") {
            field.noFlag = constant(value)
            if field.flags == nil { value.report("needs 'flags'; here are none") }
        }
        field.scale = keys.optional("scale")?.decimal()
        field.offset = keys.optional("offset")?.decimal()
        field.decimals = keys.optional("decimals")?.integer(0...15)
        field.write = keys.optional("write")?.filledText("a text such as \"{} mm\"")
    }

    private func codes(_ value: YAMLValue) -> [String] {
        (value.oneOrMore(of: "codes such as [0, 0xFF]") ?? []).compactMap { $0.text("a code such as 0xFF") }
    }

    private func words(_ value: YAMLValue) -> [BytesWord] {
        guard let keys = MappingReader(value, example: "a mapping such as {0: normal, 1: alarm}") else { return [] }
        if keys.members.isEmpty { value.report("is empty; write at least one, such as 0: normal") }
        return keys.members.compactMap { member in
            constant(member).map { BytesWord(code: member.key, value: $0) }
        }
    }

    private func flags(_ value: YAMLValue) -> [BytesWord] {
        guard let keys = MappingReader(value, example: "a mapping such as {0: low battery, 2: tamper}") else {
            return []
        }
        return keys.members.compactMap { member in
            guard let bit = Int(member.key), (0...63).contains(bit) else {
                let message = "a bit must be a whole number from 0 to 63; here it is \(quoted(member.key))"
                file.report(message, at: member.keyPlace)
                return nil
            }
            return constant(member).map { BytesWord(code: "\(bit)", value: $0) }
        }
    }

    /// A number, true or false as they stand; anything else is a text, as is what stands in quotation marks.
    private func constant(_ value: YAMLValue) -> Value? {
        guard let text = value.text("a number, true or false, or a text"), let scalar = value.node.scalar else {
            return nil
        }
        if scalar.isPlain, let boolean = Bool(text) { return .boolean(boolean) }
        if scalar.isPlain, isDecimal(text), let number = Double(text), number.isFinite { return .number(number) }
        return .text(text)
    }
}

extension BytesFieldReader {
    private func bits(_ value: YAMLValue, of source: BytesField.Source, path: [String]) -> [BytesItem] {
        guard let keys = MappingReader(value, example: "a mapping such as {0..3: level, 7: {name: low, type: boolean}}")
        else { return [] }
        if case .type(let type) = source, !type.isWhole {
            value.report("needs a whole number such as u16; here is none")
            return []
        }
        let width = Self.width(of: source)
        return keys.members.compactMap { member in
            guard let range = range(member, width: width) else { return nil }
            return part(member, range, path: path + [member.key])
        }
    }

    private static func width(of source: BytesField.Source) -> Int {
        guard case .type(let type) = source, case .fixed(let count) = type.length else { return 64 }
        return count * 8
    }

    private func range(_ member: YAMLValue, width: Int) -> ClosedRange<Int>? {
        let parts = member.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let ends = parts.count == 3 && parts[1].isEmpty ? [parts[0], parts[2]] : parts
        let numbers = ends.compactMap { Int($0) }
        guard numbers.count == ends.count, let low = numbers.first, let high = numbers.last, numbers.count <= 2,
            low <= high, low >= 0, high < width
        else {
            let wanted = "must be a bit or a range of bits such as 0..3, from 0 to \(width - 1)"
            file.report("\(member.label) \(wanted)", at: member.keyPlace)
            return nil
        }
        return low...high
    }

    private func part(_ member: YAMLValue, _ range: ClosedRange<Int>, path: [String]) -> BytesItem? {
        if member.node.scalar != nil {
            guard let name = member.filledText("a name, or a mapping such as {name: low, type: boolean}") else {
                return nil
            }
            let field = BytesField(name: name, source: .bits(range, isSigned: false))
            return BytesItem(path: path, deed: .value(field))
        }
        guard let keys = MappingReader(member, example: "a name, or a mapping such as {name: low, type: boolean}")
        else {
            return nil
        }
        let name = keys.required("name", "write what these bits are called")?.text("a name such as level")
        let kind = keys.optional("type")?.choice(of: PartType.allCases, synonyms: ["bool": .boolean, "int": .signed])
        let when = keys.optional("when")?.expression()
        var field = BytesField(name: name, source: .bits(range, isSigned: kind == .signed))
        field.isBoolean = kind == .boolean
        if let value = keys.optional("must_be") { field.mustBe = codes(value) }
        readMeaning(keys, into: &field)
        BytesReader.finish(keys)
        guard name != nil || !field.mustBe.isEmpty else { return nil }
        return BytesItem(path: path, when: when, deed: .value(field))
    }

    /// How bits are to be read.
    private enum PartType: String, CaseIterable {
        case number, boolean
        /// Two's complement of their width.
        case signed
    }
}
