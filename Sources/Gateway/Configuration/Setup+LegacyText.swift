import AlarmEngine

extension Setup {
    /// What is to be said once where the C library cannot read GB18030 although profiles need it; nil where all is well.
    public var legacyTextWarning: String? { legacyTextWarning(isKnown: LegacyText.system != nil) }

    func legacyTextWarning(isKnown: Bool) -> String? {
        guard !isKnown else { return nil }
        let needing = descriptions.filter { $0.messages.contains(where: \.needsLegacyText) }.map { "'\($0.name)'" }
        guard !needing.isEmpty else { return nil }
        let more = needing.count > 3 ? " and \(needing.count - 3) more" : ""
        let names = needing.prefix(3).joined(separator: ", ") + more
        return "The C library has no tables for GB18030, in which payloads of \(names) write Chinese: "
            + "such texts cannot be read; install the package libc-gconv-modules-extra (Debian 13 and later)."
    }
}

extension MessageDescription {
    /// Whether something of its payload is written in GB18030, or may be.
    fileprivate var needsLegacyText: Bool {
        ([body] + inside.map(\.payload)).contains { payload in
            switch payload.form {
            case .gb26875: true
            case .bytes: payload.bytes?.read.contains(where: \.needsLegacyText) ?? false
            case .json, .looseJSON, .text, .csv, .pairs: payload.charset == .gb18030
            }
        }
    }
}

extension BytesItem {
    fileprivate var needsLegacyText: Bool {
        switch deed {
        case .value(let field):
            if case .type(let type) = field.source { return type.kind == .gb18030 }
            return false
        case .group(let items), .into(_, let items), .within(_, let items):
            return items.contains(where: \.needsLegacyText)
        case .choose(let choice):
            if case .read(let items) = choice.other, items.contains(where: \.needsLegacyText) { return true }
            return choice.branches.contains { $0.read.contains(where: \.needsLegacyText) }
        case .repeats(let item): return item.read.contains(where: \.needsLegacyText)
        case .skip, .seek, .check, .stop, .refuse: return false
        }
    }
}
