import AlarmEngine

// What its life adds to an alarm's record: version 2 of `DeviceRecordCoding`.
//
// Most alarms have next to none of it, so a byte of marks says what is there.

/// Which of an alarm's further members follow; each bit is one.
private struct LifeMarks: OptionSet {
    var rawValue: UInt8

    static let covers = LifeMarks(rawValue: 1)
    static let isTest = LifeMarks(rawValue: 2)
    static let isHeldBack = LifeMarks(rawValue: 4)
    static let cameOnAt = LifeMarks(rawValue: 8)
    static let raises = LifeMarks(rawValue: 16)
    static let flapping = LifeMarks(rawValue: 32)
    static let steps = LifeMarks(rawValue: 64)
    static let isSuppressing = LifeMarks(rawValue: 128)
}

extension RecordWriter {
    mutating func life(of alarm: AlarmRecord) {
        var marks: LifeMarks = []
        if !alarm.covers.isEmpty { marks.insert(.covers) }
        if alarm.isSuppressing { marks.insert(.isSuppressing) }
        if alarm.isTest { marks.insert(.isTest) }
        if alarm.isHeldBack { marks.insert(.isHeldBack) }
        if alarm.cameOnAt != nil { marks.insert(.cameOnAt) }
        if !alarm.raises.isEmpty { marks.insert(.raises) }
        if alarm.flapping != nil { marks.insert(.flapping) }
        if !alarm.steps.isEmpty { marks.insert(.steps) }
        byte(marks.rawValue)
        if marks.contains(.covers) { list(alarm.covers) { $0.cover($1) } }
        if let cameOnAt = alarm.cameOnAt { integer(cameOnAt.milliseconds) }
        if marks.contains(.raises) { list(alarm.raises) { $0.integer($1.milliseconds) } }
        if let flapping = alarm.flapping {
            integer(flapping.since.milliseconds)
            integer(Int64(flapping.raises))
            flag(flapping.isTold)
        }
        if marks.contains(.steps) { list(alarm.steps) { $0.step($1) } }
    }

    private mutating func cover(_ record: CoverRecord) {
        byte(record.cover.code)
        byte(record.source.code)
        moment(record.until)
        flag(record.isOnce)
    }

    private mutating func step(_ step: EscalationStepRecord) {
        integer(step.after.milliseconds)
        integer(step.dueAt.milliseconds)
        byte(step.unless.code)
        optional(step.level) { $0.byte($1.code) }
        text(step.sink)
    }

}

extension RecordReader {
    mutating func readLife(of alarm: inout AlarmRecord) throws(RecordError) {
        let marks = LifeMarks(rawValue: try byte())
        alarm.isSuppressing = marks.contains(.isSuppressing)
        alarm.isTest = marks.contains(.isTest)
        alarm.isHeldBack = marks.contains(.isHeldBack)
        if marks.contains(.covers) {
            alarm.covers = try list { reader throws(RecordError) in
                CoverRecord(
                    cover: try reader.coded(Cover.self) { $0.code },
                    source: try reader.coded(CoverRecord.Source.self) { $0.code }, until: try reader.moment(),
                    isOnce: try reader.flag())
            }
        }
        if marks.contains(.cameOnAt) { alarm.cameOnAt = try certainMoment() }
        if marks.contains(.raises) {
            alarm.raises = try list { reader throws(RecordError) in try reader.certainMoment() }
        }
        if marks.contains(.flapping) {
            alarm.flapping = FlappingRecord(
                since: try certainMoment(), raises: Int(try integer()), isTold: try flag())
        }
        if marks.contains(.steps) {
            alarm.steps = try list { reader throws(RecordError) in try reader.step() }
        }
    }

    mutating func certainMoment() throws(RecordError) -> Moment {
        Moment(milliseconds: try integer())
    }

    private mutating func step() throws(RecordError) -> EscalationStepRecord {
        EscalationStepRecord(
            after: Span(milliseconds: try integer()), dueAt: try certainMoment(),
            unless: try coded(EscalationStep.Unless.self) { $0.code },
            level: try optional { reader throws(RecordError) in try reader.coded(Level.self) { $0.code } },
            sink: try text())
    }

}

// The numbers on disk. They never change; a new case takes a new one.

extension Cover {
    fileprivate var code: UInt8 {
        switch self {
        case .outOfService: 0
        case .suppressed: 1
        case .shelved: 2
        }
    }
}

extension CoverRecord.Source {
    fileprivate var code: UInt8 {
        switch self {
        case .hand: 0
        case .rule: 1
        case .parent: 2
        case .maintenance: 3
        case .absence: 4
        }
    }
}

extension EscalationStep.Unless {
    fileprivate var code: UInt8 {
        switch self {
        case .acknowledged: 0
        case .cleared: 1
        }
    }
}

extension Level {
    fileprivate var code: UInt8 {
        switch self {
        case .household: 0
        case .group: 1
        case .village: 2
        case .township: 3
        case .county: 4
        case .prefecture: 5
        }
    }
}
