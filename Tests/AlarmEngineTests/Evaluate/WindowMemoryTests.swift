import Foundation
import Testing

@testable import AlarmEngine

@Suite("The memory of windows", .serialized)
struct WindowMemoryTests {
    private static let deviceCount = 10_000
    private static let functions = ["avg(v, 1m)", "min(v, 5m)", "max(v, 1h)", "sum(v, 12h)", "delta(v, 31d)"]
    /// As docs/rules.md says it, in bytes.
    private static let bound = 6656
    /// What a device takes beside its windows: its key, fields, alarms and timers.
    private static let rest = 6000

    /// Bytes that this process has in memory.
    private func residentBytes() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// A window as full as it can be; nothing of it is shared with another's.
    private func full(_ span: Span, _ device: Int) -> WindowRecord {
        let cells = (0..<Window.maximumCells).map { cell in
            let sample = SampleRecord(at: Moment(milliseconds: Int64(cell)), value: Double(device))
            return CellRecord(first: sample, last: sample, least: 0, greatest: 1, sum: 2, count: 3)
        }
        let samples = (0..<Window.capacity).map {
            SampleRecord(at: Moment(milliseconds: Int64(1000 + $0)), value: Double(device))
        }
        return WindowRecord(
            expression: "v", span: span, startedAt: Moment(milliseconds: 0), cells: cells, samples: samples)
    }

    @Test("10,000 devices with five full windows each stay within the bound that docs/rules.md states")
    func tenThousandDevices() throws {
        let rules = Self.functions.enumerated().map {
            AlarmDescription.rule("\($0.element) > 5", name: "r\($0.offset)")
        }
        let profile = try Profile(
            ProfileDescription(
                name: "p", service: .fireStation,
                messages: [MessageDescription(topic: "t/{device}", fields: [.number("v")])], alarms: rules))
        let spans: [Span] = [.minutes(1), .minutes(5), .hours(1), .hours(12), .hours(31 * 24)]
        let before = try residentBytes()
        let engine = Engine(
            configuration: Engine.Configuration(profiles: [profile]),
            restoring: (0..<Self.deviceCount).map { device in
                var record = DeviceRecord(
                    key: DeviceKey(profile: "p", area: "", device: "d\(device)"), service: .fireStation)
                record.windows = spans.map { full($0, device) }
                return record
            })
        let bytes = (try residentBytes() - before) / Self.deviceCount
        let kept = engine.records().prefix(1).flatMap(\.windows)
        #expect(kept.count == 5 && kept.allSatisfy { $0.cells.count == 66 && $0.samples.count == 128 })
        print("windows: \(Self.deviceCount) devices with five full windows: \(bytes) bytes per device")
        #expect(bytes > 5 * 128 * 16, "else nothing was measured")
        #expect(bytes <= 5 * Self.bound + Self.rest)
    }
}
