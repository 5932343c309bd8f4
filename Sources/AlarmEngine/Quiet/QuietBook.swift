/// What the quiet messages of a batch brought, until it is adopted: a row a device.
struct QuietBook: Sendable {
    /// A device as it will be, as far as quiet messages change it.
    struct Row: BitwiseCopyable, Sendable {
        /// -1 once the device was taken over by what is not quiet.
        var device: Int
        /// Where its fields begin in ``QuietBook/cells``; -1 until a message brought something.
        var firstCell: Int
        /// The fields that were brought, a bit each.
        var brought: UInt64 = 0
        /// Nil where it never was.
        var heardAt: Moment?
        /// Nil where none of its messages told its time.
        var lag: Span?
        var freshness: Freshness
        /// When its silence is looked at again; nil where that did not change.
        var silenceTimer: Moment?
    }

    /// As many as a full batch needs.
    private static let usualRows = 512

    private(set) var rows: [Row] = []
    private(set) var cells: [Operand] = []
    /// Rows by device, open addressing with linear steps: -1 is free; a power of two, at most half full.
    private var slots: [Int32] = []

    /// The row of a device, if quiet messages changed it.
    func row(of device: Int) -> Int? {
        guard !rows.isEmpty else { return nil }
        let mask = slots.count - 1
        var slot = Self.hash(device) & mask
        while slots[slot] >= 0 {
            let row = Int(slots[slot])
            if rows[row].device == device { return row }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private static func hash(_ device: Int) -> Int {
        Int(truncatingIfNeeded: UInt64(truncatingIfNeeded: device) &* 0x9E37_79B9_7F4A_7C15 >> 32)
    }

    /// Takes in what a message brought.
    ///
    /// - Parameters:
    ///   - row: the device's; nil where it has none yet.
    ///   - device: its place in the engine.
    ///   - fields: all of them, as they are now.
    ///   - brought: those of them that the message brought.
    ///   - clock: when it came.
    ///   - lag: how far its time was behind; nil where it told none.
    ///   - freshness: as it is now.
    mutating func write(
        _ row: Int?, device: Int, _ fields: UnsafeMutableBufferPointer<Operand>, _ brought: UInt64, at clock: Moment,
        lag: Span?, _ freshness: Freshness
    ) {
        if let row {
            let first = rows[row].firstCell
            if first >= 0 {
                for field in fields.indices { cells[first + field] = fields[field] }
            } else {
                rows[row].firstCell = cells.count
                cells.append(contentsOf: fields)
            }
            rows[row].brought |= brought
            rows[row].heardAt = clock
            if let lag { rows[row].lag = lag }
            rows[row].freshness = freshness
        } else {
            add(
                Row(
                    device: device, firstCell: cells.count, brought: brought, heardAt: clock, lag: lag,
                    freshness: freshness))
            cells.append(contentsOf: fields)
        }
    }

    /// Notes when the silence of a device is looked at again.
    mutating func setSilenceTimer(
        _ row: Int?, device: Int, _ state: UnsafePointer<DeviceState>, heardAt: Moment?, at moment: Moment
    ) {
        if let row {
            rows[row].silenceTimer = moment
            return
        }
        add(
            Row(
                device: device, firstCell: -1, heardAt: heardAt, freshness: state.pointee.freshness,
                silenceTimer: moment))
    }

    private mutating func add(_ row: Row) {
        if rows.isEmpty {
            rows.reserveCapacity(Self.usualRows)
            cells.reserveCapacity(Self.usualRows * 8)
        }
        if 2 * (rows.count + 1) > slots.count { grow() }
        rows.append(row)
        enter(rows.count - 1)
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: max(1024, 2 * slots.count))
        for row in rows.indices where rows[row].device >= 0 { enter(row) }
    }

    private mutating func enter(_ row: Int) {
        let mask = slots.count - 1
        var slot = Self.hash(rows[row].device) & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(truncatingIfNeeded: row)
    }

    /// The device is changed by other means from now on.
    mutating func forget(_ device: Int) {
        if let row = row(of: device) { rows[row].device = -1 }
    }

    /// Has devices take over what it holds of them.
    func apply(to devices: inout [DeviceState], silences: [Silence?]) {
        devices.withUnsafeMutableBufferPointer { devices in
            for row in rows where row.device >= 0 {
                devices[row.device].take(row, cells, silence: silences[devices[row.device].profile]?.alarm)
            }
        }
    }

    /// The devices that something was heard of.
    var heard: some Sequence<Int> { rows.lazy.filter { $0.device >= 0 && $0.brought != 0 }.map(\.device) }
}

extension UnsafePointer<DeviceState> {
    /// Writes out the fields as they are known.
    func load(_ cells: UnsafeMutableBufferPointer<Operand>) {
        for field in cells.indices {
            cells.initializeElement(at: field, to: Operand(pointee.fields[field], text: .field(field)))
        }
    }
}

extension DeviceState {
    /// Takes over what quiet messages changed.
    mutating func take(_ row: QuietBook.Row, _ cells: [Operand], silence: Int?) {
        if let at = row.silenceTimer, let silence { timers[silence] = at }
        heardAt = row.heardAt
        freshness = row.freshness
        if let lag = row.lag { memory.hear(lag: lag) }
        isLive.formUnion(firstWord: row.brought)
        defaulted.subtract(firstWord: row.brought)
        fields.withUnsafeMutableBufferPointer { fields in
            var left = row.brought
            while left != 0 {
                let field = left.trailingZeroBitCount
                left &= left - 1
                switch cells[row.firstCell + field] {
                case .number(let number): fields[field] = .number(number)
                case .boolean(let value): fields[field] = .boolean(value)
                // A text that is quiet is the text that stands there.
                case .text, .unknown: continue
                }
            }
        }
    }
}
