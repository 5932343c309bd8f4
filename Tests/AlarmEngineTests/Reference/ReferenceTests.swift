import Foundation
import Testing

@Suite("Beside the reference model")
struct ReferenceTests {
    private static func figure(_ name: String, _ otherwise: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? otherwise
    }

    @Test("Random rules and random traffic: every event is the same")
    func courses() throws {
        let count = Self.figure("GENGFU_CASES", 1000)
        let first = Self.figure("GENGFU_FIRST_CASE", 1)
        var features: [String: Int] = [:]
        var events = 0
        var different = 0
        for seed in first..<(first + count) {
            let course = CourseChance.course(seed: UInt64(seed), hasTimeFunctions: false)
            let comparison = try EngineRun.compare(course)
            events += comparison.model.count
            features.merge(comparison.features, uniquingKeysWith: +)
            guard !comparison.agrees else { continue }
            different += 1
            let found = try Shrinking.shrink(course)
            Issue.record("case \(seed):\n\(try Finding(found).text)")
            if different >= Self.figure("GENGFU_FINDINGS", 5) { break }
        }
        print("\(count) cases, \(events) lines")
        for (name, met) in features.sorted(by: { $0.key < $1.key }) { print("  \(met)\t\(name)") }
    }
}
