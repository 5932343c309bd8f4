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

    private var newest: Moment? {
        guard samples.isEmpty else { return samples[samples.count - 1].at }
        return cells.isEmpty ? nil : cells[cells.count - 1].last.at
    }

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
                var cell = CellRecord.nothing
                cell.take(sample)
                cells.append(cell)
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
        for place in cells.indices where cells[place].last.at > edge { return cells[place].last.at + span }
        for place in samples.indices where samples[place].at > edge { return samples[place].at + span }
        return nil
    }

    /// When it has been filling for all of its duration.
    func coveredAt(_ span: Span) -> Moment? {
        guard let startedAt else { return nil }
        return startedAt + span
    }
}

extension CellRecord {
    fileprivate static let nothing = CellRecord(
        first: SampleRecord(at: .distantPast, value: 0), last: SampleRecord(at: .distantPast, value: 0),
        least: .infinity, greatest: -.infinity, sum: 0, count: 0)

    fileprivate mutating func take(_ sample: SampleRecord) {
        if count == 0 { first = sample }
        last = sample
        least = min(least, sample.value)
        greatest = max(greatest, sample.value)
        sum += sample.value
        count += 1
    }

    fileprivate mutating func take(_ cell: CellRecord) {
        if count == 0 { first = cell.first }
        last = cell.last
        least = min(least, cell.least)
        greatest = max(greatest, cell.greatest)
        sum += cell.sum
        count += cell.count
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
        let all = summary(at: time, span)
        guard all.count > 0 else { return function == .count ? 0 : nil }
        switch function {
        case .avg: return all.sum / Double(all.count)
        case .sum: return all.sum
        case .count: return Double(all.count)
        case .min: return all.least
        case .max: return all.greatest
        case .delta: return all.count < 2 ? nil : all.last.value - all.first.value
        case .rate:
            guard all.last.at > all.first.at else { return nil }
            return (all.last.value - all.first.value) / (Double((all.last.at - all.first.at).milliseconds) / 1000)
        case .covered: return nil
        }
    }

    /// How many samples of something that is true or false were true.
    func trueCount(at time: Moment, _ span: Span) -> Double {
        summary(at: time, span).sum
    }

    func isCovered(at time: Moment, _ span: Span) -> Bool {
        guard let startedAt else { return false }
        return startedAt <= edge(at: time, span)
    }

    private func edge(at time: Moment, _ span: Span) -> Moment {
        guard let newest else { return time - span }
        return max(newest, time) - span
    }

    /// All that is in the window as one cell, of the oldest on; of nothing its count is 0.
    ///
    /// By place, as an iterator allocates where nothing is optimised.
    private func summary(at time: Moment, _ span: Span) -> CellRecord {
        let edge = edge(at: time, span)
        var all = CellRecord.nothing
        for place in cells.indices where cells[place].last.at > edge { all.take(cells[place]) }
        for place in samples.indices where samples[place].at > edge { all.take(samples[place]) }
        return all
    }
}
