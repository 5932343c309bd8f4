import Foundation
import Gateway
import TestSupport
import Testing

@Suite("Recordings of rules over several devices")
struct CorrelationFolderTests {
    private static let devices = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Devices").path(percentEncoded: false)

    @Test("Every shipped one says what it should, and each of the five rules has one")
    func shipped() throws {
        let folders = CorrelationFolder.all(under: Self.devices)
        let setup = try Setup.load(config: nil, devices: [Self.devices])
        let names = folders.map { $0.path.split(separator: "/").last.map(String.init) ?? "" }
        #expect(names.count >= 5 && setup.correlations.allSatisfy { names.contains($0.name) })
        for folder in folders {
            let outcome = try folder.test()
            #expect(outcome.passes && outcome.events > 0, "\(folder.path): \(outcome.difference)")
        }
    }

    /// A copy of the shipped devices whose correlations read `text` in place of `original`.
    private func changed(_ original: String, to text: String) throws -> TemporaryFolder {
        let copy = TemporaryFolder()
        try FileManager.default.copyItem(atPath: Self.devices, toPath: copy.file("devices"))
        let path = copy.file("devices/correlations.yaml")
        let before = try String(contentsOfFile: path, encoding: .utf8)
        #expect(before.contains(original))
        try before.replacingOccurrences(of: original, with: text).write(toFile: path, atomically: true, encoding: .utf8)
        return copy
    }

    @Test(
        "A figure changed by the least makes a recording fail",
        arguments: [
            ("fire-confirmed", "within: 60s\n    severity: extreme", "within: 60001ms\n    severity: extreme"),
            ("area-silent", "at_least: 3", "at_least: 5"), ("area-silent", "more_than: 30%", "more_than: 29%"),
            ("gateway-silent", "at_least: 10", "at_least: 11"),
            ("broadcast-unplayed", "coverage: 90%", "coverage: 91%"),
            ("broadcast-unplayed", "within: 60s\n    severity: severe", "within: 60001ms\n    severity: severe"),
            ("broadcast-hijacked", "within: 10m", "within: 599999ms"),
            ("broadcast-hijacked", "on_delay: 5s", "on_delay: 4999ms"),
        ])
    func sensitive(name: String, original: String, text: String) throws {
        let copy = try changed(original, to: text)
        let folder = try #require(
            CorrelationFolder.all(under: copy.file("devices")).first { $0.path.hasSuffix(name) })
        #expect(try !folder.test().passes)
    }

    @Test("A folder that lacks a file does not pass, and a folder without correlations has none")
    func missing() throws {
        let copy = try changed("at_least: 2", to: "at_least: 2")
        let folder = try #require(CorrelationFolder.all(under: copy.file("devices")).first)
        try FileManager.default.removeItem(atPath: "\(folder.path)/expected.jsonl")
        let outcome = try folder.test()
        #expect(outcome.missing == "expected.jsonl" && !outcome.passes)
        #expect(CorrelationFolder.all(under: copy.file("devices/fire-station")).isEmpty)
    }
}
