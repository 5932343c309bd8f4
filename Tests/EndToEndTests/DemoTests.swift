import Foundation
import Gateway
import Glibc
import TestSupport
import Testing

@Suite("The demo", .serialized)
struct DemoTests {
    /// What the closing table says: alarms raised, by service.
    private static func raised(of service: String, in output: String) -> Int {
        let row = output.split(separator: "\n").first { $0.hasPrefix("  \(service) ") }
        return row?.split(separator: " ").dropFirst().compactMap { Int($0) }.reduce(0, +) ?? 0
    }

    @Test("A day at twice its speed: alarms of all services and their returns, nothing lost, nothing left behind")
    func playsTheDay() throws {
        let folder = TemporaryFolder()
        let output = folder.file("out")
        let demo = try ChildProcess(
            builtProgram("gengfu"), ["demo", "--speed", "2880"], output: output, errors: folder.file("err"))
        #expect(demo.wait(atMostMilliseconds: 120_000) == .exited(0), "\(readFile(folder.file("err")))")
        let said = readFile(output)
        let counts = ["fire-station", "emergency-broadcast", "elder-care"].map { Self.raised(of: $0, in: said) }
        #expect(counts.allSatisfy { $0 > 0 } && counts.reduce(0, +) >= 20, "\(counts)")
        #expect(said.contains("lost        nothing"))
        #expect(said.split(separator: "\n").count { $0.contains("returned") || $0.contains("cleared") } >= 20)
        let stage = try #require(said.firstMatch(of: /\/tmp\/gengfu-demo-\w+/)).0
        #expect(!FileManager.default.fileExists(atPath: String(stage)))
        #expect(Self.commandLines().filter { $0.contains(stage) } == [])
        print("demo: \(said.split(separator: "\n").suffix(10).joined(separator: "\n"))")
    }

    @Test("Interrupted, it leaves nothing behind")
    func interrupted() throws {
        let folder = TemporaryFolder()
        let output = folder.file("out")
        let demo = try ChildProcess(builtProgram("gengfu"), ["demo"], output: output, errors: folder.file("err"))
        #expect(eventually(within: 20_000) { readFile(output).contains("raised") })
        let stage = try #require(readFile(output).firstMatch(of: /\/tmp\/gengfu-demo-\w+/)).0
        demo.send(SIGINT)
        #expect(demo.wait(atMostMilliseconds: 20_000) == .exited(130))
        #expect(!FileManager.default.fileExists(atPath: String(stage)))
        #expect(Self.commandLines().filter { $0.contains(stage) } == [])
    }

    /// Of every process there is.
    private static func commandLines() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { Int($0) != nil }.map { readFile("/proc/\($0)/cmdline") }
    }
}
