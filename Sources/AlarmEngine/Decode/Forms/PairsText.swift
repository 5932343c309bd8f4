extension PairsDescription {
    /// The object of strings that a text such as `a=1&b=2` is; of a name that stands twice both are in it.
    func document(_ bytes: UnsafeBufferPointer<UInt8>) throws(FormError) -> [UInt8] {
        var document: [UInt8] = [UInt8(ascii: "{")]
        var hasPair = false
        for part in parts(Array(bytes)) {
            let pair = part.trimmed
            if pair.isEmpty { continue }
            let (name, value) = split(pair)
            if document.count > 1 { document.append(UInt8(ascii: ",")) }
            document.append(quoted: name.trimmed)
            document.append(UInt8(ascii: ":"))
            document.append(quoted: (value ?? []).trimmed)
            hasPair = hasPair || value != nil
        }
        guard hasPair else { throw FormError(offset: 0, reason: "no name stands before a '\(equals)'") }
        document.append(UInt8(ascii: "}"))
        return document
    }

    private func parts(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        if between == " " { return text.split(whereSeparator: isBlank) }
        let mark = Array(between.utf8)
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        while let found = text.firstRange(of: mark, from: start) {
            parts.append(text[start..<found.lowerBound])
            start = found.upperBound
        }
        return parts + [text[start...]]
    }

    private func split(_ pair: ArraySlice<UInt8>) -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>?) {
        let text = Array(pair)
        guard let found = text.firstRange(of: Array(equals.utf8), from: 0) else { return (pair, nil) }
        return (text[..<found.lowerBound], text[found.upperBound...])
    }
}
