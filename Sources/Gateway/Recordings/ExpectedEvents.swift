import AlarmEngine

/// Compares events with those that were expected.
public enum ExpectedEvents {
    /// A readable diff; empty if they agree.
    ///
    /// Each line begins with a blank where both have it, `-` where it is missing, `+` where it was not expected. Two lines
    /// agree if they are the same JSON, whatever the order of its members.
    public static func difference(expected: [String], actual: [String]) -> [String] {
        let difference = actual.map(Line.init).difference(from: expected.map(Line.init))
        guard !difference.isEmpty else { return [] }
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        return merged(expected, actual, removed, inserted)
    }

    private static func merged(
        _ expected: [String], _ actual: [String], _ removed: Set<Int>, _ inserted: Set<Int>
    ) -> [String] {
        var lines: [String] = []
        var (left, right) = (0, 0)
        while left < expected.count || right < actual.count {
            if removed.contains(left) {
                lines.append("- \(expected[left])")
                left += 1
            } else if inserted.contains(right) {
                lines.append("+ \(actual[right])")
                right += 1
            } else {
                lines.append("  \(expected[left])")
                left += 1
                right += 1
            }
        }
        return lines
    }

    /// An event line, equal to any other that says the same.
    private struct Line: Equatable {
        let text: String
        let value: JSONValue?

        init(_ text: String) {
            self.text = text
            value = try? JSONValue(parsing: Array(text.utf8))
        }

        static func == (left: Line, right: Line) -> Bool {
            if left.text == right.text { return true }
            guard let left = left.value, let right = right.value else { return false }
            return left.saysTheSame(as: right)
        }
    }
}

extension JSONValue {
    fileprivate func saysTheSame(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.saysTheSame(as: $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { member in other[member.name].map { member.value.saysTheSame(as: $0) } ?? false }
        case (.null, _), (.boolean, _), (.number, _), (.string, _), (.array, _), (.object, _): false
        }
    }
}
