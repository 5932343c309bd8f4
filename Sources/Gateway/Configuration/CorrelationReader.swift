import AlarmEngine
import Yams

/// Turns one `correlations.yaml` into descriptions; the operands themselves are looked up by the engine.
struct CorrelationReader {
    let file: SourceFile

    /// The correlations in the file's order; nil, and reported, if it is no mapping.
    func correlations() -> ReadCorrelations? {
        guard let root = YAMLDocument.root(of: file), let keys = MappingReader(root: root, of: file) else { return nil }
        guard let value = keys.required("correlations", "write the correlations beneath it, each by its name") else {
            keys.finish()
            return nil
        }
        keys.finish()
        guard let names = MappingReader(value, example: "a mapping of correlations by their names") else { return nil }
        let read = names.members.map { member in (member, correlation(member)) }
        return ReadCorrelations(
            file: file, all: read.compactMap { member, description in description.map { (member, $0) } })
    }

    private func correlation(_ value: YAMLValue) -> CorrelationDescription? {
        guard value.hasLabelForKey("a correlation"),
            let keys = MappingReader(value, example: "a mapping with service, scope, count, severity and signal")
        else { return nil }
        let service = keys.required("service", "write fire-station, emergency-broadcast or elder-care")?
            .choice(of: Service.allCases.filter { $0 != .gateway })
        let scope = keys.required(
            "scope", "write zone, area, village, township, county, prefecture, bridge or gateway")?
            .choice(of: CorrelationDescription.Scope.allCases)
        let condition = ConditionReader(keys).condition()
        let suppresses = keys.optional("suppresses")
        let severity = keys.requiredSeverity()
        let signal = keys.requiredSignal()
        var description = CorrelationDescription(
            name: value.key, service: service ?? .fireStation, scope: scope ?? .area,
            condition ?? .count(.init([])), severity: severity ?? .minor, signal: signal ?? .trouble)
        description.suppresses = suppresses.flatMap { suppression($0) } ?? .nothing
        readLife(keys, into: &description)
        keys.finish(Self.hints)
        if let suppresses, let condition, !condition.isCount {
            file.report(
                "'suppresses' can stand with 'count' only, whose operands it suppresses", at: suppresses.keyPlace)
        }
        guard service != nil, scope != nil, condition != nil, severity != nil, signal != nil else { return nil }
        return description
    }

    private func readLife(_ keys: MappingReader, into description: inout CorrelationDescription) {
        description.category = keys.category()
        description.latch = keys.optional("latch")?.boolean() ?? false
        description.acknowledgement = keys.acknowledgement()
        description.onDelay = keys.optional("on_delay")?.span()
        description.offDelay = keys.optional("off_delay")?.span()
        description.text = keys.words()
    }

    /// `children`, or operands of its own.
    private func suppression(_ value: YAMLValue) -> CorrelationDescription.Suppression? {
        guard let text = value.node.scalar?.string, !text.contains("/") else {
            return value.operands().map { .operands($0) }
        }
        if text == "children" { return .children }
        value.report("must be children or a list of alarms such as ['*/silence']; here it is \(value.kind)")
        return nil
    }

    /// What an alarm of a profile may have and a correlation may not.
    private static let hints: [String: String] = {
        let advice =
            "a correlation has no fields: it goes by 'count', 'after' and 'expect', or 'unexpected' and 'without'"
        return Dictionary(
            uniqueKeysWithValues: ["when", "clear_when", "levels", "deadband", "event", "suppress_when", "inactivity"]
                .map { ($0, advice) })
    }()
}

/// Reads which of the three kinds of condition a correlation has.
private struct ConditionReader {
    typealias Condition = CorrelationDescription.Condition

    private let keys: MappingReader
    private let count, after, expect, unexpected, without, within, atLeast, moreThan, coverage: YAMLValue?

    init(_ keys: MappingReader) {
        self.keys = keys
        count = keys.optional("count")
        after = keys.optional("after")
        expect = keys.optional("expect")
        unexpected = keys.optional("unexpected")
        without = keys.optional("without")
        within = keys.optional("within")
        atLeast = keys.optional("at_least")
        moreThan = keys.optional("more_than")
        coverage = keys.optional("coverage")
    }

    func condition() -> Condition? {
        let forms = [count, after ?? expect, unexpected ?? without].compactMap { $0 }
        guard let first = forms.first else {
            let forms = "'count', 'after' and 'expect', or 'unexpected' and 'without'"
            keys.file.report("it says nothing that devices must do; write \(forms)", at: keys.place)
            return nil
        }
        for other in forms.dropFirst() {
            keys.file.report(
                "\(other.label) and \(first.label) exclude each other; write two correlations", at: other.keyPlace)
        }
        guard forms.count == 1 else { return nil }
        if count != nil { return counting() }
        return after ?? expect != nil ? expectation() : intrusion()
    }

