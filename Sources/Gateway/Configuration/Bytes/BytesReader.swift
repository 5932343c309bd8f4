import AlarmEngine
import Yams

/// Reads a `bytes:` description, and reports every mistake in it: docs/bytes.md.
struct BytesReader {
    let file: SourceFile

    /// The description at `value`, which the engine can carry out; nil, and reported, if there is a mistake in it.
    func description(of value: YAMLValue) -> BytesDescription? {
        let before = file.problems.count
        guard let description = read(value), file.problems.count == before else { return nil }
        do throws(ProfileProblems) {
            _ = try BytesPlan(description)
            return description
        } catch {
            for problem in error.problems { report(problem, in: value) }
            return nil
        }
    }

    private func read(_ value: YAMLValue) -> BytesDescription? {
        let example = "a mapping such as {endian: big, read: [{name: battery, type: u8}]}, or the list alone"
        if value.node.sequence != nil {
            return BytesDescription(read: items(value, path: []))
        }
        guard let keys = MappingReader(value, example: example) else { return nil }
        let endian = keys.optional("endian").map { $0.endian() } ?? .big
        let read = keys.required("read", "write what stands in the payload, such as read: [{name: battery, type: u8}]")
        keys.finish(["items": "write 'read'", "fields": "write 'read'"])
        guard let read, let endian else { return nil }
        return BytesDescription(endian: endian, read: items(read, path: ["read"]))
    }

    private func report(_ problem: ProfileProblem, in root: YAMLValue) {
        var value = root
        for step in problem.path {
            guard let next = value.member(step) ?? value.item(step) else { break }
            value = next
        }
        var place = value.place
        if let offset = problem.offset {
            // The expression of `text:(…)` stands in parentheses.
            let text = value.node.scalar?.string ?? ""
            let isLength = ["type", "within"].contains(problem.path.last ?? "")
            let inset = isLength ? text.utf8.firstIndex(of: UInt8(ascii: "(")).map { text.utf8[...$0].count } ?? 0 : 0
            place = value.place(ofByte: offset + inset)
        }
        file.report(problem.message, at: place)
    }

    /// The items of a list; one item may stand for a list of one.
    func items(_ value: YAMLValue, path: [String]) -> [BytesItem] {
        if value.node.mapping != nil { return item(value, path: path).map { [$0] } ?? [] }
        guard let list = value.list(of: "items such as [{name: battery, type: u8}]") else { return [] }
        return list.compactMap { item($0, path: path + [$0.key]) }
    }

    private func item(_ value: YAMLValue, path: [String]) -> BytesItem? {
        guard path.count < 200, let keys = MappingReader(value, example: "an item such as {name: battery, type: u8}")
        else { return nil }
        let at = keys.optional("at")?.expression()
        let when = keys.optional("when")?.expression()
        guard let deed = deed(keys, path: path) else { return nil }
        return BytesItem(path: path, at: at, when: when, deed: deed)
    }

    /// What an item does is said by the first of these keys that it has.
    private func deed(_ keys: MappingReader, path: [String]) -> BytesItem.Deed? {
        let has = { (key: String) in keys.members.contains { $0.key == key } }
        if has("records") { return records(keys, path: path) }
        if has("choose") { return choice(keys, path: path).map(BytesItem.Deed.choose) }
        defer { Self.finish(keys) }
        if has("repeat") { return repeats(keys, path: path) }
        if has("within") { return within(keys, path: path) }
        if has("check") { return check(keys) }
        if has("skip") { return keys.optional("skip")?.expression().map(BytesItem.Deed.skip) }
        if has("seek") { return keys.optional("seek")?.expression().map(BytesItem.Deed.seek) }
        if has("refuse") { return keys.optional("refuse")?.filledText("the reason").map(BytesItem.Deed.refuse) }
        if has("stop") { return stop(keys) }
        if has("read") || has("into") { return group(keys, path: path) }
        return BytesFieldReader(file: file).field(keys, path: path).map(BytesItem.Deed.value)
    }

    /// Reports the keys that mean nothing; one without a value is often what stands behind a comma.
    static func finish(_ keys: MappingReader) {
        keys.finish(hints) { member in
            guard member.node.scalar?.isNothing ?? false, !member.key.allSatisfy({ $0.isLetter || $0 == "_" }) else {
                return nil
            }
            return "a ',' ends a text within '{…}'; put the whole expression in quotation marks"
        }
    }

    /// Keys that others write, and what to write here.
    static let hints = [
        "if": "write 'when'", "mask": "write 'bits'", "enum": "write 'words'", "map": "write 'words'",
        "factor": "write 'scale'", "multiplier": "write 'scale'", "add": "write 'offset'", "format": "write 'write'",
        "default": "write 'other'", "length": "the length stands in the type, such as text:8",
        "size": "the length stands in the type, such as text:8", "count": "write 'times'",
        "signed": "write a type such as i16, or 'type: signed' in 'bits'", "path": "write 'name'",
        "equals": "write 'must_be'", "unit": "units stand in 'fields:', not here", "pos": "write 'at'",
    ]

