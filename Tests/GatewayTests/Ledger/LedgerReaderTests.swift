import AlarmEngine
import Dispatch
import Glibc
import TestSupport
import Testing

@testable import Gateway

@Suite("Reading beside the writer")
struct LedgerReaderTests {
    let samples = LedgerSamples()

    @Test("Events come in order, from a number on, so many at a time")
    func paging() throws {
        let ledger = try samples.ledger()
        let events = (1...10).map { LedgerSamples.event($0) }
        try ledger.commit(LedgerSamples.batch(events))
        let reader = try LedgerReader(folder: samples.folder)

        #expect(try reader.events(after: 0, limit: 3).map(\.sequence) == [1, 2, 3])
        #expect(try reader.events(after: 8, limit: 3).map(\.sequence) == [9, 10])
        #expect(try reader.events(after: 10, limit: 3).isEmpty)
        #expect(try reader.lastEvents(3).map(\.sequence) == [8, 9, 10])
        #expect(try reader.lastEvents(100) == events)
    }

    @Test("Alarms are told by their newest event until they are back to normal")
    func alarms() throws {
        let ledger = try samples.ledger()
        let reader = try LedgerReader(folder: samples.folder)
        let latched = LedgerSamples.life(2, alarm: "sos")
        try ledger.commit(
            LedgerSamples.batch([
                LedgerSamples.event(1), LedgerSamples.event(2, latched),
                LedgerSamples.event(3, kind: .acknowledged, state: .acknowledged),
                LedgerSamples.event(4, latched, kind: .returned, state: .latched),
            ]))
        #expect(try reader.alarms().map(\.sequence) == [3, 4])

        try ledger.commit(
            LedgerSamples.batch([
                LedgerSamples.event(5, kind: .cleared, state: .normal),
                LedgerSamples.event(6, latched, kind: .reset, state: .normal),
                LedgerSamples.event(7, LedgerSamples.life(beganAt: 9000)),
            ]))

        #expect(try reader.alarms().map(\.sequence) == [7])
    }

    @Test("A covered alarm is listed though it is normal beneath, until the cover is lifted")
    func coveredAlarms() throws {
        let ledger = try samples.ledger()
        let reader = try LedgerReader(folder: samples.folder)
        let never = LedgerSamples.life(2, beganAt: 0)
        try ledger.commit(
            LedgerSamples.batch([
                LedgerSamples.event(1), LedgerSamples.event(2, kind: .shelved, cover: .shelved),
                LedgerSamples.event(3, never, kind: .outOfService, state: .normal, cover: .outOfService),
                LedgerSamples.event(4, kind: .cleared, state: .normal, cover: .shelved),
            ]))
        #expect(try reader.alarms().map(\.sequence) == [3, 4])

        try ledger.commit(
            LedgerSamples.batch([
                LedgerSamples.event(5, kind: .unshelved, state: .normal),
                LedgerSamples.event(6, never, kind: .inService, state: .normal),
            ]))

        #expect(try reader.alarms().isEmpty)
    }

    @Test("Drills stand beside each other, in one area too; a new life of any other alarm stands in place of the last")
    func severalLives() throws {
        func drill(_ sequence: Int64, beganAt: Int64, _ kind: Event.Kind = .raised) -> NumberedEvent {
            let device = DeviceKey(profile: "gengfu", area: "5328", device: "gengfu-menghai")
            let life = Life(device: device, alarm: "drill", beganAt: Moment(milliseconds: beganAt))
            var event = LedgerSamples.event(
                sequence, life, kind: kind, state: kind == .raised ? .unacknowledged : .normal)
            event.event.service = .gateway
            return event
        }
        let ledger = try samples.ledger()
        let reader = try LedgerReader(folder: samples.folder)
        try ledger.commit(
            LedgerSamples.batch([
                drill(1, beganAt: 1), drill(2, beganAt: 2), LedgerSamples.event(3),
                LedgerSamples.event(4, LedgerSamples.life(beganAt: 5000)), drill(5, beganAt: 1, .cleared),
            ]))

        #expect(try reader.alarms().map(\.sequence) == [2, 4])
    }

