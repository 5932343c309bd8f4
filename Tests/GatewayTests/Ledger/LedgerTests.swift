import AlarmEngine
import CSQLite
import Glibc
import TestSupport
import Testing

@testable import Gateway

@Suite("The ledger")
struct LedgerTests {
    let samples = LedgerSamples()

    @Test("Events with something in every place read back the same, byte for byte")
    func eventsRoundTrip() throws {
        let ledger = try samples.ledger()
        var events: [NumberedEvent] = []
        for text in LedgerSamples.oddTexts {
            for number in LedgerSamples.oddNumbers {
                events.append(LedgerSamples.fullEvent(Int64(events.count + 1), text: text, number: number))
            }
        }
        try ledger.commit(LedgerSamples.batch(events))

        let read = try LedgerReader(folder: samples.folder).events(after: 0, limit: 1000)

        #expect(read == events)
        #expect(read.map(EventLine.json) == events.map(EventLine.json))
        #expect(read.map(\.id) == events.map(\.id))
        #expect(
            read.map { NamedValuesCoding.bytes(of: $0.event.values) }
                == events.map { NamedValuesCoding.bytes(of: $0.event.values) })
    }

    @Test("So do events with nothing where nothing may be, of every kind, state, severity, signal and service")
    func plainEvents() throws {
        let ledger = try samples.ledger()
        var events: [NumberedEvent] = []
        for kind in Event.Kind.allCases {
            for state in AlarmState.allCases {
                for service in Service.allCases {
                    let place = events.count
                    var numbered = LedgerSamples.event(Int64(place + 1), kind: kind, state: state)
                    numbered.event.severity = Severity.allCases[place % 4]
                    numbered.event.signal = Signal.allCases[place / 4 % 4]
                    numbered.event.service = service
                    events.append(numbered)
                }
            }
        }
        try ledger.commit(LedgerSamples.batch(events))

        #expect(try LedgerReader(folder: samples.folder).events(after: 0, limit: 1000) == events)
    }

    @Test("People find readable values, the alarm's id and the webhook's id in the file")
    func readable() throws {
        let ledger = try samples.ledger()
        var event = LedgerSamples.event(7)
        event.event.values = [
            NamedValue(name: "smoke", value: .number(12.5)),
            NamedValue(name: "who", value: .text("a\"b"), isPrivate: true),
            NamedValue(name: "tamper", value: .boolean(false)),
        ]
        try ledger.commit(LedgerSamples.batch([event], deliveries: [LedgerSamples.delivery(7)]))

        let database = ledger.database
        let found = try database.statement("SELECT alarm_id, values_json FROM events").first { ($0.text(), $0.text()) }
        #expect(found?.0 == event.id)
        #expect(found?.1 == #"{"smoke":12.5,"who":"a\"b","tamper":false}"#)
        #expect(
            try database.statement("SELECT webhook_id FROM deliveries").first { $0.text() } == "msg_\(event.id)_7")
    }

    @Test("Devices, cursors, messages and meta are restored as they were, in order")
    func restores() throws {
        var batch = LedgerBatch()
        batch.devices = LedgerSamples.oddTexts.map {
            LedgerSamples.fullDevice(DeviceKey(profile: $0, area: "5", device: $0))
        }
        batch.devices += (1...20).map { DeviceRecord(key: LedgerSamples.device($0), undecodableRun: $0) }
        batch.cursors = ["log": .max, "other": 3]
        batch.messages = LedgerSamples.oddTexts.map { .init(topic: $0, packetID: .max, digest: .max) }
        batch.meta = [.sessionExpected: "true"]
        try samples.ledger().commit(batch)

        let restored = try samples.ledger().restore()

        let ordered = batch.devices.sorted { left, right in
            let (left, right) = (parts(left.key), parts(right.key))
            guard let place = left.indices.first(where: { left[$0] != right[$0] }) else { return false }
            return left[place].lexicographicallyPrecedes(right[place])
        }
        #expect(restored.devices == ordered)
        #expect(restored.devices.map(bytes(of:)) == ordered.map(bytes(of:)))
        #expect(restored.cursors == batch.cursors)
        #expect(restored.messages.map { Array($0.topic.utf8) } == batch.messages.map { Array($0.topic.utf8) })
        #expect(restored.messages.allSatisfy { $0.packetID == .max && $0.digest == .max })
        #expect(restored.isSessionExpected)
        #expect(restored.meta == batch.meta)
        #expect(restored.unreadableDevices.isEmpty)
        #expect(restored.lastSequence == 0)
    }

    private func parts(_ key: DeviceKey) -> [[UInt8]] {
        [key.profile, key.area, key.device].map { Array($0.utf8) }
    }

    @Test("A new ledger remembers nothing")
    func empty() throws {
        let restored = try samples.ledger().restore()

        #expect(restored.devices.isEmpty && restored.cursors.isEmpty && restored.messages.isEmpty)
        #expect(restored.lastSequence == 0)
        #expect(!restored.isSessionExpected)
    }

    @Test("A device is replaced whole")
    func replaced() throws {
        let ledger = try samples.ledger()
        let key = LedgerSamples.device()
        try ledger.commit(
            LedgerSamples.batch(devices: [LedgerSamples.fullDevice(key), DeviceRecord(key: LedgerSamples.device(2))]))
        let plain = DeviceRecord(key: key, heardAt: Moment(milliseconds: 5))
        try ledger.commit(LedgerSamples.batch(devices: [plain]))
        #expect(try ledger.restore().devices == [plain, DeviceRecord(key: LedgerSamples.device(2))])
    }

    @Test("A record that cannot be read costs its own device alone")
    func unreadableDevice() throws {
        let ledger = try samples.ledger()
        try ledger.commit(LedgerSamples.batch(devices: (1...3).map { DeviceRecord(key: LedgerSamples.device($0)) }))
        try ledger.database.execute("UPDATE devices SET record = x'0102' WHERE device = 'd2'")

        let restored = try ledger.restore()

        #expect(restored.devices.map(\.key) == [LedgerSamples.device(1), LedgerSamples.device(3)])
        #expect(restored.unreadableDevices == [LedgerSamples.device(2)])
    }

    @Test("The last messages are kept, as many as may be in flight, and forgotten with their session")
    func messageRing() throws {
        let ledger = try Ledger(folder: samples.folder, messageCapacity: 3)
        func message(_ number: UInt16) -> LedgerBatch.KeptMessage { .init(topic: "t", packetID: number, digest: 9) }
        func keep(_ numbers: [UInt16], forgets: Bool = false) throws -> [UInt16] {
            var batch = LedgerBatch()
            batch.messages = numbers.map(message)
            batch.forgetsMessages = forgets
            try ledger.commit(batch)
            return try ledger.restore().messages.map(\.packetID)
        }

        #expect(try keep([1, 2]) == [1, 2])
        #expect(try keep([3, 4]) == [2, 3, 4])
        #expect(try keep([2]) == [3, 4, 2])
        #expect(try keep([3, 4]) == [2, 3, 4])
        #expect(try keep([5, 6, 7, 8]) == [6, 7, 8])
        #expect(try keep([9], forgets: true) == [9])
        #expect(try keep([], forgets: true) == [])
    }

    @Test("A message that comes again and again takes no other's place in the ring, and the ring stays bounded")
    func messageRingBound() throws {
        let ledger = try Ledger(folder: samples.folder, messageCapacity: 3)
        for number in [1, 2, 3, 3, 3, 3] as [UInt16] {
            var batch = LedgerBatch()
            batch.messages = [.init(topic: "t", packetID: number, digest: 9)]
            try ledger.commit(batch)
        }
        #expect(try ledger.restore().messages.map(\.packetID) == [1, 2, 3])

        var many = LedgerBatch()
        for number in 10..<30 as Range<UInt16> {
            many.messages = [.init(topic: "t", packetID: number, digest: 9)]
            try ledger.commit(many)
        }
        #expect(try ledger.restore().messages.map(\.packetID) == [27, 28, 29])
        #expect(try ledger.database.statement("SELECT count(*) FROM kept_messages").first { $0.integer() } == 6)
    }

    @Test("The sequence goes on after a restart")
    func lastSequence() throws {
        try samples.ledger().commit(LedgerSamples.batch((1...5).map { LedgerSamples.event($0) }))

        #expect(try samples.ledger().restore().lastSequence == 5)
    }
}
