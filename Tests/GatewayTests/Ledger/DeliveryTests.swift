import AlarmEngine
import TestSupport
import Testing

@testable import Gateway

@Suite("Deliveries in the ledger")
struct DeliveryTests {
    let samples = LedgerSamples()
    let ledger: Ledger
    let reader: LedgerReader

    init() throws {
        ledger = try samples.ledger()
        reader = try LedgerReader(folder: samples.folder)
    }

    func pending(_ sink: String = "centre", limit: Int = 100, now: Int64 = 0) throws -> [Int64] {
        try reader.pendingDeliveries(sink: sink, limit: limit, now: Moment(milliseconds: now)).map(\.delivery.sequence)
    }

    func delivery(_ sequence: Int64, sink: String = "centre") throws -> StoredDelivery {
        try #require(try reader.deliveries(sink: sink, limit: 1000).first { $0.sequence == sequence })
    }

    func keep(_ events: [NumberedEvent], deliveries: [LedgerBatch.NewDelivery]) throws {
        try ledger.commit(LedgerSamples.batch(events, deliveries: deliveries))
    }

    func apply(_ outcomes: LedgerBatch.Outcome...) throws {
        try ledger.commit(LedgerSamples.batch(outcomes: outcomes))
    }

    @Test("A new delivery is pending, due at once, and knows its event, its ids and its urgency")
    func fresh() throws {
        let event = LedgerSamples.event(1, severity: .moderate, signal: .supervisory)
        try keep([event], deliveries: [LedgerSamples.delivery(1)])

        let open = try #require(try reader.pendingDeliveries(sink: "centre", limit: 9, now: .distantPast).first)

        #expect(open.event == event)
        #expect(open.delivery.webhookID == "msg_\(event.id)_1")
        #expect(open.delivery.alarmID == event.id)
        #expect(open.delivery.urgency == 2 * 4 + 1)
        #expect(open.delivery.signal == .supervisory)
        #expect(open.delivery.state == .pending)
        #expect(open.delivery.attempts == 0)
        #expect(open.delivery.createdAt == Moment(milliseconds: 2000))
        #expect(open.delivery.firstAttemptAt == nil && open.delivery.nextAttemptAt == nil)
    }

    @Test("A fire passes a queue of battery warnings; equals go in order")
    func urgencyOrder() throws {
        let events = (1...6).map { number in
            LedgerSamples.event(
                number, LedgerSamples.life(Int(number)), severity: number == 5 ? .severe : .minor,
                signal: number == 6 ? .alarm : .trouble)
        }
        try keep(events, deliveries: events.map { LedgerSamples.delivery($0.sequence) })

        #expect(try pending() == [6, 5, 1, 2, 3, 4])
        #expect(try pending(limit: 2) == [6, 5])
        #expect(try pending("other") == [])
    }

    @Test("An urgent event lifts what the same sink must hear of the same alarm before it")
    func promotion() throws {
        let other = LedgerSamples.life(2)
        try keep(
            [
                LedgerSamples.event(1, severity: .minor, signal: .trouble),
                LedgerSamples.event(2, other, severity: .minor, signal: .trouble),
                LedgerSamples.event(3, severity: .extreme, signal: .trouble),
            ],
            deliveries: [
                LedgerSamples.delivery(1), LedgerSamples.delivery(2), LedgerSamples.delivery(3),
                LedgerSamples.delivery(1, to: "log"),
            ])

        #expect(try pending() == [1, 3, 2])
        #expect(try delivery(1).urgency == 7)
        #expect(try delivery(1, sink: "log").urgency == 4)
    }

    @Test("A fallback that comes to an earlier event late still goes before the later one")
    func latePromotion() throws {
        try keep(
            [LedgerSamples.event(1, severity: .minor, signal: .trouble), LedgerSamples.event(2)],
            deliveries: [LedgerSamples.delivery(1), LedgerSamples.delivery(2, to: "backup")])

        try keep([], deliveries: [LedgerSamples.delivery(1, to: "backup", fallbackOf: "centre")])

        #expect(try pending("backup") == [1, 2])
        let fallback = try delivery(1, sink: "backup")
        #expect(fallback.fallbackOf == "centre")
        #expect(try fallback.webhookID == delivery(1).webhookID)
    }

