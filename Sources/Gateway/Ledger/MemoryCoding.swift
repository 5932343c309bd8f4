import AlarmEngine

// What rules over time, periods and correlations add to a device's record: version 2 of `DeviceRecordCoding`.
//
// Most devices have next to none of it, so a byte of marks says what is there.

/// Which of a device's further members follow; each bit is one.
private struct MemoryMarks: OptionSet {
    var rawValue: UInt8

    static let lag = MemoryMarks(rawValue: 1)
    static let windows = MemoryMarks(rawValue: 2)
    static let ages = MemoryMarks(rawValue: 4)
    static let periods = MemoryMarks(rawValue: 8)
    static let floods = MemoryMarks(rawValue: 16)
    static let gathered = MemoryMarks(rawValue: 32)
    static let moved = MemoryMarks(rawValue: 64)
    static let judged = MemoryMarks(rawValue: 128)
}

extension RecordWriter {
    mutating func memory(of record: DeviceRecord) {
        var marks: MemoryMarks = []
        if record.lag != nil { marks.insert(.lag) }
        if !record.windows.isEmpty { marks.insert(.windows) }
        if !record.ages.isEmpty { marks.insert(.ages) }
        if !record.periods.isEmpty { marks.insert(.periods) }
        if !record.floods.isEmpty { marks.insert(.floods) }
        if !record.gathered.isEmpty { marks.insert(.gathered) }
        if record.moved != .zero { marks.insert(.moved) }
        if !record.judged.isEmpty { marks.insert(.judged) }
        byte(marks.rawValue)
        if let lag = record.lag { integer(lag.milliseconds) }
        if marks.contains(.windows) { list(record.windows) { $0.window($1) } }
        if marks.contains(.ages) {
            list(record.ages) { writer, age in
                writer.text(age.expression)
                writer.integer(age.trueAt.milliseconds)
            }
        }
        if marks.contains(.periods) { list(record.periods) { $0.period($1) } }
        if marks.contains(.floods) { list(record.floods) { $0.flood($1) } }
        if marks.contains(.gathered) { list(record.gathered) { $0.gathered($1) } }
        if marks.contains(.moved) { integer(record.moved.milliseconds) }
        if marks.contains(.judged) {
            list(record.judged) { writer, judged in
                writer.text(judged.place)
                writer.integer(judged.through.milliseconds)
            }
        }
    }

    private mutating func period(_ period: Period) {
        byte(period.kind.code)
        text(period.target.area)
        optional(period.target.zone) { $0.text($1) }
        optional(period.target.device) { $0.text($1) }
        integer(period.from.milliseconds)
        integer(period.until.milliseconds)
        optional(period.by) { $0.text($1) }
        optional(period.reason) { $0.text($1) }
        moment(period.beganAt)
    }

    private mutating func flood(_ flood: FloodRecord) {
        text(flood.area)
        list(flood.raises) { $0.integer($1.milliseconds) }
        moment(flood.beganAt)
        integer(Int64(flood.count))
    }

    private mutating func gathered(_ gathered: GatheredRecord) {
        text(gathered.correlation)
        text(gathered.service.rawValue)
        moment(gathered.expectedSince)
        moment(gathered.missedSince)
        moment(gathered.excusedAt)
    }
}

extension RecordReader {
    mutating func readMemory(of record: inout DeviceRecord) throws(RecordError) {
        let marks = MemoryMarks(rawValue: try byte())
        if marks.contains(.lag) { record.lag = Span(milliseconds: try integer()) }
        if marks.contains(.windows) {
            record.windows = try list { reader throws(RecordError) in try reader.window() }
        }
        if marks.contains(.ages) {
            record.ages = try list { reader throws(RecordError) in
                AgeRecord(expression: try reader.text(), trueAt: try reader.certainMoment())
            }
        }
        if marks.contains(.periods) {
            record.periods = try list { reader throws(RecordError) in try reader.period() }
        }
        if marks.contains(.floods) {
            record.floods = try list { reader throws(RecordError) in try reader.flood() }
        }
        if marks.contains(.gathered) {
            record.gathered = try list { reader throws(RecordError) in try reader.gathered() }
        }
        if marks.contains(.moved) { record.moved = Span(milliseconds: try integer()) }
        if marks.contains(.judged) {
            record.judged = try list { reader throws(RecordError) in
                JudgedRecord(place: try reader.text(), through: try reader.certainMoment())
            }
        }
    }

    private mutating func optionalText() throws(RecordError) -> String? {
        try optional { reader throws(RecordError) in try reader.text() }
    }

    private mutating func period() throws(RecordError) -> Period {
        let kind = try coded(Period.Kind.self) { $0.code }
        let target = Period.Target(area: try text(), zone: try optionalText(), device: try optionalText())
        return Period(
            kind: kind, target: target, from: try certainMoment(), until: try certainMoment(), by: try optionalText(),
            reason: try optionalText(), beganAt: try moment())
    }

    private mutating func flood() throws(RecordError) -> FloodRecord {
        FloodRecord(
            area: try text(), raises: try list { reader throws(RecordError) in try reader.certainMoment() },
            beganAt: try moment(), count: Int(try integer()))
    }

    private mutating func gathered() throws(RecordError) -> GatheredRecord {
        GatheredRecord(
            correlation: try text(), service: Service(rawValue: try text()) ?? .gateway, expectedSince: try moment(),
            missedSince: try moment(), excusedAt: try moment())
    }
}

// The numbers on disk. They never change; a new case takes a new one.

extension Period.Kind {
    fileprivate var code: UInt8 {
        switch self {
        case .drill: 0
        case .maintenance: 1
        case .absence: 2
        }
    }
}
