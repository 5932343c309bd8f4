/// The samples of one expression, all of them for as long as the pages say that each is kept by itself.
struct ModelWindow: Hashable {
    struct Sample: Hashable {
        var at: Int64
        var value: Double
    }

    /// Samples that come and go as one: a single one, or a cell of a crowded window.
    struct Batch: Hashable {
        /// Nil is a single sample.
        var cell: Int64?
        var samples: [Sample]

        var newest: Int64 { samples.last?.at ?? .min }
    }

    let phrase: Phrase
    let span: Int64
    private(set) var startedAt: Int64?
    private var batches: [Batch] = []
    /// By how much all that is in it was shifted: the cells' edges move along.
    private var shifted: Int64 = 0

    /// The window that a phrase looks through, if it is one that does.
    init?(_ phrase: Phrase) {
        switch phrase {
        case .window(_, let part, let span), .covered(let part, let span):
            self.phrase = part
            self.span = span
        case .number, .truth, .text, .span, .name, .not, .minus, .pair, .among, .previous, .changed, .age, .between:
            return nil
        }
    }

    mutating func add(_ value: Double, at moment: Int64) {
        let at = max(moment, batches.last?.newest ?? moment)
        startedAt = startedAt ?? at
        batches.removeAll { $0.newest <= at - span }
        batches.append(Batch(samples: [Sample(at: at, value: value)]))
        if batches.count(where: { $0.cell == nil }) > 128 { fold() }
    }

    /// The oldest 64 go into cells of 1/64 of the window.
    private mutating func fold() {
        let firstSingle = batches.firstIndex { $0.cell == nil } ?? 0
        var cells = Array(batches[..<firstSingle])
        for batch in batches[firstSingle..<(firstSingle + 64)] {
            for sample in batch.samples {
                let cell = Self.cell(of: sample.at - shifted, span)
                if let last = cells.indices.last, cells[last].cell == cell {
                    cells[last].samples.append(sample)
                } else {
                    cells.append(Batch(cell: cell, samples: [sample]))
                }
            }
        }
        batches = cells + batches[(firstSingle + 64)...]
    }

    private static func cell(of moment: Int64, _ span: Int64) -> Int64 {
        let product = Int128(moment) * 64
        let quotient = product / Int128(span)
        return Int64(product % Int128(span) < 0 ? quotient - 1 : quotient)
    }

    /// What is in the window at `moment`, the oldest first.
    func samples(at moment: Int64) -> [Sample] {
        let moment = max(moment, batches.last?.newest ?? moment)
        return batches.filter { $0.newest > moment - span }.flatMap(\.samples)
    }

    /// Whether it has cells.
    var isCrowded: Bool { batches.contains { $0.cell != nil } }

    /// When something next leaves it.
    func departure(after moment: Int64) -> Int64? {
        batches.first { $0.newest + span > moment }.map { $0.newest + span }
    }

    mutating func shift(by shift: Int64) {
        startedAt = startedAt.map { $0 + shift }
        shifted += shift
        for batch in batches.indices {
            for sample in batches[batch].samples.indices { batches[batch].samples[sample].at += shift }
        }
    }
}

extension ModelWindow {
    /// What a function of time gives of it, nil being unknown.
    func answer(_ function: String, isTruth: Bool, at moment: Int64) -> Double? {
        let samples = samples(at: moment)
        if function == "count" { return Double(isTruth ? samples.count { $0.value == 1 } : samples.count) }
        guard let first = samples.first, let last = samples.last else { return nil }
        let values = samples.map(\.value)
        switch function {
        case "min": return values.reduce(first.value) { $1 < $0 ? $1 : $0 }
        case "max": return values.reduce(first.value) { $1 > $0 ? $1 : $0 }
        case "sum": return values.reduce(0, +)
        case "avg": return values.reduce(0, +) / Double(values.count)
        case "delta": return values.count > 1 ? last.value - first.value : nil
        case "rate":
            guard last.at > first.at else { return nil }
            return (last.value - first.value) / (Double(last.at - first.at) / 1000)
        case _: return nil
        }
    }

    func isCovered(at moment: Int64) -> Bool {
        guard let startedAt else { return false }
        return startedAt <= max(moment, batches.last?.newest ?? moment) - span
    }
}
