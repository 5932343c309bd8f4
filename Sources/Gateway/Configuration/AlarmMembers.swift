import AlarmEngine

/// What an alarm says of itself, be it a profile's or a correlation's.
extension MappingReader {
    func requiredSeverity() -> Severity? {
        required("severity", "write extreme, severe, moderate or minor")?.severity()
    }

    func requiredSignal() -> Signal? {
        required("signal", "write alarm, supervisory, trouble or test")?.choice(of: Signal.allCases.reversed())
    }

    func category() -> Category? {
        optional("category")?.choice(of: Category.allCases)
    }

    func acknowledgement() -> Acknowledgement? {
        optional("ack")?.choice(of: Acknowledgement.allCases)
    }

    /// The alarm's text; empty if there is none.
    func words() -> Words {
        optional("text")?.words() ?? Words()
    }
}

extension SourceFile {
    /// Reports those of the values that stand there, though they may not; `predicate` ends the sentence.
    func forbid(_ values: [YAMLValue?], _ predicate: String) {
        for value in values.compactMap({ $0 }) {
            report("\(value.label) \(predicate)", at: value.keyPlace)
        }
    }
}
