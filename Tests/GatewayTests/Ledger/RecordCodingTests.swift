import AlarmEngine
import Foundation
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

    @Test("There is something in every place, so that a member nobody writes down shows")
    func sampleIsFull() {
        let full = LedgerSamples.fullDevice(key)
        let alarm = AlarmRecord(
            name: "", state: .normal, severity: .minor, signal: .test, occurrences: 0, beganAt: nil, levels: [],
            told: [])

        #expect(unfilled(by: [full], beside: DeviceRecord(key: key)) == ["key"])
        #expect(unfilled(by: full.alarms, beside: alarm) == [])
        #expect(unfilled(by: full.fields, beside: FieldRecord(name: "", value: nil, isLive: false)) == [])
    }

    /// The members that are in every sample what they are in an empty one.
    private func unfilled<Record>(by samples: [Record], beside empty: Record) -> [String] {
        Mirror(reflecting: empty).children.compactMap { child in
            let isFilled = samples.contains { sample in
                Mirror(reflecting: sample).children.contains {
                    $0.label == child.label && String(describing: $0.value) != String(describing: child.value)
                }
            }
            return isFilled ? nil : child.label
        }
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

        var reader = try RecordReader(writer.bytes, versions: 1...1)

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
        #expect(throws: RecordError.unknownVersion(4)) { try DeviceRecordCoding.record(of: key, from: [4, 0]) }
        #expect(throws: RecordError.unknownVersion(0)) { try DeviceRecordCoding.record(of: key, from: [0, 0]) }
    }

    @Test("What version 1 wrote is read as it was meant, with nothing of what came later")
    func firstVersion() throws {
        let written = [UInt8](try #require(Data(base64Encoded: writtenByVersion1, options: .ignoreUnknownCharacters)))

        let read = try DeviceRecordCoding.record(of: key, from: written)

        #expect(read == LedgerSamples.firstDevice(key))
        #expect(bytes(of: read) == bytes(of: LedgerSamples.firstDevice(key)))
    }

    @Test("What version 2 wrote ends before the bridge, and is read as it was meant")
    func secondVersion() throws {
        var record = LedgerSamples.fullDevice(key)
        record.bridge = nil
        record.isReportedOffline = false
        let bytes = DeviceRecordCoding.bytes(of: record)

        // Version 3 ends with no bridge, and not offline.
        #expect(bytes.first == 3 && bytes.suffix(2) == [0, 0])
        #expect(try DeviceRecordCoding.record(of: key, from: [2] + bytes.dropFirst().dropLast(2)) == record)
    }

    @Test("A steady window takes three bytes a sample, an unsteady one at most eleven")
    func compactWindows() {
        func size(_ values: [Double]) -> Int {
            var record = DeviceRecord(key: key)
            let samples = values.enumerated().map {
                SampleRecord(at: Moment(milliseconds: 1_795_478_400_000 + Int64($0) * 1000), value: $1)
            }
            record.windows = [
                WindowRecord(expression: "v", span: .minutes(5), startedAt: samples[0].at, samples: samples)
            ]
            return DeviceRecordCoding.bytes(of: record).count
        }
        let steady = [Double](repeating: 21.3, count: 127)
        let unsteady = (0..<127).map { 1 / Double($0 + 1) }

        #expect(size(steady) - size([21.3]) == 126 * 3)
        #expect(size(unsteady) - size([1]) <= 126 * 11)
    }

    @Test("A length beyond 64 bits is an error")
    func endlessLength() {
        let bytes = [1] + [UInt8](repeating: 0xFF, count: 20)

        #expect(throws: RecordError.self) { try NamedValuesCoding.values(from: bytes) }
    }
}

/// `LedgerSamples.firstDevice` as the Gengfu of record version 1 wrote it (commit 237fe2c); never to be made anew.
private let writtenByVersion1 = """
    AQplbGRlci1jYXJlAQgzIOWPt+alvAH+//////////8BAf///////////wEBmpmZmZmZuT///////////wUBAAoWAAEDAAEBAAED
    AQABA2EAYgEDA2EAYgEjaXQncyAicXVvdGVkIjsgRFJPUCBUQUJMRSBldmVudHM7LS0BAyNpdCdzICJxdW90ZWQiOyBEUk9QIFRB
    QkxFIGV2ZW50czstLQEW8J+UpfCfkanigI3wn5Gp4oCN8J+RpwEDFvCflKXwn5Gp4oCN8J+RqeKAjfCfkacBBWNhZsOpAQMFY2Fm
    w6kBBmNhZmXMgQEDBmNhZmXMgQET54Of6Zu+5rWT5bqmIDEyICUvbQEDE+eDn+mbvua1k+W6piAxMiAlL20BDeKArmxpbmUKZmVl
    ZH8BAw3igK5saW5lCmZlZWR/AQFuAQCamZmZmZm5PwABbgEAoMjrhfPM4X8AAW4BAAAAAAAAAACAAAFuAQAAAAAAAAAAAAABbgEA
    AQAAAAAAAAAAAW4BAP///////+9/AAFuAQAAAAAAAADwfwABbgEAAAAAAAAA8P8AAW4BAFVVVVVVVdU/AAFuAQAAAAAAAABAQwAH
    dW5rbm93bgABAXQBAgEBZgEBAAoGbm9ybWFsAAAB/v//////////AQEBBQAB////////////AQH+//////////8BAQH/////////
    //8BAf7//////////wECAf///////////wEB/v//////////AQMB////////////AQH+//////////8BAAAAAA51bmFja25vd2xl
    ZGdlZAEBAf7//////////wEBAQUAAf///////////wEB/v//////////AQEB////////////AQH+//////////8BAgH/////////
    //8BAf7//////////wEDAf///////////wEB/v//////////AQAAAAEN4oCubGluZQpmZWVkfwxhY2tub3dsZWRnZWQCAgH+////
    //////8BAQEFAAH///////////8BAf7//////////wEBAf///////////wEB/v//////////AQIB////////////AQH+////////
    //8BAwH///////////8BAf7//////////wEAAAACE+eDn+mbvua1k+W6piAxMiAlL20N4oCubGluZQpmZWVkfwhyZXR1cm5lZAMD
    Af7//////////wEBAQUAAf///////////wEB/v//////////AQEB////////////AQH+//////////8BAgH///////////8BAf7/
    /////////wEDAf///////////wEB/v//////////AQAAAAMGY2FmZcyBE+eDn+mbvua1k+W6piAxMiAlL20N4oCubGluZQpmZWVk
    fwdsYXRjaGVkBAAB/v//////////AQEBBQAB////////////AQH+//////////8BAQH///////////8BAf7//////////wECAf//
    /////////wEB/v//////////AQMB////////////AQH+//////////8BAAAABAVjYWbDqQZjYWZlzIET54Of6Zu+5rWT5bqmIDEy
    ICUvbQ3igK5saW5lCmZlZWR/E2xhdGNoZWRBY2tub3dsZWRnZWQFAQH+//////////8BAQEFAAH///////////8BAf7/////////
    /wEBAf///////////wEB/v//////////AQIB////////////AQH+//////////8BAwH///////////8BAf7//////////wEAAAAF
    FvCflKXwn5Gp4oCN8J+RqeKAjfCfkacFY2Fmw6kGY2FmZcyBE+eDn+mbvua1k+W6piAxMiAlL20N4oCubGluZQpmZWVkfwFzAAAA
    AAAAAAFzAAABAAAAAAFzAAACAAAAAAFzAAADAAAAAA==
    """
