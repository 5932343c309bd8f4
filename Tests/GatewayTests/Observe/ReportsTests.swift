import AlarmEngine
import Testing

@testable import Gateway

@Suite("Answers to the operator")
struct ReportsTests {
    @Test(
        "Alarms come by signal, severity, need of acknowledgement and age; normal ones and strangers to the filter do not"
    )
    func order() throws {
        let alarms = [
            alarm(1, .trouble, .extreme, .unacknowledged), alarm(2, .alarm, .severe, .acknowledged),
            alarm(3, .alarm, .severe, .latched), alarm(4, .alarm, .severe, .unacknowledged),
            alarm(5, .alarm, .extreme, .latchedAcknowledged), alarm(6, .alarm, .extreme, .normal),
            alarm(7, .supervisory, .minor, .returned), alarm(8, .test, .extreme, .unacknowledged),
        ]
        let all = try parsed(ControlReply.alarms(alarms.reversed(), matching: EventFilter(), limit: 1000))
        #expect(sequences(all) == [5, 3, 4, 2, 7, 1, 8])
        #expect(all["total"]?.number == 7)
        let few = try parsed(
            ControlReply.alarms(alarms, matching: EventFilter(minimumSeverity: .severe, signals: [.alarm]), limit: 2))
        #expect(sequences(few) == [5, 3])
        #expect(few["total"]?.number == 4)
    }

