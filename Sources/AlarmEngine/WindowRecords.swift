/// A window over what a device said (docs/rules.md).
public struct WindowRecord: Hashable, Sendable {
    public var expression: String
    public var span: Span
    /// The time of its first sample ever, on the device's time less `moved`, as all times here.
    public var startedAt: Moment
    /// The oldest first.
    public var cells: [CellRecord]
    /// Newer than the cells, the oldest first.
    public var samples: [SampleRecord]

    public init(
        expression: String, span: Span, startedAt: Moment, cells: [CellRecord] = [], samples: [SampleRecord] = []
    ) {
        self.expression = expression
        self.span = span
        self.startedAt = startedAt
        self.cells = cells
        self.samples = samples
    }
}

/// One sample; of an expression that is true or false, 1 or 0.
public struct SampleRecord: Hashable, Sendable {
    /// On the device's time less `moved`.
    public var at: Moment
    public var value: Double

    public init(at: Moment, value: Double) {
        self.at = at
        self.value = value
    }
}

/// Samples of a crowded window that are kept as one.
public struct CellRecord: Hashable, Sendable {
    public var first: SampleRecord
    public var last: SampleRecord
    public var least: Double
    public var greatest: Double
    public var sum: Double
    public var count: Int

    public init(
        first: SampleRecord, last: SampleRecord, least: Double, greatest: Double, sum: Double, count: Int
    ) {
        self.first = first
        self.last = last
        self.least = least
        self.greatest = greatest
        self.sum = sum
        self.count = count
    }
}

/// When a condition was last found true, for `age(condition)`.
public struct AgeRecord: Hashable, Sendable {
    public var expression: String
    /// On the device's time less `moved`.
    public var trueAt: Moment

    public init(expression: String, trueAt: Moment) {
        self.expression = expression
        self.trueAt = trueAt
    }
}

/// Up to when a condition with functions over time was judged.
public struct JudgedRecord: Hashable, Sendable {
    /// Where it stands in the profile, such as `alarms/cold/when`.
    public var place: String
    /// On the device's time less `moved`.
    public var through: Moment

    public init(place: String, through: Moment) {
        self.place = place
        self.through = through
    }
}
