import AlarmEngine
import Glibc
import TestSupport
import Testing

@testable import Gateway

/// The state folder of a child of ours that commits until it is killed; nil in the process that runs the tests.
private let victimFolder = getenv("GENGFU_TEST_VICTIM").map { String(cString: $0) }

@Suite("Killed while committing")
struct LedgerKillTests {
    let samples = LedgerSamples()

    /// The batch that begins with a number: five events, all that belongs to them, and the cursor that tells its end.
    static func batch(from first: Int64) -> LedgerBatch {
        let numbers = first..<first + 5
        var batch = LedgerSamples.batch(
            numbers.map { LedgerSamples.event($0, LedgerSamples.life(Int($0))) },
            deliveries: numbers.map { LedgerSamples.delivery($0) },
            devices: numbers.map { DeviceRecord(key: LedgerSamples.device(Int($0)), undecodableRun: Int($0)) })
        batch.cursors = ["log": first + 4]
        return batch
    }

    @Test("(the child's part)", .enabled(if: victimFolder != nil))
    func victim() throws {
        guard let victimFolder else { return }
        let ledger = try Ledger(folder: victimFolder)
        let said = open(victimFolder + "/said", O_WRONLY | O_CREAT, 0o640)
        while true {
            let first = try ledger.restore().lastSequence + 1
            try ledger.commit(Self.batch(from: first))
            let line = Array("\(first + 4)\n".utf8)
            pwrite(said, line, line.count, 0)
        }
    }

    @Test(
        "Whole batches are there, every one that was said to be, and the folder is free",
        .enabled(if: victimFolder == nil))
    func killed() throws {
        var last: Int64 = 0
        for round in 1...6 {
            let child = try startVictim()
            for _ in 0..<2000 where said() <= last { usleep(10_000) }
            usleep(UInt32(round) * 7_321)
            child.send(SIGKILL)
            #expect(child.wait() == .signalled(SIGKILL))
            let promised = said()
            #expect(promised > last)

            let ledger = try samples.ledger()

            let restored = try ledger.restore()
            last = restored.lastSequence
            #expect(last >= promised && last % 5 == 0)
            #expect(restored.cursors == ["log": last])
            #expect(restored.devices.map(\.undecodableRun).sorted() == Array(1...Int(last)))
            let reader = try LedgerReader(folder: samples.folder)
            #expect(try reader.events(after: 0, limit: .max).map(\.sequence) == Array(1...last))
            #expect(try reader.deliveryCounts().map(\.count) == [Int(last)])
            #expect(try ledger.database.statement("PRAGMA integrity_check").rows { $0.text() } == ["ok"])
        }
    }

    private func startVictim() throws -> ChildProcess {
        let arguments = ["--testing-library", "swift-testing", "--filter", "LedgerKillTests/victim"]
        return try ChildProcess(
            ownProgram(), arguments, output: "/dev/null", errors: "/dev/null",
            environment: ["GENGFU_TEST_VICTIM=\(samples.folder)"])
    }

    private func ownProgram() -> String {
        guard let path = realpath("/proc/self/exe", nil) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }

    private func said() -> Int64 {
        Int64(readFile(samples.folder + "/said").prefix { $0 != "\n" }) ?? 0
    }
}
