import AlarmEngine

/// Reads how bytes become a document: `payload`, `encoding`, `charset` and what belongs to each form.
struct PayloadReader {
    let file: SourceFile

    /// The description that `keys` hold; what cannot be read is reported, and taken as its default.
    func payload(_ keys: MappingReader) -> PayloadDescription {
        let form =
            keys.optional("payload").map { $0.choice(of: PayloadForm.allCases, synonyms: Self.synonyms) } ?? .json
        var payload = PayloadDescription(form: form ?? .json)
        if let encoding = keys.optional("encoding")?.choice(of: PayloadEncoding.allCases) {
            payload.encoding = encoding
        }
        if let charset = keys.optional("charset") {
            let choice = charset.choice(
                of: PayloadCharset.allCases, synonyms: Self.charsets)
            if form?.isText == false {
                file.report(
                    "\(charset.label) means nothing in a payload that is no text; take it away", at: charset.keyPlace)
            } else if let choice {
                payload.charset = choice
            }
        }
        if let value = own("csv", keys, of: .csv, form) { payload.csv = csv(value) }
        if let value = own("pairs", keys, of: .pairs, form) { payload.pairs = pairs(value) }
        if let value = own("bytes", keys, of: .bytes, form) {
            payload.bytes = BytesReader(file: file).description(of: value)
        }
        if form == .bytes, keys.optional("bytes") == nil {
            let message = "'bytes' is missing; 'payload: bytes' needs to be told how the bytes are read"
            file.report(message, at: keys.optional("payload")?.keyPlace ?? keys.place)
        }
        return payload
    }

    private static let charsets: [String: PayloadCharset] = [
        "utf8": .utf8, "UTF-8": .utf8, "gbk": .gb18030, "GBK": .gb18030, "gb2312": .gb18030, "GB2312": .gb18030,
        "GB18030": .gb18030,
    ]

    private static let synonyms: [String: PayloadForm] = [
        "binary": .bytes, "raw": .bytes, "hex": .bytes, "base64": .bytes, "json5": .looseJSON, "string": .text,
        "plain": .text, "tsv": .csv, "form": .pairs, "kv": .pairs, "gb26875.3": .gb26875,
    ]

    /// A key that only one form has.
    private func own(_ key: String, _ keys: MappingReader, of form: PayloadForm, _ chosen: PayloadForm?) -> YAMLValue? {
        guard let value = keys.optional(key) else { return nil }
        if let chosen, chosen != form {
            file.report(
                "\(value.label) belongs to 'payload: \(form.rawValue)'; here the payload is \(chosen.rawValue)",
                at: value.keyPlace)
        }
        return value
    }

    private func csv(_ value: YAMLValue) -> CSVDescription {
        var csv = CSVDescription()
        guard let keys = MappingReader(value, example: "a mapping such as {separator: \";\"}") else { return csv }
        if let separator = keys.optional("separator"), let text = separator.text("one character such as \";\"") {
            if text.utf8.count == 1, text != "\"", text != "\n" {
                csv.separator = text
            } else {
                separator.report("must be one character of ASCII such as \";\"; here it is \(quoted(text))")
            }
        }
        csv.columns = keys.optional("columns").flatMap(columns)
        csv.hasRows = keys.optional("rows")?.boolean() ?? false
        keys.finish()
        return csv
    }

    /// Names, and nothing for a column that is passed over.
    private func columns(_ value: YAMLValue) -> [String?]? {
        guard let items = value.list(of: "names such as [time, ~, level]") else { return nil }
        var names: [String?] = []
        for item in items {
            let isNothing = item.node.scalar.map { $0.isNothing || $0.string.isEmpty } ?? false
            let name = isNothing ? nil : item.filledText("a name")
            if let name, names.contains(name) { item.report("names \(quoted(name)) a second time") }
            names.append(name)
        }
        if names.allSatisfy({ $0 == nil }) { value.report("names no column; write at least one name, or leave it out") }
        return names
    }

    private func pairs(_ value: YAMLValue) -> PairsDescription {
        var pairs = PairsDescription()
        guard let keys = MappingReader(value, example: "a mapping such as {between: \"&\", is: \"=\"}") else {
            return pairs
        }
        if let between = keys.optional("between")?.filledText("what stands between two pairs, such as \"&\"") {
            pairs.between = between
        }
        if let equals = keys.optional("is")?.filledText("what stands between a name and its value, such as \"=\"") {
            pairs.equals = equals
        }
        if pairs.between == pairs.equals { value.report("has the same for 'between' and 'is'; they must differ") }
        keys.finish()
        return pairs
    }

    // MARK: What is wrapped

    private static let maximumInside = 8

    /// What is wrapped in the document.
    func inside(_ value: YAMLValue) -> [InsideDescription] {
        guard let items = value.list(of: "mappings such as {path: /data, payload: json}") else { return [] }
        if items.isEmpty { value.report("is empty; write at least one place, or take it away") }
        if items.count > Self.maximumInside {
            items[Self.maximumInside].report("is one too many; at most \(Self.maximumInside) things are unwrapped")
        }
        return items.compactMap { item in
            guard let keys = MappingReader(item, example: "a mapping such as {path: /data, payload: json}") else {
                return nil
            }
            let path = keys.required("path", "write where the string stands, such as path: /data")?.pointer()
            let payload = payload(keys)
            let port = keys.optional("port")
            let portPath = port?.pointer()
            if let port, payload.form != .bytes {
                file.report("\(port.label) is for a 'bytes:' description to ask for; here is none", at: port.keyPlace)
            }
            keys.finish()
            return path.map { InsideDescription(path: $0, payload: payload, port: portPath) }
        }
    }
}