    @Test("At the next start a drill stands as long as the gateway knows it, and a cover as long as it lies")
    func restoredLives() throws {
        let own = DeviceKey(profile: "gengfu", area: "", device: "gengfu-menghai")
        func drill(_ sequence: Int64, beganAt: Int64) -> NumberedEvent {
            let device = DeviceKey(profile: own.profile, area: "5328", device: own.device)
            let life = Life(device: device, alarm: "drill", beganAt: Moment(milliseconds: beganAt))
            var event = LedgerSamples.event(sequence, life)
            event.event.service = .gateway
            return event
        }
        var gateway = DeviceRecord(key: own)
        gateway.periods = [
            Period(
                kind: .drill, target: Period.Target(area: "5328"), from: Moment(milliseconds: 0),
                until: .distantFuture, by: nil, reason: nil, beganAt: Moment(milliseconds: 2))
        ]
        func record(_ number: Int, covers: [CoverRecord]) -> DeviceRecord {
            var alarm = AlarmRecord(
                name: "smoke-high", state: .normal, severity: .severe, signal: .alarm, occurrences: 0, beganAt: nil,
                levels: [], told: [])
            alarm.covers = covers
            return DeviceRecord(key: LedgerSamples.device(number), alarms: [alarm])
        }
        let ledger = try samples.ledger()
        let covered = [3, 4].map {
            LedgerSamples.event(
                Int64($0), LedgerSamples.life($0, beganAt: 0), kind: .shelved, state: .normal, cover: .shelved)
        }
        try ledger.commit(
            LedgerSamples.batch(
                [drill(1, beganAt: 1), drill(2, beganAt: 2)] + covered,
                devices: [
                    gateway, record(3, covers: [CoverRecord(cover: .shelved, source: .hand)]), record(4, covers: []),
                ]))

        _ = try ledger.restore()

        #expect(try LedgerReader(folder: samples.folder).alarms().map(\.sequence) == [2, 3])
    }

    @Test("A sink is given again what it was to be told, and what nobody knows whom it was told")
    func toldEvents() throws {
        let ledger = try samples.ledger()
        let reader = try LedgerReader(folder: samples.folder)
        var batch = LedgerSamples.batch((1...5).map { LedgerSamples.event($0) })
        batch.told = [1: ["log"], 2: [], 3: ["log-2", "centre"], 4: ["centre", "log"]]
        try ledger.commit(batch)

        #expect(try reader.events(after: 0, toldTo: "log", limit: 9).map(\.sequence) == [1, 4, 5])
        #expect(try reader.events(after: 1, toldTo: "log", limit: 1).map(\.sequence) == [4])
        #expect(try reader.events(after: 0, toldTo: "log-2", limit: 9).map(\.sequence) == [3, 5])
    }

    @Test("An alarm that its device's record knows has ended is forgotten at the next start")
    func endedAlarms() throws {
        func record(_ number: Int, _ state: AlarmState, beganAt: Int64) -> DeviceRecord {
            let alarm = AlarmRecord(
                name: "smoke-high", state: state, severity: .severe, signal: .alarm, occurrences: 1,
                beganAt: Moment(milliseconds: beganAt), levels: [], told: [])
            return DeviceRecord(key: LedgerSamples.device(number), alarms: [alarm])
        }
        let ledger = try samples.ledger()
        try ledger.commit(
            LedgerSamples.batch(
                (1...4).map { LedgerSamples.event($0, LedgerSamples.life(Int($0))) },
                devices: [
                    record(1, .normal, beganAt: 1000), record(2, .unacknowledged, beganAt: 1000),
                    record(3, .unacknowledged, beganAt: 2000),
                ]))

        _ = try ledger.restore()

        #expect(try LedgerReader(folder: samples.folder).alarms().map(\.sequence) == [2, 4])
    }

