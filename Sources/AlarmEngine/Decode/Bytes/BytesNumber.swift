/// A number of a binary payload: exact as long as that is possible, else the nearest double.
enum BytesNumber: Hashable, Sendable {
    case exact(ExactNumber)
    /// Finite.
    case real(Double)

    /// The number a double says, by its shortest text; nil if it is none.
    init?(_ double: Double) {
        guard double.isFinite else { return nil }
        self = ExactNumber(double).map(BytesNumber.exact) ?? .real(double)
    }

    init(_ whole: some FixedWidthInteger) {
        self = .exact(ExactNumber(whole))
    }

    var double: Double {
        switch self {
        case .exact(let exact): exact.double
        case .real(let double): double
        }
    }

    /// The whole number it is; nil if it is none.
    var whole: Int128? {
        switch self {
        case .exact(let exact): exact.isWhole ? exact.digits : nil
        case .real: nil
        }
    }

    /// The place or count it says; nil if it is no whole number or far out of any range.
    var integer: Int? {
        whole.flatMap { Int(exactly: $0) }.flatMap { $0.magnitude < 1 << 40 ? $0 : nil }
    }

    /// Computes exactly if that fits, else in doubles; nil where that overflows too.
    private func combined(
        with other: BytesNumber, _ exactly: (ExactNumber, ExactNumber) -> ExactNumber?,
        _ roughly: (Double, Double) -> Double
    ) -> BytesNumber? {
        if case .exact(let left) = self, case .exact(let right) = other, let exact = exactly(left, right) {
            return .exact(exact)
        }
        let rough = roughly(double, other.double)
        return rough.isFinite ? .real(rough) : nil
    }

    func adding(_ other: BytesNumber) -> BytesNumber? {
        combined(with: other, { $0.adding($1) }, +)
    }

    func subtracting(_ other: BytesNumber) -> BytesNumber? {
        combined(with: other, { left, right in right.negated.flatMap { left.adding($0) } }, -)
    }

    func multiplied(by other: BytesNumber) -> BytesNumber? {
        combined(with: other, { $0.multiplied(by: $1) }, *)
    }

    /// Nil by zero.
    func divided(by other: BytesNumber) -> BytesNumber? {
        guard other.double != 0 else { return nil }
        return combined(with: other, { $0.divided(by: $1) }, /)
    }

    /// With the sign of this number; nil by zero.
    func remainder(by other: BytesNumber) -> BytesNumber? {
        guard other.double != 0 else { return nil }
        return combined(with: other, { $0.remainder(by: $1) }) { $0.truncatingRemainder(dividingBy: $1) }
    }

    func isLess(than other: BytesNumber) -> Bool {
        if case .exact(let left) = self, case .exact(let right) = other { return left.isLess(than: right) }
        return double < other.double
    }

    func equals(_ other: BytesNumber) -> Bool {
        if case .exact(let left) = self, case .exact(let right) = other { return left == right }
        return double == other.double
    }

    /// Half away from zero.
    func rounded(to places: Int) -> BytesNumber {
        switch self {
        case .exact(let exact): return .exact(exact.rounded(to: places))
        case .real(let double):
            let power = Double(ExactNumber.power(places))
            let scaled = (double * power).rounded(.toNearestOrAwayFromZero)
            guard scaled.isFinite, scaled.magnitude < 9e15 else { return self }
            return BytesNumber(scaled / power) ?? self
        }
    }

    /// The shortest text that reads back the same, in JSON's grammar; whole numbers without a fraction.
    var json: [UInt8] {
        switch self {
        case .exact(let exact):
            if exact.isWhole || exact.digits.magnitude < 100_000_000_000_000_000 { return exact.text() }
            return Self.shortest(exact.double)
        case .real(let double):
            return Self.shortest(double)
        }
    }

    private static func shortest(_ double: Double) -> [UInt8] {
        guard double != 0 else { return [0x30] }
        let text = double.description
        return Array((text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8)
    }

    /// With exactly so many digits after the point.
    func text(places: Int) -> [UInt8] {
        switch rounded(to: places) {
        case .exact(let exact): exact.text(places: places)
        case .real(let double): Self.shortest(double)
        }
    }
}

/// What an item read or an expression answered.
enum BytesValue: Hashable, Sendable {
    /// Not read, or not to be computed.
    case unknown
    case number(BytesNumber)
    case boolean(Bool)
    /// UTF-8.
    case text([UInt8])
    case list([BytesValue])

    init(_ constant: Value) {
        switch constant {
        case .number(let number): self = BytesNumber(number).map(BytesValue.number) ?? .unknown
        case .boolean(let boolean): self = .boolean(boolean)
        case .text(let text): self = .text(Array(text.utf8))
        }
    }

    /// Nil where it is unknown.
    var isTrue: Bool? {
        switch self {
        case .unknown: nil
        case .number(let number): number.double != 0
        case .boolean(let boolean): boolean
        case .text(let text): !text.isEmpty
        case .list(let items): !items.isEmpty
        }
    }

    /// True counts as 1, false as 0.
    var number: BytesNumber? {
        switch self {
        case .number(let number): number
        case .boolean(let boolean): BytesNumber(boolean ? 1 : 0)
        case .unknown, .text, .list: nil
        }
    }

    /// Nil where one of them is unknown.
    func equals(_ other: BytesValue) -> Bool? {
        switch (self, other) {
        case (.unknown, _), (_, .unknown): nil
        case (.text(let left), .text(let right)): left == right
        case (.list(let left), .list(let right)): left == right
        case (.text, _), (_, .text), (.list, _), (_, .list): false
        case (.number, _), (.boolean, _):
            if let left = number, let right = other.number { left.equals(right) } else { nil }
        }
    }
}
