import AlarmEngine

@testable import Gateway

/// An event of an alarm that is told apart by `alarm`, its life by `life`.
func numbered(
    _ sequence: Int64, alarm: String = "smoke-high", life: Int64 = 0, kind: Event.Kind = .raised,
    signal: Signal = .alarm, severity: Severity = .severe, occurrences: Int = 1, isRecorded: Bool = true
) -> NumberedEvent {
    let device = DeviceKey(profile: "smoke-detector", area: "532822100205", device: "smoke-17")
    let event = Event(
        time: Moment(milliseconds: 1_795_420_810_250 + sequence), kind: kind,
        life: Life(device: device, alarm: alarm, beganAt: Moment(milliseconds: life)), service: .fireStation,
        area: "532822100205", zone: nil, place: "3号楼2层", severity: severity, signal: signal,
        state: .unacknowledged, occurrences: occurrences,
        values: [NamedValue(name: "smoke", value: .number(12.3))],
        text: Words(en: "Smoke 12.3 %/m at 3号楼2层", zh: "3号楼2层 烟雾浓度 12.3 %/m"),
        discreetText: Words(en: "Smoke 12.3 %/m", zh: "烟雾浓度 12.3 %/m")
    )
    return NumberedEvent(sequence: sequence, event: event, isRecorded: isRecorded)
}

/// A delivery made at 0 s; unless `alarm` says otherwise, each of an alarm of its own.
func delivery(
    _ sequence: Int64, _ signal: Signal = .alarm, _ severity: Severity = .severe, alarm: String? = nil,
    kind: Event.Kind = .raised, createdAt: Moment = .seconds(0), isRecorded: Bool = true
) -> PendingDelivery {
    let event = numbered(
        sequence, alarm: alarm ?? "alarm-\(sequence)", kind: kind, signal: signal, severity: severity,
        isRecorded: isRecorded)
    return PendingDelivery(numbered: event, createdAt: createdAt)
}

extension Moment {
    static func seconds(_ seconds: Double) -> Moment { Moment(milliseconds: Int64(seconds * 1000)) }
}

extension HTTPAnswer {
    static let accepted = HTTPAnswer.status(200, retryAfterSeconds: nil)
    static let unavailable = HTTPAnswer.status(503, retryAfterSeconds: nil)
    static let forbidden = HTTPAnswer.status(403, retryAfterSeconds: nil)
    static let refusedConnection = HTTPAnswer.failed("Connection refused")
}

extension Outbox {
    /// An outbox of two lanes, 10 s of deadline, 60 s of longest pause, and a fallback.
    static func of(
        _ deliveries: [PendingDelivery] = [], bound: Int = 100, lanes: Int = 2, fallback: String? = "backup"
    ) -> Outbox {
        var outbox = Outbox(
            policy: Policy(
                bound: bound, lanes: lanes, deadline: .seconds(10), longestPause: .seconds(60), fallback: fallback))
        outbox.add(deliveries, at: .seconds(0))
        return outbox
    }

    /// The numbers of all that may be sent now.
    mutating func sendAll(at now: Moment) -> [Int64] {
        var sent: [Int64] = []
        while let delivery = next(at: now) { sent.append(delivery.sequence) }
        return sent
    }

    /// Sends and delivers until nothing more may go.
    mutating func deliverAll(at now: Moment) -> [Int64] {
        var sent: [Int64] = []
        while let delivery = next(at: now) {
            sent.append(delivery.sequence)
            _ = settle(delivery.sequence, .accepted, at: now, jitter: 1)
        }
        return sent
    }

    /// Sends the next and takes this answer to it.
    @discardableResult
    mutating func answerNext(_ answer: HTTPAnswer, at now: Moment, jitter: Double = 1) -> [SinkReport]? {
        next(at: now).map { settle($0.sequence, answer, at: now, jitter: jitter) }
    }
}
