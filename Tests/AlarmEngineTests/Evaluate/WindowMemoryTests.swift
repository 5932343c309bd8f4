import Foundation
import Glibc
import Testing

@testable import AlarmEngine

/// docs/rules.md: a window never takes more than 6.5 KB.
@Suite("Memory of windows", .serialized)
struct WindowMemoryTests {
    private static let devices = 10_000
    private static let windows = 5
    private static let bytesPerWindow = 6500
    /// Key, last values, alarms and what finds them; windows come on top.
    private static let bytesPerBareDevice = 4000

    private func configuration() throws -> Engine.Configuration {
        let spans = ["1m", "10m", "1h", "12h", "31d"]
        let alarms = spans.enumerated().map { place, span in
            AlarmDescription.rule("rate(v, \(span)) > 1e9", name: "rule-\(place)")
        }
        return Engine.Configuration(
            profiles: [
                try Profile(
                    ProfileDescription(
                        name: "p", service: .elderCare,
                        messages: [MessageDescription(topic: "t/{device}", fields: [.number("v")])], alarms: alarms))
            ])
    }

    /// What a device's windows hold at most: 128 samples, and a cell for each part of the duration.
    private func fullWindows(_ configuration: Engine.Configuration) throws -> [WindowRecord] {
        try #require(configuration.profiles.first).memory.windows.map { plan in
            var window = Window()
            let (part, start) = (plan.span.milliseconds / 64, Int64(1_700_000_000_000))
            func take(_ at: Int64) { window.take(Double(at % 100), at: Moment(milliseconds: start + at), plan.span) }
            for part in (0..<66).map({ Int64($0) * part }) { take(part) }
            let end = 65 * part
            for at in 0..<Int64(128) { take(end + at) }
            for at in Int64(128)..<190 { take(end + at) }
            return WindowRecord(
                expression: plan.expression, span: plan.span, startedAt: try #require(window.startedAt),
                cells: window.cells, samples: window.samples)
        }
    }

    /// The program's resident bytes: `mallinfo2` knows one arena of several.
    private func resident() -> Int {
        let statm = FileHandle(forReadingAtPath: "/proc/self/statm")?.readDataToEndOfFile() ?? Data()
        let pages = String(decoding: statm, as: UTF8.self).split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (pages ?? 0) * sysconf(Int32(_SC_PAGESIZE))
    }

    /// What a window holds in memory: two arrays of so many places, each behind 32 bytes of its own and 16 of `malloc`'s.
    private func bytes(_ window: Window) -> Int {
        MemoryLayout<Window>.stride + window.cells.capacity * MemoryLayout<CellRecord>.stride
            + window.samples.capacity * MemoryLayout<SampleRecord>.stride + 2 * 48
    }

    @Test("10 000 devices with five full windows each stay within what the docs state")
    func full() throws {
        let configuration = try configuration()
        let windows = try fullWindows(configuration)
        #expect(windows.allSatisfy { $0.cells.count >= 64 && $0.samples.count >= 126 }, "they are full")
        let before = resident()
        var records: [DeviceRecord] = []
        for device in 0..<Self.devices {
            var record = DeviceRecord(key: DeviceKey(profile: "p", area: "", device: "device-\(device)"))
            // Each device's own, as they would have grown.
            record.windows = windows.map { window in
                var own = window
                own.cells = window.cells.map { $0 }
                own.samples = window.samples.map { $0 }
                return own
            }
            records.append(record)
        }
        let engine = Engine(configuration: configuration, restoring: records)
        records = []
        let perDevice = (resident() - before) / Self.devices
        let counted = engine.devices.reduce(0) { $0 + $1.memory.windows.reduce(0) { $0 + bytes($1) } } / Self.devices
        let bound = Self.windows * Self.bytesPerWindow
        print(
            """
            \(Self.devices) devices × \(Self.windows) full windows: \(perDevice) bytes a device resident, \(counted) of them \
            counted in windows, for which at most \(bound) are stated
            """)
        #expect(engine.deviceCount == Self.devices && counted <= bound)
        #expect(perDevice <= bound + Self.bytesPerBareDevice && perDevice > counted * 9 / 10)
    }

    @Test("A window that grows sample by sample takes no more than one that was restored")
    func grown() throws {
        var chance = SplitMix64(seed: 3)
        let span = Span.hours(1)
        var windows = [Window](repeating: Window(), count: 20)
        var copies: [Window] = []
        var most = 0
        for turn in 0..<1500 {
            // As the engine does: the one before is kept until the new one is adopted.
            if turn % 3 == 0 { copies = windows }
            for place in windows.indices {
                windows[place].take(1, at: Moment(milliseconds: Int64(turn) * 8000 + Int64(chance.below(4000))), span)
                most = max(most, bytes(windows[place]))
            }
        }
        print("A window grown sample by sample: at most \(most) bytes, for which \(Self.bytesPerWindow) are stated")
        #expect(windows.allSatisfy { $0.cells.count > 50 } && copies.count == 20)
        #expect(most <= Self.bytesPerWindow && most > 5000)
    }
}
