import Foundation
import Testing

/// Random courses through the engine and through ``Model``.
///
/// `GENGFU_CASES` says how many, `GENGFU_FIRST_CASE` where to begin, `GENGFU_FINDINGS` after how many to stop.
@Suite("Beside the reference model")
struct ReferenceTests {
    private static func figure(_ name: String, _ otherwise: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? otherwise
    }

    /// What was found, and is kept.
    private static let found = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Found")

    @Test("Random rules and random traffic: every event is the same")
    func courses() throws {
        let count = Self.figure("GENGFU_CASES", 1000)
        let first = Self.figure("GENGFU_FIRST_CASE", 1)
        var findings = Self.figure("GENGFU_FINDINGS", 3)
        var features: [String: Int] = [:]
        var events = 0
        for seed in first..<(first + count) where findings > 0 {
            let course = CourseChance.course(seed: UInt64(seed), hasTimeFunctions: seed % 3 != 0, hasCovers: seed % 4 > 1)
            let comparison = try EngineRun.compare(course)
            events += comparison.events
            features.merge(comparison.features, uniquingKeysWith: +)
            guard !comparison.agrees else { continue }
            findings -= 1
            try keep(Finding(try Shrinking.shrink(course)), seed)
        }
        print("\(count) courses, \(events) events")
        for (name, met) in features.sorted(by: { $0.key < $1.key }) { print("  \(met)\t\(name)") }
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
