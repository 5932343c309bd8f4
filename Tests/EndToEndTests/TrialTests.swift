import Foundation
import Gateway
import TestSupport
import Testing

/// Real fires and a real home, where `../shared/data` is beside the repository; skipped where it is not.
@Suite("Trials on recorded fires and homes")
struct TrialTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let data = root.appending(path: "../shared/data").standardized.path
    private static var isThere: Bool { FileManager.default.fileExists(atPath: "\(data)/fires") }

    /// The lines that a trial printed.
    private func lines(_ arguments: [String]) throws -> [[String]] {
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(filePath: builtProgram("gengfu-trials"))
        process.arguments = arguments + ["--devices", Self.root.appending(path: "Devices").path]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
        return text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }

    @Test(
        "The heat detector finds every fire, none before ignition, and the furniture fire 15 s before 58 °C",
        .enabled(if: isThere, "needs ../shared/data"))
    func fires() throws {
        let rows = try lines(["fires", "\(Self.data)/fires"]).filter { $0.count == 8 && $0[1] == "Quadrant" }
        #expect(Set(rows.map { $0[0] }).count == 5 && rows.count == 20)
        #expect(rows.allSatisfy { Double($0[3]) != nil && $0[7] == "0" })
        let furniture = rows.filter { $0[0].hasPrefix("Overstuffed") }
        #expect(furniture.count == 4 && furniture.allSatisfy { (Double($0[6]) ?? 0) >= 15 })
    }

    @Test(
        "Two weeks of a real home bring one call for inactivity and two hints at night",
        .enabled(if: isThere, "needs ../shared/data"))
    func days() throws {
        let rows = try lines(["days", "\(Self.data)/daily-living"])
        let counted = rows.filter { $0.first?.hasSuffix(":") ?? false }.map { $0.prefix(2).joined(separator: " ") }
        #expect(counted == ["inactive: 1", "not-back-in-bed: 0", "not-gone-to-bed: 2"])
    }
}