    @Test("A fallback asked for twice is there once, and a delivered one is not told again")
    func twice() throws {
        let fallback = LedgerSamples.delivery(1, to: "backup", fallbackOf: "centre")
        try keep([LedgerSamples.event(1)], deliveries: [fallback])
        try apply(LedgerSamples.outcome(1, at: 10, .delivered, sink: "backup"))

        try keep([], deliveries: [fallback])

        #expect(try pending("backup") == [])
        #expect(try reader.deliveries(limit: 10).count == 1)
    }

    @Test("A delivery of an event the ledger lacks is handed back; the rest is kept")
    func orphan() throws {
        let orphan = LedgerSamples.delivery(9)

        let committed = try ledger.commit(
            LedgerSamples.batch([LedgerSamples.event(1)], deliveries: [orphan, LedgerSamples.delivery(1)]))

        #expect(committed == Ledger.Committed(wrote: true, orphans: [orphan]))
        #expect(try pending() == [1])
    }

    @Test("Delivered is delivered: no later word changes it")
    func delivered() throws {
        try keep([LedgerSamples.event(1)], deliveries: [LedgerSamples.delivery(1)])
        try apply(LedgerSamples.outcome(1, at: 10, .retry(at: Moment(milliseconds: 20), why: "500")))
        try apply(LedgerSamples.outcome(1, at: 20, .delivered))
        try apply(LedgerSamples.outcome(1, at: 30, .failed(why: "410")))

        let delivery = try delivery(1)

        #expect(delivery.state == .delivered)
        #expect(delivery.attempts == 2)
        #expect(delivery.firstAttemptAt == Moment(milliseconds: 10))
        #expect(delivery.lastAttemptAt == Moment(milliseconds: 20))
        #expect(delivery.nextAttemptAt == nil && delivery.lastOutcome == nil)
        #expect(try pending() == [])
    }

    @Test("One that waits for another attempt keeps its place, due or not")
    func retried() throws {
        try keep(
            [LedgerSamples.event(1), LedgerSamples.event(2)],
            deliveries: [LedgerSamples.delivery(1), LedgerSamples.delivery(2)])
        try apply(LedgerSamples.outcome(1, at: 10, .retry(at: Moment(milliseconds: 999), why: "HTTP 503")))

        #expect(try pending(now: 11) == [1, 2])
        #expect(try delivery(1).nextAttemptAt == Moment(milliseconds: 999))
        #expect(try delivery(1).lastOutcome == "HTTP 503")
    }

    @Test("A refused one steps aside until its hour comes, and stays refused through a network error")
    func refused() throws {
        try keep(
            [LedgerSamples.event(1), LedgerSamples.event(2)],
            deliveries: [LedgerSamples.delivery(1), LedgerSamples.delivery(2)])
        try apply(LedgerSamples.outcome(1, at: 10, .refused(nextAt: Moment(milliseconds: 3_600_010), why: "HTTP 404")))

        #expect(try pending(now: 3_600_009) == [2, 1])
        #expect(try pending(limit: 1, now: 3_600_009) == [2])
        #expect(try pending(now: 3_600_010) == [1, 2])
        #expect(try delivery(1).refusedAt == Moment(milliseconds: 10))

        try apply(
            LedgerSamples.outcome(1, at: 3_600_020, .retry(at: Moment(milliseconds: 7_200_000), why: "no route")))
        #expect(try delivery(1).state == .refused)
        #expect(try delivery(1).attempts == 2)
        #expect(try pending(now: 7_199_999) == [2, 1])
        try apply(LedgerSamples.outcome(1, at: 7_200_000, .refused(nextAt: .distantFuture, why: "HTTP 404")))
        #expect(try delivery(1).refusedAt == Moment(milliseconds: 10))

        try apply(LedgerSamples.outcome(1, at: 7_200_001, .failed(why: "HTTP 404 for a day")))
        #expect(try delivery(1).state == .failed)
        #expect(try pending(now: .max) == [2])
    }

