import AlarmEngine
import Glibc
import TestSupport
import Testing

@testable import Gateway

/// A state folder, and the things one puts in a ledger.
final class LedgerSamples: Sendable {
    let temporary = TemporaryFolder()
    var folder: String { temporary.file("state") }
    var path: String { Ledger.path(in: folder) }

    /// Texts that break careless code: NUL, quotes, an emoji, composed and decomposed letters, Chinese, nothing at all.
    static let oddTexts = [
        "", "\0", "a\0b", "it's \"quoted\"; DROP TABLE events;--", "🔥👩‍👩‍👧", "caf\u{E9}", "cafe\u{301}", "烟雾浓度 12 %/m",
        "\u{202E}line\nfeed\u{7F}",
    ]
    static let oddNumbers = [
        0.1, 1e308, -0.0, 0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, -.infinity, 1.0 / 3,
        9_007_199_254_740_992,
    ]

    func ledger() throws -> Ledger { try Ledger(folder: folder) }

    static func copyFile(_ from: String, _ to: String) throws {
        let child = try ChildProcess("cp", [from, to])
        #expect(child.wait() == .exited(0))
    }

    static func device(_ number: Int = 1) -> DeviceKey {
        DeviceKey(profile: "smoke-detector", area: "532822", device: "d\(number)")
    }

    static func life(_ number: Int = 1, alarm: String = "smoke-high", beganAt: Int64 = 1000) -> Life {
        Life(device: device(number), alarm: alarm, beganAt: Moment(milliseconds: beganAt))
    }

    static func event(
        _ sequence: Int64, _ life: Life = life(), kind: Event.Kind = .raised, severity: Severity = .severe,
        signal: Signal = .alarm, state: AlarmState = .unacknowledged, cover: Cover? = nil
    ) -> NumberedEvent {
        NumberedEvent(
            sequence: sequence,
            event: Event(
                time: Moment(milliseconds: 1000 + sequence), kind: kind, life: life, service: .fireStation,
                area: nil, zone: nil, place: nil, severity: severity, signal: signal, state: state, cover: cover,
                occurrences: 1))
    }

    static func delivery(
        _ sequence: Int64, to sink: String = "centre", fallbackOf: String? = nil
    ) -> LedgerBatch.NewDelivery {
        LedgerBatch.NewDelivery(
            sequence: sequence, sink: sink, fallbackOf: fallbackOf, createdAt: Moment(milliseconds: 2000))
    }

    static func outcome(
        _ sequence: Int64, at: Int64, _ result: LedgerBatch.Outcome.Result, sink: String = "centre"
    ) -> LedgerBatch.Outcome {
        LedgerBatch.Outcome(sequence: sequence, sink: sink, at: Moment(milliseconds: at), result: result)
    }

    static func batch(
        _ events: [NumberedEvent] = [], deliveries: [LedgerBatch.NewDelivery] = [], devices: [DeviceRecord] = [],
        outcomes: [LedgerBatch.Outcome] = []
    ) -> LedgerBatch {
        var batch = LedgerBatch()
        batch.events = events
        batch.deliveries = deliveries
        batch.devices = devices
        batch.outcomes = outcomes
        return batch
    }

    /// An event with something in every place.
    static func fullEvent(_ sequence: Int64, text: String, number: Double) -> NumberedEvent {
        let key = DeviceKey(profile: "p" + text, area: text, device: "d" + text)
        let life = Life(device: key, alarm: "a" + text, beganAt: Moment(milliseconds: -sequence))
        let values = [
            NamedValue(name: "n" + text, value: .number(number), isPrivate: true),
            NamedValue(name: text, value: .text(text)), NamedValue(name: "b", value: .boolean(sequence % 2 == 0)),
        ]
        return NumberedEvent(
            sequence: sequence,
            event: Event(
                time: Moment(milliseconds: .max - sequence), kind: .severity, life: life, service: .elderCare,
                area: text,
                zone: text, place: text, severity: .extreme, signal: .supervisory, state: .latchedAcknowledged,
                cover: Cover.allCases[Int(sequence) % Cover.allCases.count], occurrences: 7, values: values,
                text: Words(en: text, zh: nil), discreetText: Words(en: nil, zh: text),
                by: text, reason: text, until: Moment(milliseconds: .min + sequence), isTest: true, isLate: true))
    }