    private func group(_ keys: MappingReader, path: [String]) -> BytesItem.Deed? {
        let name = keys.optional("into")?.filledText("the name of an object")
        let read = keys.required("read", "write what goes into it").map { items($0, path: path + ["read"]) }
        guard let read else { return nil }
        return name.map { .into($0, read) } ?? .group(read)
    }

    private func stop(_ keys: MappingReader) -> BytesItem.Deed? {
        guard let value = keys.optional("stop"), let stops = value.boolean() else { return nil }
        if !stops { value.report("can only be true; take the item away, or give it a 'when'") }
        return .stop
    }

    private func repeats(_ keys: MappingReader, path: [String]) -> BytesItem.Deed? {
        let name = keys.optional("repeat")?.text("a name, or \"\" for no array")
        let times = keys.required("times", "write a number, an expression, or rest")?.expression()
        let read = keys.required("read", "write what is read each time").map { items($0, path: path + ["read"]) }
        guard let name, let times, let read else { return nil }
        return .repeats(BytesRepeat(name: name.isEmpty ? nil : name, times: times == "rest" ? nil : times, read: read))
    }

    private func records(_ keys: MappingReader, path: [String]) -> BytesItem.Deed? {
        let head = keys.optional("records").map { items($0, path: path + ["records"]) } ?? []
        guard keys.optional("choose") != nil else {
            let advice = "'choose' is missing; write what tells the records apart, such as choose: _type"
            file.report(advice, at: keys.place)
            return nil
        }
        guard let choice = choice(keys, path: path) else { return nil }
        return .repeats(BytesRepeat(name: nil, read: head + [BytesItem(path: path, deed: .choose(choice))]))
    }

    private func within(_ keys: MappingReader, path: [String]) -> BytesItem.Deed? {
        let value = keys.optional("within")
        let read = keys.required("read", "write what is read in it").map { items($0, path: path + ["read"]) }
        guard let value, let text = value.filledText("a number of bytes, an expression, or a type such as u8"),
            let read
        else { return nil }
        return .within(BytesType.Length(text) ?? .expression(text), read)
    }

    private func check(_ keys: MappingReader) -> BytesItem.Deed? {
        let kind = keys.optional("check")?.choice(
            of: BytesCheck.Kind.allCases,
            synonyms: ["modbus": .crc16Modbus, "crc16": .crc16Modbus, "xor": .xor8, "sum": .sum8, "bcc": .xor8])
        let from = keys.optional("from")?.expression()
        let to = keys.optional("to")?.expression()
        let endian = keys.optional("endian")?.endian()
        return kind.map { .check(BytesCheck(kind: $0, from: from, to: to, endian: endian)) }
    }
}

extension BytesReader {
    /// The choice of an item with `choose`; every key that means nothing else is a code.
    private func choice(_ keys: MappingReader, path: [String]) -> BytesChoice? {
        let expression = keys.optional("choose")?.expression()
        let other = keys.optional("other").map { self.other($0, path: path) } ?? .refuse
        let known = ["choose", "other", "records", "at", "when"]
        var branches: [BytesChoice.Branch] = []
        for member in keys.members where !known.contains(member.key) {
            if let meant = suggestion(for: member.key, among: known), Int(member.key) == nil {
                file.report("unknown key \(quoted(member.key)); did you mean '\(meant)'?", at: member.keyPlace)
            }
            branches.append(BytesChoice.Branch(code: member.key, read: branch(member, path: path + [member.key])))
        }
        if branches.isEmpty {
            file.report("'choose' has no cases; write at least one, such as 1: [ … ]", at: keys.place)
        }
        return expression.map { BytesChoice(expression: $0, branches: branches, other: other) }
    }

    private func branch(_ value: YAMLValue, path: [String]) -> [BytesItem] {
        guard let word = value.node.scalar?.string, !(value.node.scalar?.isNothing ?? true) else {
            return items(value, path: path)
        }
        switch word {
        case "skip": return []
        case "stop": return [BytesItem(path: path, deed: .stop)]
        case "refuse": return [BytesItem(path: path, deed: .refuse("this case is refused"))]
        case _:
            value.report("must be a list of items, or skip, stop or refuse; here it is \(quoted(word))")
            return []
        }
    }

    private func other(_ value: YAMLValue, path: [String]) -> BytesChoice.Other {
        guard let word = value.node.scalar?.string, !(value.node.scalar?.isNothing ?? true) else {
            return .read(items(value, path: path + ["other"]))
        }
        switch word {
        case "stop": return .stop
        case "skip": return .skip
        case "refuse": return .refuse
        case _:
            let meant =
                suggestion(for: word, among: ["stop", "skip", "refuse"]).map { "; did you mean '\($0)'?" } ?? ""
            value.report("must be stop, skip, refuse or a list of items; here it is \(quoted(word))\(meant)")
            return .refuse
        }
    }
}

extension YAMLValue {
    /// The text of an expression, which the engine reads.
    func expression() -> String? {
        filledText("an expression such as _kind == 2")
    }

    func endian() -> BytesDescription.Endian? {
        choice(
            of: BytesDescription.Endian.allCases, synonyms: ["le": .little, "be": .big, "lsb": .little, "msb": .big])
    }
}