    @Test("By hand, refused and failed ones become pending again, at once, in their alarm's order; of one sink or all")
    func requeued() throws {
        let sinks = ["centre", "other"]
        let events = [
            LedgerSamples.event(1, severity: .minor, signal: .trouble), LedgerSamples.event(2),
            LedgerSamples.event(3, LedgerSamples.life(2), severity: .moderate, signal: .trouble),
        ]
        try keep(events, deliveries: sinks.flatMap { sink in (1...3).map { LedgerSamples.delivery($0, to: sink) } })
        for sink in sinks {
            try apply(
                LedgerSamples.outcome(1, at: 10, .refused(nextAt: .distantFuture, why: "404"), sink: sink),
                LedgerSamples.outcome(2, at: 10, .failed(why: "404"), sink: sink),
                LedgerSamples.outcome(3, at: 10, .delivered, sink: sink))
        }
        #expect(try pending(now: 11) == [1])

        #expect(try ledger.requeue(sink: "other") == 2)
        #expect(try pending("other", now: 11) == [1, 2])
        #expect(try pending(now: 11) == [1])

        #expect(try ledger.requeue() == 2)
        #expect(try pending(now: 11) == [1, 2])
        #expect(try delivery(1).nextAttemptAt == nil && delivery(1).refusedAt == nil)
        #expect(try delivery(1).lastOutcome == "404")
        #expect(try ledger.requeue() == 0)
    }

    @Test("Refused ones wait in the order of their next attempts, behind all that may be told now")
    func refusedOrder() throws {
        let events = (1...4).map { LedgerSamples.event($0, LedgerSamples.life(Int($0))) }
        try keep(events, deliveries: events.map { LedgerSamples.delivery($0.sequence) })
        for (sequence, next) in [(1, 300), (2, 100), (3, 200)] as [(Int64, Int64)] {
            try apply(LedgerSamples.outcome(sequence, at: 10, .refused(nextAt: Moment(milliseconds: next), why: "404")))
        }

        #expect(try pending(now: 50) == [4, 2, 3, 1])
        #expect(try pending(now: 200) == [2, 3, 4, 1])
    }

    @Test("A deadline that passed is marked, and is no attempt")
    func late() throws {
        try keep([LedgerSamples.event(1)], deliveries: [LedgerSamples.delivery(1)])
        #expect(try !delivery(1).isLate)

        try apply(LedgerSamples.outcome(1, at: 10, .late))

        let delivery = try delivery(1)
        #expect(delivery.isLate && delivery.state == .pending)
        #expect(delivery.attempts == 0 && delivery.firstAttemptAt == nil && delivery.lastAttemptAt == nil)
    }

    @Test("Counts and filters")
    func counted() throws {
        let events = (1...4).map { LedgerSamples.event($0, LedgerSamples.life(Int($0))) }
        try keep(
            events,
            deliveries: events.map { LedgerSamples.delivery($0.sequence) } + [LedgerSamples.delivery(1, to: "backup")])
        try apply(
            LedgerSamples.outcome(1, at: 10, .delivered), LedgerSamples.outcome(2, at: 10, .failed(why: "410")))

        #expect(
            try reader.deliveryCounts() == [
                DeliveryCount(sink: "backup", state: .pending, count: 1),
                DeliveryCount(sink: "centre", state: .delivered, count: 1),
                DeliveryCount(sink: "centre", state: .failed, count: 1),
                DeliveryCount(sink: "centre", state: .pending, count: 2),
            ])
        #expect(try reader.deliveries(limit: 2).map(\.sequence) == [4, 3])
        #expect(try reader.deliveries(state: .pending, limit: 10).map(\.sequence) == [4, 3, 1])
        #expect(try reader.deliveries(sink: "centre", state: .failed, limit: 10).map(\.sequence) == [2])
        #expect(try reader.deliveries(alarmID: events[0].id, limit: 10).map(\.sink) == ["backup", "centre"])
    }
}
