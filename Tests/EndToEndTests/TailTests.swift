import AlarmEngine
import Gateway
import Glibc
import TestSupport
import Testing

@Suite("Tailing a running daemon", .serialized)
struct TailTests {
    @Test("Through a kill and a restart it shows every event once, in order")
    func follow() throws {
        let broker = try Broker(settings: ["max_inflight_messages 1000"])
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try installation.start()
        let output = installation.folder.file("tail")
        let tail = try ChildProcess(
            builtProgram("gengfu"),
            ["tail", "-f", "--format", "json", "--after", "0", "--control", installation.control],
            output: output, errors: installation.folder.file("tail.errors"))
        defer {
            tail.send(SIGKILL)
            tail.wait()
        }
        try broker.publish(#"{"note":"first"}"#)
        #expect(eventually { !lines(of: output).isEmpty })
        let count = 600
        for round in 0..<3 {
            try broker.publish((0..<count / 3).map { (Kitchen.topic("d\($0)"), "{\"note\":\"\(round)\"}") })
            usleep(30_000)
            if round < 2 {
                installation.stop(SIGKILL)
                try installation.launch()
            }
        }

        #expect(eventually(within: 20_000) { installation.story.count >= count + 1 })
        let last = try LedgerReader(folder: installation.state).lastEvents(1).last?.sequence ?? 0
        #expect(eventually { lines(of: output).count >= last })
        let sequences = lines(of: output).map { line in
            (try? JSONValue(parsing: Array(line.utf8)))?["seq"]?.number ?? 0
        }
        #expect(sequences == (1...last).map(Double.init))
    }

    @Test("What a payload says cannot drive the terminal")
    func escaped() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
        try installation.start()
        try broker.publish(#"{"note":"a\u001b[31mred\u202ebidi\u2066\u0007\nnext"}"#)
        #expect(installation.hasTold("k1 noted raised"))

        let shown = try installation.command(["tail", "--lang", "en"])

        #expect(shown.ending == .exited(0))
        let noted = shown.output.split(separator: "\n").filter { $0.contains("noted") }
        #expect(noted.count == 1 && noted.first?.contains("next") == true, "\(shown.output.debugDescription)")
        let dangerous: Set<UInt32> = [0x1B, 0x202E, 0x2066, 0x07]
        #expect(!shown.output.unicodeScalars.contains { dangerous.contains($0.value) })
    }
}
