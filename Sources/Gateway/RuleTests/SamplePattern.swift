import AlarmEngine

/// A field's value, or its values one after the other, as a step says them.
///
///     smoke: 12                     once, or with every message of the step
///     smoke: null                   a sensor that says nothing
///     smoke: [0, 12, null]          one each `every` of the step
///     smoke: 0..20 every 30s        0, 1, 2 … 20
///     smoke: 0..1 by 0.25 every 1m  0, 0.25, 0.5, 0.75, 1
///     smoke: 12 x5 every 10s        12, five times
struct SamplePattern {
    /// A value as it will stand in the payload, before any scaling.
    enum Sample: Hashable {
        case null
        /// JSON's digits.
        case number(String)
        case boolean(Bool)
        case text(String)
    }

    /// So many messages may one step send.
    static let mostSamples = 100_000

    var samples: [Sample]
    /// Nil for a value that goes with every message.
    var interval: Span?

    /// Reads what a step says of one field.
    ///
    /// - Parameters:
    ///   - value: as written.
    ///   - type: the field's.
    ///   - every: the step's own interval, if it has one.
    init?(_ value: YAMLValue, type: ValueType, every: Span?) {
        if let items = value.node.sequence == nil ? nil : value.list(of: "values") {
            guard let every else {
                value.report("lists several values but not how far apart they come; write 'every' beside 'at'")
                return nil
            }
            if items.isEmpty { value.report("is empty; write at least one value") }
            samples = items.compactMap { Sample($0, type: type) }
            interval = every
            if samples.count != items.count || items.isEmpty { return nil }
        } else if let written = value.node.scalar, written.isPlain, let words = PatternWords(written.string, type) {
            guard let interval = words.interval ?? every else {
                value.report(
                    "does not say how far apart its values come; write \(quoted(written.string + " every 30s"))")
                return nil
            }
            guard interval > .zero else {
                value.report("sends all its values at once; write an interval longer than nothing")
                return nil
            }
            guard let samples = words.samples(type, value) else { return nil }
            (self.samples, self.interval) = (samples, interval)
        } else {
            guard let sample = Sample(value, type: type) else { return nil }
            (samples, interval) = ([sample], nil)
        }
    }
}

extension SamplePattern.Sample {
    /// A single value, of the field's type or `null`.
    fileprivate init?(_ value: YAMLValue, type: ValueType) {
        guard let scalar = value.node.scalar else {
            value.report(
                "must be \(type.article), null, or a pattern such as 0..20 every 30s; here it is \(value.kind)")
            return nil
        }
        if scalar.isNothing {
            self = .null
        } else if let sample = Self.typed(scalar.string, isPlain: scalar.isPlain, type) {
            self = sample
        } else {
            let advice = scalar.isPlain ? "" : "; without quotation marks it may be one, or a pattern"
            value.report("must be \(type.article), as in the profile; here it is \(value.kind)\(advice)")
            return nil
        }
    }

    fileprivate static func typed(_ text: String, isPlain: Bool, _ type: ValueType) -> Self? {
        switch type {
        case .number: isPlain && isDecimal(text) ? .number(text) : nil
        case .boolean: isPlain ? Bool(text).map { .boolean($0) } : nil
        case .text: .text(text)
        }
    }

    /// For a summary.
    var shown: String {
        switch self {
        case .null: "null"
        case .number(let digits): digits
        case .boolean(let value): "\(value)"
        case .text(let text): text
        }
    }
}

/// A pattern cut into its words; nil where the text is none.
private struct PatternWords {
    enum Body {
        case range(from: Double, to: Double, step: Double?)
        case times(String, Int)
    }

    let body: Body
    let interval: Span?

    init?(_ text: String, _ type: ValueType) {
        var words = text.split(separator: " ").map(String.init)
        var interval: Span?
        if words.count >= 3, words[words.count - 2] == "every", let span = Offset(words[words.count - 1])?.span {
            interval = span
            words.removeLast(2)
        }
        self.interval = interval
        if let last = words.last, last.hasPrefix("x"), let count = Int(last.dropFirst()), words.count >= 2 {
            body = .times(words.dropLast().joined(separator: " "), count)
            return
        }
        guard type == .number else { return nil }
        var step: Double?
        if words.count == 3, words[1] == "by", isDecimal(words[2]) {
            step = Double(words[2])
            words.removeLast(2)
        }
        guard words.count == 1, let dots = words[0].firstRange(of: "..") else { return nil }
        let (from, to) = (String(words[0][..<dots.lowerBound]), String(words[0][dots.upperBound...]))
        guard isDecimal(from), isDecimal(to), let first = Double(from), let last = Double(to) else { return nil }
        body = .range(from: first, to: last, step: step)
    }

    func samples(_ type: ValueType, _ value: YAMLValue) -> [SamplePattern.Sample]? {
        switch body {
        case .times(let text, let count):
            guard (1...SamplePattern.mostSamples).contains(count) else {
                value.report("repeats \(count) times; write 1 to \(SamplePattern.mostSamples)")
                return nil
            }
            let nothing = ["null", "~"].contains(text)
            guard let sample = nothing ? .null : SamplePattern.Sample.typed(text, isPlain: true, type) else {
                value.report("repeats \(quoted(text)), but the field is \(type.article)")
                return nil
            }
            return Array(repeating: sample, count: count)
        case .range(let from, let to, let step):
            return steps(from, to, step, value)
        }
    }

    private func steps(_ from: Double, _ to: Double, _ step: Double?, _ value: YAMLValue) -> [SamplePattern.Sample]? {
        let stride = step.map { abs($0) } ?? 1
        guard stride > 0 else {
            value.report("goes by steps of 0 and never arrives; write another step")
            return nil
        }
        // A hair's breadth of grace, so that 0..1 by 0.1 arrives.
        let count = ((to - from).magnitude / stride + 1e-9).rounded(.down)
        guard count < Double(SamplePattern.mostSamples) else {
            value.report("has more than \(SamplePattern.mostSamples) values; write a greater step after 'by'")
            return nil
        }
        return (0...Int(count)).map { index in
            let exact = from + (to < from ? -1 : 1) * Double(index) * stride
            return .number(Value.shortest((exact * 1e9).rounded() / 1e9))
        }
    }
}