    @Test("An id stands for its life, over or not, and for its events")
    func lives() throws {
        let ledger = try samples.ledger()
        let second = LedgerSamples.life(beganAt: 5000)
        let events = [
            LedgerSamples.event(1), LedgerSamples.event(2, kind: .cleared, state: .normal),
            LedgerSamples.event(3, second),
        ]
        try ledger.commit(LedgerSamples.batch(events))
        let reader = try LedgerReader(folder: samples.folder)

        #expect(try reader.life(ofAlarmID: AlarmID.of(LedgerSamples.life())) == LedgerSamples.life())
        #expect(try reader.life(ofAlarmID: AlarmID.of(second)) == second)
        #expect(try reader.life(ofAlarmID: "0123456789abcdef") == nil)
        #expect(try reader.events(ofAlarmID: events[0].id) == Array(events[..<2]))
    }

    @Test("A reader on another queue sees whole batches only, while the writer goes on")
    func beside() throws {
        let ledger = try samples.ledger()
        let folder = samples.folder
        let queue = DispatchQueue(label: "reader")
        let seen = DispatchGroup()
        queue.async(group: seen) {
            do {
                let reader = try LedgerReader(folder: folder)
                var count = 0
                while count < 1000 {
                    let now = try reader.events(after: 0, limit: 2000).count
                    #expect(now % 10 == 0 && now >= count)
                    count = now
                }
            } catch {
                Issue.record(error)
            }
        }

        for start in stride(from: Int64(1), to: 1000, by: 10) {
            try ledger.commit(LedgerSamples.batch((start..<start + 10).map { LedgerSamples.event($0) }))
        }
        #expect(seen.wait(timeout: .now() + 20) == .success)
    }

    @Test("A reader never checkpoints, not even as the last to close")
    func neverCheckpoints() throws {
        // A crashed writer's files: the log holds everything, and nobody has them open.
        let crashed = samples.temporary.file("crashed")
        mkdir(crashed, 0o750)
        do {
            let ledger = try samples.ledger()
            try ledger.commit(LedgerSamples.batch([LedgerSamples.event(1)]))
            for suffix in ["", "-wal"] {
                #expect(
                    try ChildProcess("cp", [samples.path + suffix, Ledger.path(in: crashed) + suffix]).wait()
                        == .exited(0))
            }
        }
        let log = Ledger.path(in: crashed) + "-wal"
        let before = size(log)
        #expect(before > 0)

        #expect(try LedgerReader(folder: crashed).lastEvents(1).map(\.sequence) == [1])

        #expect(size(log) == before)
        #expect(try Ledger(folder: crashed).restore().lastSequence == 1)
    }

    @Test("A reader at rest holds nothing back: the writer's log is emptied under it")
    func holdsNothingBack() throws {
        let ledger = try samples.ledger()
        try ledger.commit(LedgerSamples.batch([LedgerSamples.event(1)], deliveries: [LedgerSamples.delivery(1)]))
        let reader = try LedgerReader(folder: samples.folder)
        _ = try reader.lastEvents(1)
        _ = try reader.life(ofAlarmID: LedgerSamples.event(1).id)
        _ = try reader.pendingDeliveries(sink: "centre", limit: 1, now: .distantPast)
        try ledger.commit(LedgerSamples.batch([LedgerSamples.event(2)]))

        let busy = try ledger.database.statement("PRAGMA wal_checkpoint(TRUNCATE)").first { $0.integer() }

        #expect(busy == 0)
        #expect(size(samples.path + "-wal") == 0)
    }

    @Test("The head of a long queue is found along an index, without sorting the queue")
    func queryPlan() throws {
        let ledger = try samples.ledger()
        let plan = try ledger.database.statement("EXPLAIN QUERY PLAN " + LedgerReader.pendingQuery)
            .rows { row in
                _ = (row.integer(), row.integer(), row.integer())
                return row.text()
            }

        #expect(plan.contains { $0.contains("deliveries_in_order (sink=? AND state=?)") })
        #expect(!plan.contains { $0.hasPrefix("SCAN deliveries") || $0.hasPrefix("SCAN e") || $0.hasPrefix("SCAN d ") })
    }

    private func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : -1
    }
}