    /// A device with something in every place that version 1 of the records knew.
    static func firstDevice(_ key: DeviceKey) -> DeviceRecord {
        var fields = oddTexts.map { FieldRecord(name: $0, value: .text($0), isLive: true) }
        fields += oddNumbers.map { FieldRecord(name: "n", value: .number($0), isLive: false) }
        fields += [
            FieldRecord(name: "unknown", value: nil, isLive: true),
            FieldRecord(name: "t", value: .boolean(true), isLive: true),
            FieldRecord(name: "f", value: .boolean(false), isLive: false),
        ]
        let levels = LevelRecord.Phase.allCases.map {
            LevelRecord(phase: $0, since: Moment(milliseconds: .min), sinceReading: Moment(milliseconds: .max))
        }
        let alarms = AlarmState.allCases.enumerated().map { place, state in
            AlarmRecord(
                name: "\(state)", state: state, severity: Severity.allCases[place % 4], signal: .trouble,
                occurrences: .max, beganAt: Moment(milliseconds: -1), levels: levels + [LevelRecord(phase: .off)],
                told: Array(oddTexts.suffix(place)))
        }
        return DeviceRecord(
            key: key, service: .elderCare, zone: "3 号楼", heardAt: .distantFuture, newestTime: .distantPast,
            newestSequence: 0.1, newestDigest: .max,
            lateRun: -3, lateTime: Moment(milliseconds: 0), undecodableRun: 5, fields: fields,
            alarms: alarms
                + Signal.allCases.map {
                    AlarmRecord(
                        name: "s", state: .normal, severity: .minor, signal: $0, occurrences: 0, beganAt: nil,
                        levels: [],
                        told: [])
                })
    }
}

extension LedgerSamples {
    /// A device with something in every place.
    static func fullDevice(_ key: DeviceKey) -> DeviceRecord {
        var record = firstDevice(key)
        for (place, value) in [Value.text("\0"), .number(-0.0), .boolean(true), .boolean(false)].enumerated() {
            record.fields[place].previous = value
            record.fields[place].broughtAt = moments[place]
        }
        for place in record.alarms.indices { record.alarms[place] = whole(record.alarms[place], place) }
        record.lag = Span(milliseconds: -180_000)
        record.windows = windows
        record.ages = oddTexts.map { AgeRecord(expression: $0, trueAt: .distantPast) }
        record.moved = Span(milliseconds: .min)
        record.judged = oddTexts.map { JudgedRecord(place: $0, through: .distantFuture) }
        record.periods = Period.Kind.allCases.map { kind in
            let target = Period.Target(area: "5328", zone: kind == .drill ? "楼梯间" : nil, device: "d\0")
            return Period(
                kind: kind, target: target, from: .distantPast, until: .distantFuture, by: "王芳", reason: nil,
                beganAt: kind == .drill ? nil : Moment(milliseconds: -1))
        }
        record.floods = [
            FloodRecord(area: "", raises: moments, beganAt: nil, count: 0),
            FloodRecord(area: "532822", raises: [], beganAt: moments[1], count: .max),
        ]
        record.gathered = [
            GatheredRecord(correlation: "fire-confirmed", service: .fireStation),
            GatheredRecord(
                correlation: "broadcast-unplayed", service: .emergencyBroadcast, expectedSince: moments[0],
                missedSince: moments[1], excusedAt: moments[2]),
        ]
        record.bridge = "网关 1\0"
        record.isReportedOffline = true
        return record
    }

    private static let moments = [.distantPast, Moment(milliseconds: -1), .distantFuture, Moment(milliseconds: 0)]

    /// Each alarm has other things of its life, the first none.
    private static func whole(_ alarm: AlarmRecord, _ place: Int) -> AlarmRecord {
        var alarm = alarm
        alarm.isTest = place & 1 != 0
        alarm.isSuppressing = place & 3 == 1
        alarm.isHeldBack = place & 2 != 0
        if place & 4 != 0 { alarm.cameOnAt = .distantFuture }
        guard place & 8 != 0 else { return alarm }
        alarm.raises = Array(moments.prefix(3))
        alarm.flapping = FlappingRecord(since: moments[1], raises: 5, isTold: place & 1 != 0)
        alarm.covers = zip(CoverRecord.Source.allCases, 0...).map { source, place in
            CoverRecord(
                cover: Cover.allCases[place % 3], source: source, until: place == 1 ? nil : moments[0],
                isOnce: place == 0)
        }
        alarm.steps = ([nil] + Level.allCases).map { level in
            EscalationStepRecord(
                after: .minutes(1), dueAt: .distantFuture, unless: level == nil ? .cleared : .acknowledged,
                level: level, sink: "desk")
        }
        return alarm
    }

    private static let windows = [
        WindowRecord(expression: "smoke", span: .minutes(5), startedAt: moments[1]),
        WindowRecord(
            expression: "烟雾 * 2", span: .hours(24), startedAt: .distantPast,
            cells: [
                CellRecord(
                    first: SampleRecord(at: .distantFuture, value: -0.0),
                    last: SampleRecord(at: .distantPast, value: 0.1),
                    least: -.infinity, greatest: .infinity, sum: .greatestFiniteMagnitude, count: .max),
                CellRecord(
                    first: SampleRecord(at: moments[1], value: 1), last: SampleRecord(at: moments[1], value: 1),
                    least: 1, greatest: 1, sum: 1, count: 1),
            ],
            samples: oddNumbers.enumerated().map { SampleRecord(at: moments[$0 % 4], value: $1) }),
    ]
}

/// Every byte of a record: Swift's `==` takes -0 for 0, and composed for decomposed letters.
func bytes(of record: DeviceRecord) -> [UInt8] {
    let key = [record.key.profile, record.key.area, record.key.device].joined(separator: "\u{1}")
    return Array(key.utf8) + DeviceRecordCoding.bytes(of: record)
}
