import Gateway
import Glibc
import TestSupport
import Testing

@Suite("The receiver fails as it is told to")
struct ReceiverFaultTests {
    @Test("A status answers every delivery, Retry-After goes with it, and nothing is recorded")
    func answersStatus() throws {
        let receiver = try RunningReceiver(["--answer", "429", "--retry-after", "3"])
        let answer = try receiver.deliver(id: "msg_1")
        #expect(answer.status == 429)
        #expect(answer.headers.lowercased().contains("retry-after: 3\r\n"))
        #expect(receiver.lines.isEmpty)

        #expect(try receiver.setFault("").body == "200*\n")
        #expect(try receiver.deliver(id: "msg_1").body.contains(#""repeat":false"#))
        #expect(receiver.lines.count == 1)
    }

    @Test("A script answers in turn, then normally")
    func followsScript() throws {
        let receiver = try RunningReceiver(["--script", "500*3,429:2,hang,close,204,307"])
        var seen: [Int] = []
        for number in 1...9 {
            seen.append(try receiver.deliver(id: "msg_\(number)", secondsToWait: 0.5).status)
        }
        #expect(seen == [500, 500, 500, 429, 0, 0, 204, 307, 200])
        #expect(receiver.lines.count == 2)
        let stats = try receiver.get("stats").body
        #expect(stats.contains(#""refused":7"#) && stats.contains(#""unanswered":2"#) && stats.contains(#""500":3"#))
    }

    @Test("The first deliveries fail, the next does not")
    func failsFirst() throws {
        let receiver = try RunningReceiver(["--fail-first", "2"])
        #expect(try (1...3).map { _ in try receiver.deliver(id: "msg_1").status } == [500, 500, 200])
        #expect(receiver.lines.count == 1)
    }

    @Test("Faults are switched while it runs, and a script it cannot read changes nothing")
    func switchesFaults() throws {
        let receiver = try RunningReceiver()
        #expect(try receiver.setFault("503:1*2,close@250ms,500*").body == "503:1*2,close@250ms,500*\n")
        #expect(try receiver.deliver(id: "msg_1").status == 503)
        let wrong = try receiver.setFault("500*,200")
        #expect(wrong.status == 400 && wrong.body.contains("only the last step may stand"))
        #expect(try (1...4).map { _ in try receiver.deliver(id: "msg_1").status } == [503, 0, 500, 500])
    }

    @Test("A slow answer is recorded before the wait: a sender that gave up is met again as a repeat")
    func answersSlowly() throws {
        let receiver = try RunningReceiver(["--script", "200@600ms"])
        #expect(try receiver.deliver(id: "msg_1", secondsToWait: 0.3).status == 0)
        #expect(try receiver.deliver(id: "msg_1").body.contains(#""repeat":true"#))
    }

    @Test("SIGTERM ends it within two seconds with exit 0, even while a request hangs")
    func endsWhileHanging() throws {
        let receiver = try RunningReceiver(["--hang"])
        let body = receiver.folder.file("hung")
        let client = try ChildProcess("curl", ["-s", "-d", "{}", "-o", body, receiver.url])
        for _ in 0..<500 {
            if try receiver.get("stats").body.contains(#""unanswered":1"#) { break }
            usleep(10_000)
        }

        #expect(receiver.stop() == .exited(0))
        #expect(client.wait() != .exited(0))
    }

    @Test("What it cannot start with is one sentence and an exit code of sysexits.h")
    func explainsFailure() throws {
        let receiver = try RunningReceiver()
        let folder = TemporaryFolder()
        writeFile(folder.file("short"), "# a secret\nwhsec_c2hvcnQ=\n")
        let port = receiver.url.split(separator: ":").last.map { String($0.dropLast()) } ?? ""
        let cases: [([String], Int32, String)] = [
            (["--port", port], 69, "the port is taken"),
            (["--port", "0", "--secret-file", folder.file("none")], 66, "Reading the secrets"),
            (["--port", "0", "--secret-file", folder.file("short")], 65, "Line 2 of"),
            (["--answer", "99"], 64, "--answer must be a status"),
        ]
        for (index, (arguments, code, words)) in cases.enumerated() {
            let talk = folder.file("talk-\(index)")
            let child = try ChildProcess(builtProgram("gengfu-receiver"), arguments, errors: talk)
            #expect(child.wait(atMostMilliseconds: 5000) == .exited(code))
            #expect(readFile(talk).contains(words))
            #expect(readFile(talk).contains("c2hvcnQ") == false)
        }
    }
}
