import AlarmEngine

/// An event as tests compare it: the members of its line.
struct ObservedEvent {
    let numbered: NumberedEvent
    private let line: JSONValue

    init(_ numbered: NumberedEvent) {
        self.numbered = numbered
        line = (try? JSONValue(parsing: Array(EventLine.json(numbered).utf8))) ?? .null
    }

    /// Whether every member that is expected is so.
    func fits(_ expected: ExpectedEvent) -> Bool {
        expected.members.allSatisfy { $0.value.fits(line[$0.name]) }
    }

    /// The members that an expectation may name, as it would write them.
    func shown(_ names: [String], _ clock: TestClock) -> String {
        names.compactMap { name in line[name].map { "\(name)=\($0.shown(as: name, clock))" } }.joined(separator: " ")
    }
}

extension ExpectedEvent {
    func shown(_ clock: TestClock) -> String {
        members.filter { !["time", "alarm", "device", "event"].contains($0.name) }
            .map { "\($0.name)=\($0.value.shown(clock))" }.joined(separator: " ")
    }

    func text(_ name: String) -> String? {
        guard case .scalar(let text) = members.first(where: { $0.name == name })?.value else { return nil }
        return text
    }

    var moment: Moment? {
        guard case .moment(let moment) = members.first(where: { $0.name == "time" })?.value else { return nil }
        return moment
    }
}

extension ExpectedValue {
    fileprivate func fits(_ value: JSONValue?) -> Bool {
        switch (self, value) {
        case (.null, nil), (.null, .null): return true
        case (.moment(let wanted), .string(let text)): return Timestamp.moment(text) == wanted
        case (.scalar(let wanted), .string(let text)): return wanted.utf8.elementsEqual(text.utf8)
        case (.number(let wanted), .number(let number)): return wanted == number
        case (.boolean(let wanted), .boolean(let boolean)): return wanted == boolean
        case (.object(let wanted), .some(let value)): return wanted.allSatisfy { $0.value.fits(value[$0.name]) }
        case (.null, _), (.moment, _), (.scalar, _), (.number, _), (.boolean, _), (.object, _): return false
        }
    }

    fileprivate func shown(_ clock: TestClock) -> String {
        switch self {
        case .moment(let moment): clock.offset(of: moment)
        case .scalar(let text): text
        case .number(let number): Value.shortest(number)
        case .boolean(let boolean): "\(boolean)"
        case .null: "none"
        case .object(let members): "{\(members.map { "\($0.name): \($0.value.shown(clock))" }.joined(separator: ", "))}"
        }
    }
}

extension JSONValue {
    fileprivate func shown(as name: String, _ clock: TestClock) -> String {
        switch self {
        case .null: "none"
        case .boolean(let boolean): "\(boolean)"
        case .number(let number): Value.shortest(number)
        case .string(let text):
            ["time", "until"].contains(name) ? Timestamp.moment(text).map(clock.offset) ?? text : text
        case .array(let items): "[\(items.map { $0.shown(as: "", clock) }.joined(separator: ", "))]"
        case .object(let members):
            "{\(members.map { "\($0.name): \($0.value.shown(as: "", clock))" }.joined(separator: ", "))}"
        }
    }
}
