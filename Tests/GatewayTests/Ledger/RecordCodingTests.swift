import AlarmEngine
import Testing

@testable import Gateway

@Suite("Records as bytes")
struct RecordCodingTests {
    let key = LedgerSamples.device()

    @Test("A device with something in every place reads back the same")
    func fullDevice() throws {
        let record = LedgerSamples.fullDevice(key)

        let read = try DeviceRecordCoding.record(of: key, from: DeviceRecordCoding.bytes(of: record))

        #expect(read == record)
        #expect(bytes(of: read) == bytes(of: record))
    }

    @Test("So does one with nothing in any")
    func emptyDevice() throws {
        let record = DeviceRecord(key: key)

        #expect(try DeviceRecordCoding.record(of: key, from: DeviceRecordCoding.bytes(of: record)) == record)
    }

    @Test("Doubles keep every bit", arguments: LedgerSamples.oddNumbers + [.nan])
    func doubles(number: Double) throws {
        let bytes = NamedValuesCoding.bytes(of: [NamedValue(name: "x", value: .number(number))])

        guard case .number(let read) = try NamedValuesCoding.values(from: bytes).first?.value else {
            Issue.record("no number came back")
            return
        }
        #expect(read.bitPattern == number.bitPattern)
    }

    @Test(
        "Whole numbers keep every bit",
        arguments: [0, 1, -1, 63, 64, -64, -65, 127, 128, 1 << 62, .max, .max - 1, .min, .min + 1])
    func integers(number: Int64) throws {
        var writer = RecordWriter(version: 1)
        writer.integer(number)
        writer.unsigned(UInt64(bitPattern: number))

        var reader = try RecordReader(writer.bytes, version: 1)

        #expect(try reader.integer() == number)
        #expect(try reader.unsigned() == UInt64(bitPattern: number))
        try reader.end()
    }

    @Test("A record cut off anywhere is an error")
    func cutOff() {
        let bytes = DeviceRecordCoding.bytes(of: LedgerSamples.fullDevice(key))

        for length in 0..<bytes.count {
            #expect(throws: RecordError.self) {
                try DeviceRecordCoding.record(of: key, from: Array(bytes[..<length]))
            }
        }
    }

    @Test("A record with something after its end is an error")
    func tooLong() {
        let bytes = DeviceRecordCoding.bytes(of: DeviceRecord(key: key)) + [0]

        #expect(throws: RecordError.tooLong) { try DeviceRecordCoding.record(of: key, from: bytes) }
    }

    @Test("A damaged byte anywhere gives an error or another record, never a trap")
    func damaged() {
        let bytes = DeviceRecordCoding.bytes(of: LedgerSamples.fullDevice(key))
        var errors = 0
        for place in bytes.indices {
            for damage: UInt8 in [0x00, 0x01, 0x7F, 0x80, 0xFF] where bytes[place] != damage {
                var damaged = bytes
                damaged[place] = damage
                do {
                    _ = try DeviceRecordCoding.record(of: key, from: damaged)
                } catch {
                    errors += 1
                }
            }
        }
        #expect(errors > 0)
    }

    @Test("A later version's record is an error that says so")
    func laterVersion() {
        #expect(throws: RecordError.unknownVersion(2)) { try DeviceRecordCoding.record(of: key, from: [2, 0]) }
    }

    @Test("A length beyond 64 bits is an error")
    func endlessLength() {
        let bytes = [1] + [UInt8](repeating: 0xFF, count: 20)

        #expect(throws: RecordError.self) { try NamedValuesCoding.values(from: bytes) }
    }
}