    @Test(
        "Covered ones and drills come after all that calls people; a covered one is listed though normal, without a since"
    )
    func covered() throws {
        var shelved = alarm(1, .alarm, .extreme, .unacknowledged)
        shelved.event.cover = .shelved
        var idle = alarm(2, .alarm, .severe, .normal)
        idle.event.cover = .outOfService
        var drill = alarm(3, .alarm, .moderate, .unacknowledged)
        drill.event.isTest = true
        let alarms = [
            idle, shelved, drill, alarm(4, .trouble, .minor, .acknowledged), alarm(5, .alarm, .extreme, .normal),
        ]

        let reply = try parsed(ControlReply.alarms(alarms, matching: EventFilter(), limit: 10))

        #expect(sequences(reply) == [4, 1, 2, 3])
        #expect(reply["total"]?.number == 4)
        guard case .array(let listed) = reply["alarms"] else { return }
        #expect(listed.map { $0["since"] != nil } == [true, true, false, true])
        #expect(
            listed.map { $0["event"]?["state"]?.string } == [
                "acknowledged", "shelved", "out-of-service", "unacknowledged",
            ])
    }

    @Test("An alarm is its newest event, and since when")
    func alarmLine() {
        let reply = ControlReply.alarms([alarm(3, .alarm, .severe, .latched)], matching: EventFilter(), limit: 1)
        let id = AlarmID.of(alarm(3, .alarm, .severe, .latched).event.life)
        #expect(
            reply
                == "{\"ok\":true,\"total\":1,\"alarms\":[{\"since\":\"1970-01-01T00:00:00.003Z\",\"event\":{\"seq\":3,"
                + "\"time\":\"1970-01-01T00:00:01.003Z\",\"event\":\"raised\",\"id\":\"\(id)\",\"device\":\"d\",\"profile\":\"p\","
                + "\"service\":\"elder-care\",\"alarm\":\"a\",\"severity\":\"severe\",\"signal\":\"alarm\","
                + "\"state\":\"latched\",\"occurrences\":1}}]}")
    }

    @Test("A filter means a least severity, signals, the beginning of an area, a device and an alarm")
    func filter() {
        var event = alarm(1, .alarm, .moderate, .unacknowledged).event
        event.area = "532822"
        #expect(EventFilter().matches(event))
        #expect(EventFilter(minimumSeverity: .moderate).matches(event))
        #expect(!EventFilter(minimumSeverity: .severe).matches(event))
        #expect(EventFilter(signals: [.test, .alarm]).matches(event))
        #expect(!EventFilter(signals: [.test]).matches(event))
        #expect(EventFilter(areaPrefix: "5328").matches(event))
        #expect(!EventFilter(areaPrefix: "5329").matches(event))
        #expect(EventFilter(device: "d", alarm: "a").matches(event))
        #expect(!EventFilter(device: "e").matches(event))
        #expect(!EventFilter(alarm: "b").matches(event))
        event.area = nil
        #expect(!EventFilter(areaPrefix: "5").matches(event))
    }

    @Test("A covered alarm comes last, with its true state and what covers it; those alone are shown if so asked")
    func coveredAlone() throws {
        var shelved = alarm(1, .alarm, .extreme, .unacknowledged)
        shelved.event.cover = .shelved
        var normal = alarm(2, .trouble, .minor, .normal)
        normal.event.cover = .outOfService
        let alarms = [shelved, normal, alarm(3, .test, .minor, .returned)]
        let open = [
            OpenAlarm(
                life: shelved.event.life, state: .unacknowledged,
                covers: [
                    CoverRecord(cover: .shelved, source: .hand, until: Moment(milliseconds: 60_000), isOnce: true)
                ])
        ]
        let all = try parsed(ControlReply.alarms(alarms, open: open, matching: EventFilter(), limit: 1000))
        #expect(sequences(all) == [3, 1, 2])
        let reply = ControlReply.alarms(
            alarms, open: open, matching: EventFilter(), isCoveredOnly: true, limit: 1000)
        #expect(sequences(try parsed(reply)) == [1, 2])
        #expect(
            reply.contains(
                #""beneath":"unacknowledged","covers":[{"cover":"shelved","source":"hand","until":"1970-01-01T00:01:00.000Z","once":true}],"event""#
            ), "\(reply)")
        #expect(reply.contains(#""state":"out-of-service""#))
    }

    @Test("Periods that go on come before those to come, and say where, when, who and why")
    func periods() {
        let target = Period.Target(area: "5328", zone: "z")
        func period(_ from: Int64, began: Bool, _ target: Period.Target) -> Period {
            Period(
                kind: .drill, target: target, from: Moment(milliseconds: from), until: Moment(milliseconds: 9000),
                by: "desk", reason: "r", beganAt: began ? Moment(milliseconds: from) : nil)
        }
        let reply = ControlReply.periods([
            period(1000, began: false, Period.Target(area: "", device: "d")), period(2000, began: true, target),
        ])
        #expect(
            reply
                == #"{"ok":true,"periods":[{"kind":"drill","area":"5328","zone":"z","from":"1970-01-01T00:00:02.000Z","#
                + #""until":"1970-01-01T00:00:09.000Z","begun":true,"by":"desk","reason":"r"},"#
                + #"{"kind":"drill","device":"d","from":"1970-01-01T00:00:01.000Z","until":"1970-01-01T00:00:09.000Z","#
                + #""begun":false,"by":"desk","reason":"r"}]}"#)
    }

    @Test("A delivery's answer and the status are what their commands read")
    func others() throws {
        let delivery = DeliveryReport(
            id: "msg_1", sequence: 1, sink: "centre", alarmID: "0123456789abcdef", signal: .alarm, state: "pending",
            attempts: 2, createdAt: Moment(milliseconds: 0), nextAttemptAt: Moment(milliseconds: 1), lastOutcome: "500",
            fallbackOf: nil)
        #expect(
            ControlReply.deliveries([delivery], total: 5)
                == "{\"ok\":true,\"total\":5,\"deliveries\":[{\"id\":\"msg_1\",\"seq\":1,\"sink\":\"centre\","
                + "\"alarm_id\":\"0123456789abcdef\",\"signal\":\"alarm\",\"state\":\"pending\",\"attempts\":2,"
                + "\"created\":\"1970-01-01T00:00:00.000Z\",\"next\":\"1970-01-01T00:00:00.001Z\",\"outcome\":\"500\"}]}"
        )
        let reply = try parsed(statusReport().reply)
        #expect(reply["broker"]?["subscribed"]?.boolean == false)
        #expect(reply["counts"]?["unknown_topic"]?.number == 3)
        #expect(reply["ledger"]?["recording"]?.boolean == true)
    }

    private func alarm(_ sequence: Int64, _ signal: Signal, _ severity: Severity, _ state: AlarmState) -> NumberedEvent
    {
        let device = DeviceKey(profile: "p", area: "", device: "d")
        return NumberedEvent(
            sequence: sequence,
            event: Event(
                time: Moment(milliseconds: 1000 + sequence), kind: .raised,
                life: Life(device: device, alarm: "a", beganAt: Moment(milliseconds: sequence)), service: .elderCare,
                area: nil, zone: nil, place: nil, severity: severity, signal: signal, state: state, occurrences: 1))
    }

    private func parsed(_ reply: String) throws -> JSONValue { try JSONValue(parsing: Array(reply.utf8)) }

    private func sequences(_ reply: JSONValue) -> [Int] {
        guard case .array(let alarms) = reply["alarms"] else { return [] }
        return alarms.compactMap { $0["event"]?["seq"]?.number.map { Int($0) } }
    }
}

func statusReport() -> StatusReport {
    var counts = Counts()
    counts.messages = 12
    counts.unknownTopic = 3
    return StatusReport(
        gateway: "gengfu-test", processID: 42, startedAt: Moment(milliseconds: 0), now: Moment(milliseconds: 61_000),
        brokerURL: "mqtt://127.0.0.1:1883", isSubscribed: false, linkReason: "connection refused", lastSequence: 7,
        isRecording: true, devices: 3, active: 2, unacknowledged: 1, unsettledBatches: 0, counts: counts,
        sinks: [
            StatusReport.Sink(name: "centre", pending: 4, trouble: "HTTP 500")
        ])
}
