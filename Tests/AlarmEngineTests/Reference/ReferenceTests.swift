import Foundation
import Testing

/// Random courses through the engine and through ``Model``.
///
/// `GENGFU_CASES` says how many, `GENGFU_FIRST_CASE` where to begin, `GENGFU_FINDINGS` after how many to stop. A course
/// on which the two differ is made small, shown, and kept as a file in `Found`, which is played again from then on.
@Suite("Beside the reference model")
struct ReferenceTests {
    private static func figure(_ name: String, _ otherwise: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? otherwise
    }

    /// What was found, and is kept.
    private static let found = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Found")

    /// What a few hundred courses must have met, or they prove nothing of it.
    private static let expected = [
        "absence begins", "absence ends", "acknowledged", "clear_when", "cleared", "clock stepped",
        "cover ended by itself",
        "crowded window", "deadband", "delay ended by deadline", "delay ended by reading", "delay stopped",
        "drill begins",
        "drill ends", "drill over", "empty", "escalated", "flapping", "flapping over", "flapping ended by a hand",
        "flood", "flood over", "fresh",
        "held back", "in-service", "judged by deadline", "late", "late and too old to tell", "lifted beneath another",
        "lifted in silence", "lifted off", "lifted on", "listening", "maintenance begins", "maintenance ends",
        "mistyped",
        "momentary", "not listening", "note", "null", "occurred", "out-of-service by hand",
        "out-of-service by maintenance",
        "overflow", "raised", "raised while flapping", "real after the drill", "redelivered", "refused", "reset",
        "restart",
        "restarted device", "retained", "retained with time", "returned", "rule does not hold", "rule holds",
        "rule unknown", "severity", "shelved again", "shelved once, over", "state acknowledged", "state latched",
        "state latched-acknowledged", "state normal", "state returned", "state unacknowledged", "step left out",
        "step taken", "step that does not apply", "stepped back", "steps frozen", "suppressed by absence",
        "suppressed by rule", "suppress_when unknown", "test life", "time not credible", "told after a flood",
        "undecodable",
    ]

    @Test("Random rules and random traffic: every event is the same")
    func courses() throws {
        let count = Self.figure("GENGFU_CASES", 500)
        let first = Self.figure("GENGFU_FIRST_CASE", 1)
        var findings = Self.figure("GENGFU_FINDINGS", 3)
        var features: [String: Int] = [:]
        var (played, events) = (0, 0)
        for seed in first..<(first + count) where findings > 0 {
            let course = CourseChance.course(seed: UInt64(seed))
            let comparison = try EngineRun.compare(course)
            played += 1
            events += comparison.events
            features.merge(comparison.features, uniquingKeysWith: +)
            guard !comparison.agrees else { continue }
            findings -= 1
            print("course \(seed) differs")
            try keep(Finding(try Shrinking.shrink(course)), seed)
        }
        print("\(played) courses, \(events) events; met:")
        for (name, met) in features.sorted(by: { $0.key < $1.key }) { print("  \(met)\t\(name)") }
        guard count >= 500 else { return }
        for name in Self.expected { #expect(features[name] ?? 0 > 0, "\(name) was never met") }
    }

    private func keep(_ finding: Finding, _ seed: Int) throws {
        let file = Self.found.appending(path: "course-\(seed).txt")
        try finding.kept().write(to: file, atomically: true, encoding: .utf8)
        Issue.record("course \(seed), kept as \(file.lastPathComponent):\n\(finding.text)")
    }

    @Test("What was found once is the same now")
    func kept() throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.found, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "txt" }.sorted { $0.path < $1.path }
        #expect(!files.isEmpty)
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            let course = try #require(try Finding.course(in: text), "\(file.lastPathComponent)")
            let finding = try Finding(course)
            if !finding.comparison.agrees { Issue.record("\(file.lastPathComponent):\n\(finding.text)") }
        }
    }
}
