import Foundation
import Testing

/// Prometheus's `promtool`, as a judge of delays that had nothing to do with us.
struct Promtool {
    /// A series and the rule over it: firing while the value is at least 10.
    struct Question {
        /// One value a second from 0 on; nil where none comes.
        var values: [Double?]
        /// Whole seconds.
        var onDelay: Int
        var offDelay: Int
    }

    static let isInstalled = executable != nil

    private static let executable: URL? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { URL(filePath: String($0)).appending(path: "promtool") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }()

    /// In which seconds the rule of each question fires: one run of promtool answers them all.
    static func answers(to questions: [Question]) throws -> [[Bool]] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "promtool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let seconds = questions.map(\.values.count).max() ?? 0
        try rules(questions).write(to: folder.appending(path: "rules.yml"), atomically: true, encoding: .utf8)
        try tests(questions, seconds).write(to: folder.appending(path: "tests.yml"), atomically: true, encoding: .utf8)
        let output = try run(in: folder)
        try #require(output.contains("Unit Testing"), "promtool said: \(output.prefix(2000))")
        return read(output, questions.count, seconds)
    }

    private static func rules(_ questions: [Question]) -> String {
        var lines = ["groups:", "- name: g", "  interval: 1s", "  rules:"]
        for (place, question) in questions.enumerated() {
            lines += ["  - alert: a\(place)", "    expr: v\(place) >= 10"]
            if question.onDelay > 0 { lines.append("    for: \(question.onDelay)s") }
            if question.offDelay > 0 { lines.append("    keep_firing_for: \(question.offDelay)s") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Each second claims that nothing fires; where it is wrong, promtool says what does.
    private static func tests(_ questions: [Question], _ seconds: Int) -> String {
        var lines = [
            "rule_files: [rules.yml]", "evaluation_interval: 1s", "tests:", "- interval: 1s", "  input_series:",
        ]
        for (place, question) in questions.enumerated() {
            let values = question.values.map { $0.map { "\($0)" } ?? "_" }.joined(separator: " ")
            lines += ["  - series: v\(place)", "    values: '\(values)'"]
        }
        lines.append("  promql_expr_test:")
        for second in 0..<seconds {
            lines += ["  - expr: ALERTS{alertstate=\"firing\"}", "    eval_time: \(second)s", "    exp_samples: []"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func run(in folder: URL) throws -> String {
        let process = Process()
        process.executableURL = executable
        process.arguments = ["test", "rules", "tests.yml"]
        process.currentDirectoryURL = folder
        // A file, as a pipe would be full before it ends.
        let output = folder.appending(path: "output")
        try Data().write(to: output)
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try handle.close()
        return try String(contentsOf: output, encoding: .utf8)
    }

    private static func read(_ output: String, _ count: Int, _ length: Int) -> [[Bool]] {
        var fires = [[Bool]](repeating: [Bool](repeating: false, count: length), count: count)
        var second: Int?
        for line in output.split(separator: "\n") {
            if let mark = line.range(of: ", time: ") {
                second = seconds(String(line[mark.upperBound...].prefix { $0 != "," }))
            }
            guard let second else { continue }
            for part in line.components(separatedBy: "alertname=\"a").dropFirst() {
                guard let place = Int(part.prefix { $0 != "\"" }), fires.indices.contains(place) else { continue }
                fires[place][second] = true
            }
        }
        return fires
    }

    /// Of `1m5s`.
    private static func seconds(_ text: String) -> Int? {
        var rest = text[...]
        var total = 0
        for (unit, size) in [("h", 3600), ("m", 60), ("s", 1)] {
            guard let end = rest.range(of: unit) else { continue }
            guard let number = Int(rest[..<end.lowerBound]) else { return nil }
            total += number * size
            rest = rest[end.upperBound...]
        }
        return total
    }
}
