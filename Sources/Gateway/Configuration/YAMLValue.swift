import AlarmEngine
import Yams

/// One value of a mapping or a list, read as what it should be; anything else is reported, and answers nil.
struct YAMLValue {
    let key: String
    /// How messages name it, such as `'on_delay'` or `item 2 of 'levels'`.
    let label: String
    let keyPlace: Place
    let node: Node
    let file: SourceFile

    /// Where it stands: a scalar at its beginning, a mapping or a list at its key.
    var place: Place {
        guard let scalar = node.scalar, !scalar.isNothing else { return keyPlace }
        return Place(scalar.mark) ?? keyPlace
    }

    /// What it is, for "here it is …".
    var kind: String {
        switch node {
        case .scalar(let scalar): scalar.isNothing ? "empty" : quoted(scalar.string)
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    /// Reports a sentence that begins with this value's name.
    func report(_ predicate: String, weight: Problem.Weight = .error) {
        file.report("\(label) \(predicate)", at: place, weight: weight)
    }

    /// The scalar, if it is one and says something.
    private func scalar(_ wanted: String) -> Node.Scalar? {
        guard let scalar = node.scalar, !scalar.isNothing else {
            report("must be \(wanted); here it is \(kind)")
            return nil
        }
        let tag = scalar.tag.description
        guard !tag.hasPrefix("!") || tag == "!" else {
            report("has the tag \(quoted(tag)); tags mean nothing here")
            return nil
        }
        return scalar
    }

    func text(_ wanted: String = "a text") -> String? {
        scalar(wanted)?.string
    }

    /// A text that says something.
    func filledText(_ wanted: String = "a text") -> String? {
        guard let text = text(wanted) else { return nil }
        guard !text.isEmpty else {
            report("must be \(wanted); here it is empty")
            return nil
        }
        return text
    }

    func boolean() -> Bool? {
        guard let scalar = scalar("true or false") else { return nil }
        guard scalar.isPlain, let boolean = Bool(scalar.string) else {
            report("must be true or false; here it is \(quoted(scalar.string))")
            return nil
        }
        return boolean
    }

    /// One of an enumeration's words.
    ///
    /// `synonyms` are words that others use, with the right one for each.
    func choice<Choice: RawRepresentable<String>>(
        of choices: [Choice], synonyms: [String: Choice] = [:]
    ) -> Choice? {
        let words = choices.map(\.rawValue)
        guard let text = text(alternatives(words)) else { return nil }
        if let choice = choices.first(where: { $0.rawValue == text }) { return choice }
        let meant =
            (synonyms[text]?.rawValue ?? suggestion(for: text, among: words)).map { "; did you mean '\($0)'?" } ?? ""
        report("must be \(alternatives(words)); here it is \(quoted(text))\(meant)")
        return nil
    }

    /// The items of a list.
    func list(of what: String) -> [YAMLValue]? {
        guard let sequence = node.sequence else {
            report("must be a list of \(what); here it is \(kind)")
            return nil
        }
        return sequence.enumerated().map { index, item in
            let itemPlace = Place(item.mark) ?? keyPlace
            return YAMLValue(
                key: "\(index)", label: "item \(index + 1) of \(label)", keyPlace: itemPlace, node: item, file: file)
        }
    }

    /// A list, or one value in its place.
    func oneOrMore(of what: String) -> [YAMLValue]? {
        node.scalar.map { $0.isNothing ? nil : [self] } ?? list(of: what)
    }
}

extension YAMLValue {
    /// A duration with its unit.
    func span(atLeast least: Span = .zero) -> Span? {
        guard let text = text("a duration such as 10s") else { return nil }
        guard let span = Span(text) else {
            let digits = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            report(
                digits
                    ? "has no unit; write \(text)ms, \(text)s, \(text)m, \(text)h or \(text)d"
                    : "must be whole digits and one unit of ms, s, m, h or d, such as 90s, and at most 100 years; "
                        + "here it is \(quoted(text))")
            return nil
        }
        guard span >= least else {
            report("must be at least \(least); here it is \(quoted(text))")
            return nil
        }
        return span
    }

    /// A number's text, exactly as written: decimal digits, perhaps a fraction and an exponent.
    func decimal() -> String? {
        guard let scalar = scalar("a number such as 0.1") else { return nil }
        guard isDecimal(scalar.string), Double(scalar.string)?.isFinite == true else {
            report("must be a number such as 0.1; here it is \(quoted(scalar.string))")
            return nil
        }
        guard scalar.isPlain else {
            report("must be a number; take away the quotation marks")
            return nil
        }
        return scalar.string
    }

    func number(atLeast least: Double) -> Double? {
        guard let number = decimal().flatMap(Double.init) else { return nil }
        guard number >= least else {
            report("must be at least \(least == 0 ? "0" : "\(least)"); here it is \(quoted(text() ?? ""))")
            return nil
        }
        return number
    }

    func integer(_ range: ClosedRange<Int>) -> Int? {
        guard let text = text("a whole number") else { return nil }
        guard let integer = Int(text), range.contains(integer) else {
            report("must be a whole number from \(range.lowerBound) to \(range.upperBound); here it is \(quoted(text))")
            return nil
        }
        return integer
    }

    /// Bytes, written with their unit.
    func byteCount(_ range: ClosedRange<Int>) -> Int? {
        guard let text = text("a size such as 256KiB") else { return nil }
        let units = [("KiB", 1024), ("MiB", 1_048_576), ("B", 1)]
        for (unit, scale) in units where text.hasSuffix(unit) {
            guard let count = Int(text.dropLast(unit.count)), !text.hasPrefix("+"),
                case let (bytes, overflow) = count.multipliedReportingOverflow(by: scale), !overflow
            else { break }
            guard range.contains(bytes) else {
                report("must be from \(range.lowerBound) to \(range.upperBound) bytes; here it is \(quoted(text))")
                return nil
            }
            return bytes
        }
        report("must be whole digits and B, KiB or MiB, such as 256KiB; here it is \(quoted(text))")
        return nil
    }

    /// A JSON Pointer (RFC 6901, section 3).
    func pointer() -> String? {
        guard let text = text("a JSON Pointer such as /data/temp") else { return nil }
        guard text.isEmpty || text.hasPrefix("/") else {
            let isDotted = text.hasPrefix("$") || !text.contains("/")
            let steps = text.split { $0 == "/" || $0 == "$" || (isDotted && $0 == ".") }
            let meant = "/" + steps.joined(separator: "/")
            report("must be a JSON Pointer, which begins with '/'; did you mean \(quoted(meant))?")
            return nil
        }
        let escapes = text.split(separator: "~", omittingEmptySubsequences: false).dropFirst()
        guard escapes.allSatisfy({ $0.hasPrefix("0") || $0.hasPrefix("1") }) else {
            report("has a '~' that 0 or 1 does not follow; in a JSON Pointer '~0' stands for '~' and '~1' for '/'")
            return nil
        }
        return text
    }

    /// A constant: a number, true or false, or a text.
    func value() -> Value? {
        guard let scalar = scalar("a number, true or false, or a text") else { return nil }
        guard scalar.isPlain else { return .text(scalar.string) }
        if let boolean = Bool(scalar.string) { return .boolean(boolean) }
        if isDecimal(scalar.string), let number = Double(scalar.string), number.isFinite { return .number(number) }
        guard !["yes", "no", "on", "off", "true", "false"].contains(scalar.string.lowercased()) else {
            report("is \(quoted(scalar.string)), which some take for a boolean; write true or false, or '…' for a text")
            return nil
        }
        return .text(scalar.string)
    }
}

/// Whether a text is a number as JSON writes it.
func isDecimal(_ text: String) -> Bool {
    var rest = Substring(text)
    func dropDigits() -> Int {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        return digits.count
    }
    if rest.hasPrefix("-") { rest.removeFirst() }
    guard dropDigits() > 0 else { return false }
    if rest.hasPrefix(".") {
        rest.removeFirst()
        guard dropDigits() > 0 else { return false }
    }
    if rest.hasPrefix("e") || rest.hasPrefix("E") {
        rest.removeFirst()
        if rest.hasPrefix("+") || rest.hasPrefix("-") { rest.removeFirst() }
        guard dropDigits() > 0 else { return false }
    }
    return rest.isEmpty
}