    private func counting() -> Condition? {
        keys.file.forbid([coverage], "cannot stand with 'count'; write at_least or more_than")
        if atLeast == nil, moreThan == nil {
            keys.file.report(
                "it does not say how many; write at_least: 2, more_than: 30%, or both",
                at: count?.keyPlace ?? keys.place)
        }
        let operands = count?.operands()
        let least = atLeast?.integer(1...1_000_000)
        let share = moreThan?.percent(atMost: 100, isBelow: true)
        let span = within?.span(atLeast: .seconds(1))
        guard let operands, (atLeast == nil) == (least == nil), (moreThan == nil) == (share == nil),
            (within == nil) == (span == nil), atLeast != nil || moreThan != nil
        else { return nil }
        return .count(.init(operands, atLeast: least ?? 1, moreThan: share, within: span))
    }

    private func expectation() -> Condition? {
        keys.file.forbid([moreThan], "cannot stand with 'after'; write coverage or at_least")
        let expected = keys.required("expect", "write what must follow, such as expect: [loudspeaker/playing]")?
            .operands()
        let after = keys.required("after", "write what it must follow, such as after: [broadcast-desk/commanded]")?
            .operands()
        let span = keys.required("within", "write how long it may take, such as within: 60s")?.span(
            atLeast: .seconds(1))
        guard let coverage = enough(), let expected, let after, let span else { return nil }
        return .expectation(.init(after: after, expect: expected, coverage: coverage, within: span))
    }

    private func enough() -> CorrelationDescription.Expectation.Coverage? {
        switch (coverage, atLeast) {
        case (let coverage?, nil): return coverage.percent(atMost: 100, isBelow: false).map { .share($0) }
        case (nil, let atLeast?): return atLeast.integer(1...1_000_000).map { .devices($0) }
        case (let coverage?, .some):
            keys.file.report("'coverage' and 'at_least' exclude each other; write one of them", at: coverage.keyPlace)
        case (nil, nil):
            keys.file.report("it does not say how many must answer; write coverage: 90% or at_least: 1", at: keys.place)
        }
        return nil
    }

    private func intrusion() -> Condition? {
        keys.file.forbid([atLeast, moreThan, coverage], "cannot stand with 'unexpected': one device is enough")
        let unexpected = keys.required(
            "unexpected", "write what must not be, such as unexpected: [loudspeaker/playing]")?.operands()
        let without = keys.required(
            "without", "write what would excuse it, such as without: [broadcast-desk/commanded]")?.operands()
        let span = keys.required("within", "write how long that excuses, such as within: 10m")?.span(
            atLeast: .seconds(1))
        guard let unexpected, let without, let span else { return nil }
        return .intrusion(.init(unexpected: unexpected, without: without, within: span))
    }
}

extension CorrelationDescription.Condition {
    fileprivate var isCount: Bool {
        switch self {
        case .count: true
        case .expectation, .intrusion: false
        }
    }
}

extension YAMLValue {
    /// Alarms and signs, one or more.
    fileprivate func operands() -> [CorrelationDescription.Operand]? {
        guard let items = oneOrMore(of: "operands such as [smoke-detector/fire]") else { return nil }
        if items.isEmpty { report("is empty; write at least one operand, such as smoke-detector/fire") }
        let operands = items.map { item -> CorrelationDescription.Operand? in
            guard let text = item.filledText("an operand such as smoke-detector/fire") else { return nil }
            let operand = CorrelationDescription.Operand(text)
            if operand == nil {
                item.report(
                    "must be a profile and an alarm, such as smoke-detector/fire or '*/silence'; here it is \(quoted(text))"
                )
            }
            return operand
        }
        let read = operands.compactMap { $0 }
        return read.count == items.count && !read.isEmpty ? read : nil
    }

    /// A share with its sign, such as `30%`: more than 0 or, where it `isBelow` the most, at least 0.
    fileprivate func percent(atMost most: Double, isBelow: Bool) -> Double? {
        guard let text = text("a share such as 30%") else { return nil }
        guard text.hasSuffix("%"), isDecimal(String(text.dropLast())), let share = Double(text.dropLast()) else {
            let advice = isDecimal(text) ? "has no sign; write it in percent, such as \(quoted("30%"))" : nil
            report(advice ?? "must be a share such as 30%; here it is \(quoted(text))")
            return nil
        }
        guard isBelow ? (0..<most).contains(share) : share > 0 && share <= most else {
            let range = isBelow ? "from 0% to below 100%" : "more than 0% and at most 100%"
            report("must be \(range); here it is \(quoted(text))")
            return nil
        }
        return share
    }
}

/// The correlations of one file, with what is needed to point into it.
struct ReadCorrelations {
    let file: SourceFile
    let all: [(value: YAMLValue, description: CorrelationDescription)]

    /// The correlations with their operands looked up; what is wrong is reported.
    func compiled(_ profiles: [Profile]) -> [Correlation] {
        all.compactMap { value, description in
            do throws(ProfileProblems) {
                return try Correlation(description, profiles: profiles)
            } catch {
                for problem in error.problems {
                    file.report(problem.message, at: place(of: problem.path.dropFirst(), in: value, problem.offset))
                }
                return nil
            }
        }
    }

    /// Where a part of a correlation stands; one operand may stand in place of a list.
    private func place(of path: ArraySlice<String>, in value: YAMLValue, _ offset: Int?) -> Place {
        var value = value
        for step in path {
            guard let next = value.member(step) ?? value.item(step) else { break }
            value = next
        }
        return offset.map(value.place(ofByte:)) ?? value.place
    }
}
