/// What is remembered for one window of one device: at most 6.5 KB, however many samples it sees.
///
/// Its times are kept times (``DeviceMemory``), the oldest first in both lists; what is in cells is older than the samples.
struct Window: Hashable, Sendable {
    /// So many samples are kept exactly; when there are more, half of them are folded into cells.
    static let capacity = 128
    /// The duration is cut into so many cells.
    static let cellsPerSpan: Int64 = 64
    /// A cell for each part, one that has begun to leave and one that has begun to fill.
    static let maximumCells = 66

    /// The time of its first sample ever.
    private(set) var startedAt: Moment?
    private(set) var cells: [CellRecord] = []
    private(set) var samples: [SampleRecord] = []

    init() {}

    /// Takes over what was kept; nil if that is more than a window can hold.
    init?(_ record: WindowRecord) {
        guard record.cells.count <= Window.maximumCells, record.samples.count <= Window.capacity else { return nil }
        startedAt = record.startedAt
        cells = record.cells
        samples = record.samples
    }

    private var newest: Moment? { samples.last?.at ?? cells.last?.last.at }

    /// Takes a sample; one that is not a number is none.
    mutating func take(_ value: Double, at time: Moment, _ span: Span) {
        if value.isNaN { return }
        let time = newest.map { max($0, time) } ?? time
        if startedAt == nil { startedAt = time }
        dropAll(through: time - span)
        if samples.count == Window.capacity { fold(span) }
        if samples.count == samples.capacity {
            samples.reserveCapacity(min(Window.capacity, max(4, 2 * samples.count)))
        }
        samples.append(SampleRecord(at: time, value: value))
    }

    private mutating func dropAll(through edge: Moment) {
        let goneCells = cells.prefix { $0.last.at <= edge }.count
        if goneCells > 0 { cells.removeFirst(goneCells) }
        let gone = samples.prefix { $0.at <= edge }.count
        if gone > 0 { samples.removeFirst(gone) }
    }

    private mutating func fold(_ span: Span) {
        let half = Window.capacity / 2
        for sample in samples.prefix(half) {
            let part = Window.part(sample.at, span)
            if let last = cells.indices.last, Window.part(cells[last].first.at, span) == part {
                cells[last].take(sample)
            } else {
                if cells.count == cells.capacity {
                    cells.reserveCapacity(min(Window.maximumCells, max(4, 2 * cells.count)))
                }
                cells.append(CellRecord(sample))
            }
        }
        samples.removeFirst(half)
    }

    /// Which 64th of the duration a time lies in, counted from 1970.
    private static func part(_ time: Moment, _ span: Span) -> Int64 {
        let scaled = time.milliseconds &* cellsPerSpan
        let (part, rest) = scaled.quotientAndRemainder(dividingBy: max(1, span.milliseconds))
        return rest < 0 ? part - 1 : part
    }

    /// When, after a moment, the next of its samples or cells leaves.
    func leaving(after moment: Moment, _ span: Span) -> Moment? {
        let edge = moment - span
        return cells.first { $0.last.at > edge }.map { $0.last.at + span }
            ?? samples.first { $0.at > edge }.map { $0.at + span }
    }

    /// When it has been filling for all of its duration.
    func coveredAt(_ span: Span) -> Moment? { startedAt.map { $0 + span } }
}

extension CellRecord {
    fileprivate init(_ sample: SampleRecord) {
        self.init(
            first: sample, last: sample, least: sample.value, greatest: sample.value, sum: sample.value, count: 1)
    }

    fileprivate mutating func take(_ sample: SampleRecord) {
        last = sample
        least = min(least, sample.value)
        greatest = max(greatest, sample.value)
        sum += sample.value
        count += 1
    }
}

// MARK: What it gives

extension Window {
    /// What the samples of the last while give; nil is unknown.
    ///
    /// - Parameters:
    ///   - function: any but `covered`.
    ///   - time: never taken to be before the newest sample.
    ///   - span: the window's duration.
    /// - Returns: a number in the unit of the function; nil of too few samples.
    func value(_ function: WindowFunction, at time: Moment, _ span: Span) -> Double? {
        let edge = self.edge(at: time, span)
        switch function {
        case .avg: return total(after: edge).flatMap { $0.count == 0 ? nil : $0.sum / Double($0.count) }
        case .sum: return total(after: edge).map(\.sum)
        case .count: return Double(total(after: edge)?.count ?? 0)
        case .min: return least(after: edge)
        case .max: return greatest(after: edge)
        case .delta: return ends(after: edge).map { $0.newest.value - $0.oldest.value }
        case .rate:
            guard let (oldest, newest) = ends(after: edge), newest.at > oldest.at else { return nil }
            return (newest.value - oldest.value) / (Double((newest.at - oldest.at).milliseconds) / 1000)
        case .covered: return nil
        }
    }

    /// How many samples of something that is true or false were true.
    func trueCount(at time: Moment, _ span: Span) -> Double {
        total(after: edge(at: time, span))?.sum ?? 0
    }

    func isCovered(at time: Moment, _ span: Span) -> Bool {
        startedAt.map { $0 <= edge(at: time, span) } ?? false
    }

    private func edge(at time: Moment, _ span: Span) -> Moment {
        (newest.map { max($0, time) } ?? time) - span
    }

    /// The sum from the oldest on, and of how many; nil of none.
    private func total(after edge: Moment) -> (sum: Double, count: Int)? {
        var (sum, count) = (0.0, 0)
        for cell in cells where cell.last.at > edge {
            sum += cell.sum
            count += cell.count
        }
        for sample in samples where sample.at > edge {
            sum += sample.value
            count += 1
        }
        return count == 0 ? nil : (sum, count)
    }

    private func least(after edge: Moment) -> Double? {
        var least: Double?
        for cell in cells where cell.last.at > edge { least = Swift.min(least ?? cell.least, cell.least) }
        for sample in samples where sample.at > edge { least = Swift.min(least ?? sample.value, sample.value) }
        return least
    }

    private func greatest(after edge: Moment) -> Double? {
        var greatest: Double?
        for cell in cells where cell.last.at > edge { greatest = Swift.max(greatest ?? cell.greatest, cell.greatest) }
        for sample in samples where sample.at > edge { greatest = Swift.max(greatest ?? sample.value, sample.value) }
        return greatest
    }

    /// The oldest and the newest sample; nil unless there are two.
    private func ends(after edge: Moment) -> (oldest: SampleRecord, newest: SampleRecord)? {
        var (oldest, newest): (SampleRecord?, SampleRecord?) = (nil, nil)
        var count = 0
        for cell in cells where cell.last.at > edge {
            oldest = oldest ?? cell.first
            newest = cell.last
            count += cell.count
        }
        for sample in samples where sample.at > edge {
            oldest = oldest ?? sample
            newest = sample
            count += 1
        }
        guard count >= 2, let oldest, let newest else { return nil }
        return (oldest, newest)
    }
}
