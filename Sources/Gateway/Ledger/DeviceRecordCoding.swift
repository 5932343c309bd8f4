import AlarmEngine

/// A device's record as the bytes of one column; its key stands in columns of its own.
///
/// Version 2 is version 1 with rules and life: what a field was before, and what follows the lists. Version 3 adds, last,
/// what it speaks through and whether it was said to be out of reach. All are read.
enum DeviceRecordCoding {
    private static let version: UInt8 = 3

    static func bytes(of record: DeviceRecord) -> [UInt8] {
        var writer = RecordWriter(version: version)
        writer.text(record.service.rawValue)
        writer.optional(record.zone) { $0.text($1) }
        writer.moment(record.heardAt)
        writer.moment(record.newestTime)
        writer.optional(record.newestSequence) { $0.double($1) }
        writer.fixed(record.newestDigest)
        writer.integer(Int64(record.lateRun))
        writer.moment(record.lateTime)
        writer.integer(Int64(record.undecodableRun))
        writer.list(record.fields) { writer, field in
            writer.text(field.name)
            writer.optional(field.value) { $0.value($1) }
            writer.flag(field.isLive)
            writer.optional(field.previous) { $0.value($1) }
            writer.moment(field.broughtAt)
        }
        writer.list(record.alarms) { writer, alarm in
            writer.alarm(alarm)
            writer.life(of: alarm)
        }
        writer.memory(of: record)
        writer.optional(record.bridge) { $0.text($1) }
        writer.flag(record.isReportedOffline)
        return writer.bytes
    }

    static func record(of key: DeviceKey, from bytes: [UInt8]) throws(RecordError) -> DeviceRecord {
        var reader = try RecordReader(bytes, versions: 1...version)
        let hasLife = reader.version >= 2
        var record = DeviceRecord(key: key)
        record.service = Service(rawValue: try reader.text()) ?? .gateway
        record.zone = try reader.optional { reader throws(RecordError) in try reader.text() }
        record.heardAt = try reader.moment()
        record.newestTime = try reader.moment()
        record.newestSequence = try reader.optional { reader throws(RecordError) in try reader.double() }
        record.newestDigest = try reader.fixed()
        record.lateRun = Int(try reader.integer())
        record.lateTime = try reader.moment()
        record.undecodableRun = Int(try reader.integer())
        record.fields = try reader.list { reader throws(RecordError) in
            FieldRecord(
                name: try reader.text(),
                value: try reader.optional { reader throws(RecordError) in try reader.value() },
                isLive: try reader.flag(),
                previous: hasLife ? try reader.optional { reader throws(RecordError) in try reader.value() } : nil,
                broughtAt: hasLife ? try reader.moment() : nil)
        }
        record.alarms = try reader.list { reader throws(RecordError) in
            var alarm = try reader.alarm()
            if hasLife { try reader.readLife(of: &alarm) }
            return alarm
        }
        if hasLife { try reader.readMemory(of: &record) }
        if reader.version >= 3 {
            record.bridge = try reader.optional { reader throws(RecordError) in try reader.text() }
            record.isReportedOffline = try reader.flag()
        }
        try reader.end()
        return record
    }
}

/// The values of an event, exactly; beside them stands JSON for people, which has neither -0 nor infinity nor privacy.
enum NamedValuesCoding {
    private static let version: UInt8 = 1

    static func bytes(of values: [NamedValue]) -> [UInt8] {
        var writer = RecordWriter(version: version)
        writer.list(values) { writer, named in
            writer.text(named.name)
            writer.value(named.value)
            writer.flag(named.isPrivate)
        }
        return writer.bytes
    }

    static func values(from bytes: [UInt8]) throws(RecordError) -> [NamedValue] {
        var reader = try RecordReader(bytes, versions: version...version)
        let values = try reader.list { reader throws(RecordError) in
            NamedValue(name: try reader.text(), value: try reader.value(), isPrivate: try reader.flag())
        }
        try reader.end()
        return values
    }
}

extension RecordWriter {
    mutating func moment(_ moment: Moment?) {
        optional(moment) { $0.integer($1.milliseconds) }
    }

    fileprivate mutating func value(_ value: Value) {
        switch value {
        case .number(let number):
            byte(0)
            double(number)
        case .boolean(let boolean):
            byte(boolean ? 2 : 1)
        case .text(let text):
            byte(3)
            self.text(text)
        }
    }

    fileprivate mutating func alarm(_ alarm: AlarmRecord) {
        text(alarm.name)
        byte(alarm.state.code)
        byte(UInt8(alarm.severity.rank))
        byte(UInt8(alarm.signal.rank))
        integer(Int64(alarm.occurrences))
        moment(alarm.beganAt)
        list(alarm.levels) { writer, level in
            writer.byte(level.phase.code)
            writer.moment(level.since)
            writer.moment(level.sinceReading)
        }
        list(alarm.told) { $0.text($1) }
    }
}

extension RecordReader {
    mutating func moment() throws(RecordError) -> Moment? {
        try flag() ? Moment(milliseconds: try integer()) : nil
    }

    fileprivate mutating func value() throws(RecordError) -> Value {
        let code = try byte()
        return switch code {
        case 0: .number(try double())
        case 1: .boolean(false)
        case 2: .boolean(true)
        case 3: .text(try text())
        default: throw .unknownCode(code)
        }
    }

    fileprivate mutating func alarm() throws(RecordError) -> AlarmRecord {
        AlarmRecord(
            name: try text(),
            state: try coded(AlarmState.self) { $0.code },
            severity: try coded(Severity.self) { UInt8($0.rank) },
            signal: try coded(Signal.self) { UInt8($0.rank) },
            occurrences: Int(try integer()),
            beganAt: try moment(),
            levels: try list { reader throws(RecordError) in
                LevelRecord(
                    phase: try reader.coded(LevelRecord.Phase.self) { $0.code },
                    since: try reader.moment(), sinceReading: try reader.moment())
            },
            told: try list { reader throws(RecordError) in try reader.text() })
    }

    mutating func coded<Word: CaseIterable>(
        _ type: Word.Type, _ code: (Word) -> UInt8
    ) throws(RecordError) -> Word {
        let byte = try byte()
        for word in type.allCases where code(word) == byte { return word }
        throw .unknownCode(byte)
    }
}

// The numbers on disk. They never change; a new case takes a new one.

extension AlarmState {
    fileprivate var code: UInt8 {
        switch self {
        case .normal: 0
        case .unacknowledged: 1
        case .acknowledged: 2
        case .returned: 3
        case .latched: 4
        case .latchedAcknowledged: 5
        }
    }
}

extension LevelRecord.Phase {
    fileprivate var code: UInt8 {
        switch self {
        case .off: 0
        case .pending: 1
        case .on: 2
        case .leaving: 3
        }
    }
}
