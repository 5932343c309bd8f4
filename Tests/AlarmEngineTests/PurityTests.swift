import Foundation
import Testing

@Suite("The engine is pure")
struct PurityTests {
    private struct SourceFile {
        let name: String
        /// Without comments.
        let lines: [String]
    }

    private func sources() throws -> [SourceFile] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/AlarmEngine", directoryHint: .isDirectory)
        let paths = try #require(FileManager.default.subpaths(atPath: root.path)).filter { $0.hasSuffix(".swift") }
        return try paths.sorted().map { path in
            let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            let lines = text.components(separatedBy: "\n").map { $0.components(separatedBy: "//")[0] }
            return SourceFile(name: path, lines: lines)
        }
    }

    @Test("All its sources are seen")
    func seen() throws {
        let names = try sources().map(\.name)
        #expect(names.count >= 40)
        for folder in ["Decode/", "Evaluate/", "Raise/", "Route/"] { #expect(names.contains { $0.hasPrefix(folder) }) }
    }

    @Test("It imports nothing")
    func imports() throws {
        for file in try sources() {
            for line in file.lines where line.split(separator: " ").contains("import") {
                Issue.record("\(file.name): \(line)")
            }
        }
    }

    @Test(
        "It asks for no time, chance, file, environment or thread",
        arguments: [
            "Date(", ".now", "ContinuousClock", "SuspendingClock", "random", "shuffle", "SystemRandomNumberGenerator",
            "FileManager", "getenv", "print(", "debugPrint(", "dump(", "readLine", "Dispatch", "Thread", "Task {",
            "Task(", "async ", "await ",
            "nonisolated(unsafe)", "@unchecked", "fatalError", "try!", "as!", "preconditionFailure", "CommandLine",
            "ProcessInfo", "Locale",
            "hashValue", "ObjectIdentifier", "#if ", "static var ", "@_",
        ])
    func asksNothing(word: String) throws {
        for file in try sources() {
            for line in file.lines where line.contains(word) && !isComputed(line, word) {
                Issue.record("\(file.name): \(line)")
            }
        }
    }

    /// A static property that computes its value keeps none.
    private func isComputed(_ line: String, _ word: String) -> Bool {
        word == "static var " && line.hasSuffix("{")
    }

    @Test("No file is longer than 250 lines")
    func length() throws {
        for file in try sources() where file.lines.count > 250 { Issue.record("\(file.name): \(file.lines.count)") }
    }
}
