/// How a payload becomes one JSON document: docs/payloads.md, section 1.
struct DocumentPlan: Sendable {
    /// One wrapping, and what is in it.
    struct Layer: Sendable {
        let description: PayloadDescription
        /// Of the form `bytes`, and of no other.
        let bytes: BytesPlan?
    }

    /// Something wrapped in a string of the document.
    struct Inside: Sendable {
        let path: String
        /// Finds the string, and behind it the port where there is one.
        let places: PayloadPlan
        let stringSlot: Int
        let portSlot: Int?
        let layer: Layer
    }

    /// Of each of the wrapped.
    static let maximumUnwrapped = 256 * 1024

    let layer: Layer
    let inside: [Inside]

    /// Whether the payload is read as it came: UTF-8, and JSON or one plain text.
    var isPlain: Bool {
        guard inside.isEmpty, layer.description.encoding == .raw, layer.description.charset == .utf8 else {
            return false
        }
        switch layer.description.form {
        case .json, .text: return true
        case .looseJSON, .csv, .pairs, .bytes, .gb26875: return false
        }
    }

    /// Whether what is read is one plain text rather than JSON.
    var isText: Bool { layer.description.form == .text && inside.isEmpty }

    /// The document of a payload that is not plain; a plain text where ``isText``.
    func document(_ payload: UnsafeBufferPointer<UInt8>, _ aids: DecodingAids) throws(UndecodableCause) -> [UInt8] {
        var document = try layer.document(payload, aids, port: nil, asText: isText)
        for part in inside { document = try part.unwrapped(in: document, aids) }
        return document
    }

    /// A payload's text, valid UTF-8, without a byte-order mark and the zeros behind it.
    static func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(UndecodableCause) -> UnsafeBufferPointer<UInt8> {
        let text = UnsafeBufferPointer(rebasing: bytes[bytes.textRange])
        guard UTF8Check.isValid(text) else { throw .notUTF8 }
        return text
    }
}

extension DocumentPlan.Layer {
    /// Unwraps bytes and makes JSON of them, or leaves a text as it is.
    func document(
        _ bytes: UnsafeBufferPointer<UInt8>, _ aids: DecodingAids, port: Int?, asText: Bool = false
    ) throws(UndecodableCause) -> [UInt8] {
        guard let unwrapped = try description.encoding.unwrapped(UnsafeBufferPointer(rebasing: bytes[bytes.textRange]))
        else {
            return try read(bytes, aids, port: port, asText: asText)
        }
        return try unwrapped.withUnsafeBufferPointer { (bytes) throws(UndecodableCause) in
            try read(bytes, aids, port: port, asText: asText)
        }
    }

    private func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ aids: DecodingAids, port: Int?, asText: Bool
    ) throws(UndecodableCause) -> [UInt8] {
        if !description.form.isText { return try binary(bytes, aids, port: port) }
        switch description.charset {
        case .utf8:
            return try form(try DocumentPlan.text(bytes), asText: asText)
        case .gb18030:
            let legacy = UnsafeBufferPointer(rebasing: bytes[bytes.textRange])
            return try aids.legacyText.utf8(legacy).withUnsafeBufferPointer { (text) throws(UndecodableCause) in
                try form(text, asText: asText)
            }
        }
    }

    private func binary(
        _ bytes: UnsafeBufferPointer<UInt8>, _ aids: DecodingAids, port: Int?
    ) throws(UndecodableCause) -> [UInt8] {
        if let plan = self.bytes {
            do throws(BytesError) {
                return try plan.document(bytes, port: port, legacyText: aids.legacyText)
            } catch {
                throw .notBytes(error.description)
            }
        }
        do throws(GB26875.Refusal) {
            return try GB26875.document(bytes, text: aids.legacyText)
        } catch {
            throw .notGB26875(error.description)
        }
    }

    private func form(
        _ text: UnsafeBufferPointer<UInt8>, asText: Bool
    ) throws(UndecodableCause) -> [UInt8] {
        let form = description.form
        do throws(FormError) {
            switch form {
            case .json, .bytes, .gb26875: return Array(text)
            case .text:
                if asText { return Array(text) }
                var document: [UInt8] = []
                document.append(quoted: text)
                return document
            case .looseJSON: return try LooseJSON.document(text)
            case .csv: return try description.csv.document(text)
            case .pairs: return try description.pairs.document(text)
            }
        } catch {
            throw .notOfForm(form, error)
        }
    }
}

extension DocumentPlan.Inside {
    /// The document with what is wrapped here unwrapped in its place; as it is where nothing stands here.
    func unwrapped(in document: [UInt8], _ aids: DecodingAids) throws(UndecodableCause) -> [UInt8] {
        try document.withUnsafeBufferPointer { (bytes) throws(UndecodableCause) in
            guard let (range, text) = try found(in: bytes) else { return document }
            do throws(UndecodableCause) {
                guard let text else { throw .notString }
                let inner = try unwrapped(text.0, aids, port: text.port)
                return Array(document[..<range.lowerBound]) + inner + document[range.upperBound...]
            } catch {
                throw .inside(path: path, error)
            }
        }
    }

    /// The string's place with its quotation marks, and what it stands for; nil where nothing stands there.
    private func found(
        in bytes: UnsafeBufferPointer<UInt8>
    ) throws(UndecodableCause) -> (range: Range<Int>, text: ([UInt8], port: Int?)?)? {
        let tokens: [JSONToken?]
        do throws(JSONError) {
            tokens = try places.capture(bytes)
        } catch {
            throw .notJSON(error)
        }
        switch tokens[stringSlot] {
        case nil, .null?: return nil
        case .string(let range, let isEscaped)?:
            let text = Array(JSONString.decode(bytes, range, isEscaped: isEscaped).utf8)
            return (range.lowerBound - 1..<range.upperBound + 1, (text, port(tokens, bytes)))
        case .boolean?, .number?, .structure?: return (0..<0, nil)
        }
    }

    private func port(_ tokens: [JSONToken?], _ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let portSlot, case .number(let range)? = tokens[portSlot] else { return nil }
        return ExactDecimal(bytes[range])?.whole.flatMap { Int(exactly: $0) }
    }

    private func unwrapped(_ text: [UInt8], _ aids: DecodingAids, port: Int?) throws(UndecodableCause) -> [UInt8] {
        let inner = try text.withUnsafeBufferPointer { (bytes) throws(UndecodableCause) in
            try layer.document(bytes, aids, port: port)
        }
        guard inner.count <= DocumentPlan.maximumUnwrapped else { throw .tooLarge }
        // Of its own, so that the place in the error is a place in what was wrapped.
        if layer.description.form == .json {
            do throws(JSONError) {
                _ = try inner.withUnsafeBufferPointer { (bytes) throws(JSONError) in try PayloadPlan().capture(bytes) }
            } catch {
                throw .notJSON(error)
            }
        }
        return inner
    }
}
