import AlarmEngine

// Windows are most of what a device with rules over time has to keep, and are kept with every change of its alarms. So each
// time is a step from the one before, and each number what distinguishes it from the one before: a steady reading takes two
// or three bytes where its plain form takes sixteen.

extension RecordWriter {
    mutating func window(_ window: WindowRecord) {
        text(window.expression)
        integer(window.span.milliseconds)
        integer(window.startedAt.milliseconds)
        var trail = Trail(at: window.startedAt.milliseconds)
        list(window.cells) { writer, cell in
            writer.sample(cell.first, &trail)
            writer.sample(cell.last, &trail)
            for number in [cell.least, cell.greatest, cell.sum] { writer.number(number, &trail) }
            writer.integer(Int64(cell.count))
        }
        list(window.samples) { $0.sample($1, &trail) }
    }

    private mutating func sample(_ sample: SampleRecord, _ trail: inout Trail) {
        integer(sample.at.milliseconds &- trail.at)
        trail.at = sample.at.milliseconds
        number(sample.value, &trail)
    }

    /// A byte that says how many bytes are the same as in the number before, at the front and at the back; then the others.
    private mutating func number(_ number: Double, _ trail: inout Trail) {
        let difference = number.bitPattern ^ trail.bits
        trail.bits = number.bitPattern
        let front = difference.leadingZeroBitCount / 8
        let back = difference == 0 ? 0 : difference.trailingZeroBitCount / 8
        byte(UInt8(front << 4 | back))
        for place in stride(from: back, to: 8 - front, by: 1) {
            byte(UInt8(truncatingIfNeeded: difference >> UInt64(8 * place)))
        }
    }
}

extension RecordReader {
    mutating func window() throws(RecordError) -> WindowRecord {
        let expression = try text()
        let span = Span(milliseconds: try integer())
        let startedAt = try certainMoment()
        var trail = Trail(at: startedAt.milliseconds)
        // Not `list`: a closure that throws a typed error cannot take the trail along.
        var cells: [CellRecord] = []
        var left = try unsigned()
        while left > 0 {
            let (first, last) = (try sample(&trail), try sample(&trail))
            cells.append(
                CellRecord(
                    first: first, last: last, least: try number(&trail), greatest: try number(&trail),
                    sum: try number(&trail), count: Int(try integer())))
            left -= 1
        }
        var samples: [SampleRecord] = []
        left = try unsigned()
        while left > 0 {
            samples.append(try sample(&trail))
            left -= 1
        }
        return WindowRecord(expression: expression, span: span, startedAt: startedAt, cells: cells, samples: samples)
    }

    private mutating func sample(_ trail: inout Trail) throws(RecordError) -> SampleRecord {
        trail.at &+= try integer()
        return SampleRecord(at: Moment(milliseconds: trail.at), value: try number(&trail))
    }

    private mutating func number(_ trail: inout Trail) throws(RecordError) -> Double {
        let head = try byte()
        let (front, back) = (Int(head >> 4), Int(head & 15))
        guard front + back <= 8 else { throw .unknownCode(head) }
        for place in stride(from: back, to: 8 - front, by: 1) {
            trail.bits ^= UInt64(try byte()) << UInt64(8 * place)
        }
        return Double(bitPattern: trail.bits)
    }
}

/// What was written last.
private struct Trail {
    var at: Int64
    var bits: UInt64 = 0
}
