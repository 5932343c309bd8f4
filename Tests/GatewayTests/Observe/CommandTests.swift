import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

/// The built command stands beside the test bundle.
private let command: String = {
    let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let candidates = [bundle] + CommandLine.arguments
    let folders = candidates.map { ($0 as NSString).deletingLastPathComponent }
    return folders.map { $0 + "/gengfu" }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? ""
}()

@Suite("The operator's commands", .enabled(if: !command.isEmpty, "gengfu is not built"))
struct CommandTests {
    let fixture = ControlFixture()

    @Test(
        "Without a daemon every command says so and ends with 69",
        arguments: [
            ["tail"], ["tail", "-f"], ["status"], ["alarms"], ["ack", "0123"], ["reset", "0123"], ["deliveries"],
            ["note", "0123", "seen"], ["shelve", "0123"], ["unshelve", "0123"], ["out-of-service", "0123"],
            ["in-service", "0123"], ["drill", "--area", "53", "--for", "1h"], ["periods"],
            ["maintenance", "--area", "53", "--end"], ["absence", "--device", "d", "--until", "18:30"],
        ])
    func noDaemon(arguments: [String]) throws {
        let run = try run(arguments)
        #expect(run.ending == .exited(69))
        #expect(run.output == "")
        #expect(run.errors.hasPrefix("gengfu: No daemon listens on \(fixture.path)"))
        #expect(run.errors.contains("start it with"))
    }

    @Test(
        "Wrong usage ends with 64",
        arguments: [
            ["ack", "xyz"], ["tail", "--signal", "fire"], ["tail", "-n", "1", "--after", "1"],
            ["deliveries", "--limit", "0"],
            ["tail", "--severity", "bad"],
        ])
    func usage(arguments: [String]) throws {
        #expect(try run(arguments).ending == .exited(64))
    }

    @Test("A refusal is the daemon's sentence, made safe, and ends with 1")
    func refusal() throws {
        let server = try fixture.server { _, _, reply in reply(ControlReply.refusal("no \u{1B}[2J such alarm")) }
        defer { server.stop() }
        let run = try run(["ack", "0123"])
        #expect(run.ending == .exited(1))
        #expect(run.errors == "gengfu: no \\u{1b}[2J such alarm\n")
    }

    @Test("ack sends id, name and reason, and says what came of it")
    func acknowledges() throws {
        let shelf = fixture.shelf
        shelf.append(1)
        let server = try fixture.server { request, _, reply in
            guard request == .hand(HandRequest(.acknowledge(id: "0123abcd"), by: "岩温", reason: "going there")) else {
                return reply(ControlReply.refusal("\(request)"))
            }
            let line = shelf.events(after: 0, limit: 1).first?.line ?? ""
            guard let event = (try? JSONValue(parsing: Array(line.utf8))).flatMap({ NumberedEvent($0) }) else { return }
            reply(ControlReply.done(event))
        }
        defer { server.stop() }
        let run = try run(["ack", "0123ABCD", "--by", "岩温", "--reason", "going there"])
        #expect(run.output.hasSuffix(" (smoke-1 smoke-high) is unacknowledged now.\n"))
        #expect(run.ending == .exited(0))
    }

    @Test("tail prints the contract's lines untouched, filtered, and text that drives no terminal")
    func tails() throws {
        fixture.shelf.append(30)
        let server = try fixture.server()
        defer { server.stop() }
        let lines = fixture.shelf.events(after: 0, limit: 30).map(\.line)
        #expect(try run(["tail", "--format", "json"]).output == lines.suffix(20).map { $0 + "\n" }.joined())
        #expect(
            try run(["tail", "--format", "json", "--after", "27"]).output == lines.suffix(3).map { $0 + "\n" }.joined())
        let severe = try run(["tail", "--format", "json", "-n", "2", "--severity", "severe", "--area", "5328"])
        #expect(severe.output == "\(lines[19])\n\(lines[29])\n")
        #expect(try run(["tail", "--device", "smoke-7", "--signal", "alarm"]).output == "")
        let text = try run(["tail", "--lang", "en", "-n", "3"]).output
        #expect(text.split(separator: "\n").count == 3)
        #expect(text.contains("Smoke\\u{1b}[2J"))
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    }

    @Test("tail -f goes through restarts without a gap or a repeat, and says once that it waits")
    func follows() throws {
        fixture.shelf.append(10)
        var server = try fixture.server()
        let output = fixture.folder.file("followed")
        let errors = fixture.folder.file("said")
        let child = try start(["tail", "-f", "-n", "5", "--format", "json"], output, errors)
        defer { if child.isRunning { child.send(SIGKILL) } }
        #expect(eventually { lineCount(output) == 5 })
        for round in 1...3 {
            server.stop()
            #expect(eventually { readFile(errors).split(separator: "\n").count == round * 2 - 1 })
            fixture.shelf.append(5)
            server = try fixture.server()
            fixture.shelf.append(5)
            server.eventsArrived(upTo: Int64(fixture.shelf.count))
            #expect(eventually { lineCount(output) == 5 + round * 10 })
        }
        child.send(SIGINT)
        #expect(child.wait(atMostMilliseconds: 5000) == .signalled(SIGINT))
        server.stop()
        let expected = fixture.shelf.events(after: 5, limit: 100).map { $0.line + "\n" }.joined()
        #expect(readFile(output) == expected)
        let gone = "gengfu: The daemon at \(fixture.path) is gone; waiting for it.\ngengfu: The daemon is back.\n"
        #expect(readFile(errors) == String(repeating: gone, count: 3))
    }

    @Test("tail -f ends when its reader does")
    func readerGone() throws {
        fixture.shelf.append(3)
        let server = try fixture.server()
        defer { server.stop() }
        let child = try ChildProcess(
            "/bin/sh", ["-c", "\(command) tail -f --control \(fixture.path) | head -n 1"],
            output: fixture.folder.file("head"))
        #expect(child.wait(atMostMilliseconds: 5000) == .exited(0))
        #expect(lineCount(fixture.folder.file("head")) == 1)
    }

    @Test("Colours come on a terminal alone, and never with NO_COLOR", arguments: [true, false])
    func colours(isRefused: Bool) throws {
        try #require(
            FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "the tests need util-linux's script")
        fixture.shelf.append(1)
        let server = try fixture.server()
        defer { server.stop() }
        let output = fixture.folder.file("terminal")
        let child = try ChildProcess(
            "/usr/bin/script", ["-qec", "\(command) tail --lang en --control \(fixture.path)", "/dev/null"],
            output: output,
            environment: ["NO_COLOR=\(isRefused ? "1" : "")", "TERM=xterm"])
        #expect(child.wait() == .exited(0))
        #expect(readFile(output).contains("\u{1B}[") == !isRefused)
        #expect(!readFile(output).contains("\u{1B}[2J"))
    }

    @Test("alarms, status and deliveries show tables")
    func tables() throws {
        let shelf = fixture.shelf
        shelf.append(10)
        let server = try fixture.server { request, _, reply in
            let events = shelf.events(after: 8, limit: 2).compactMap { event in
                (try? JSONValue(parsing: Array(event.line.utf8))).flatMap { NumberedEvent($0) }
            }
            switch request {
            case .status: reply(statusReport().reply)
            case .alarms(let filter, _, let limit): reply(ControlReply.alarms(events, matching: filter, limit: limit))
            case .deliveries: reply(ControlReply.deliveries([], total: 0))
            case .retry(let sink):
                reply(sink == "centre" ? ControlReply.retried(4) : ControlReply.refusal("no such sink"))
            case .hand, .periods: reply(ControlReply.refusal("no"))
            }
        }
        defer { server.stop() }
        let alarms = try run(["alarms", "--lang", "zh"]).output.split(separator: "\n")
        #expect(alarms.count == 3)
        #expect(alarms.first?.hasPrefix("SEVERITY") == true)
        #expect(alarms.dropFirst().first?.hasPrefix("severe 橙  alarm") == true)
        #expect(try run(["alarms", "--signal", "trouble,test"]).output.split(separator: "\n").count == 2)
        #expect(try run(["alarms", "--device", "nobody"]).output == "No alarm.\n")
        let status = try run(["status"]).output
        #expect(status.contains("mqtt://127.0.0.1:1883 NOT SUBSCRIBED: connection refused\n"))
        #expect(status.contains("unknown topic"))
        #expect(status.contains("4 pending; HTTP 500"))
        #expect(try run(["status", "--json"]).output == statusReport().reply + "\n")
        #expect(try run(["deliveries"]).output == "No delivery.\n")
        #expect(try run(["deliveries", "--retry", "--sink", "centre"]).output == "4 to be tried again now.\n")
    }

    @Test("The configuration says where the daemon listens")
    func configured() throws {
        let config = fixture.folder.file("gengfu.yaml")
        writeFile(config, "broker: {url: mqtt://127.0.0.1}\ncontrol: control.sock\n")
        let server = try fixture.server { _, _, reply in reply(statusReport().reply) }
        defer { server.stop() }
        let output = fixture.folder.file("output")
        let child = try ChildProcess(command, ["status", "--json", "--config", config], output: output)
        #expect(child.wait() == .exited(0))
        #expect(readFile(output) == statusReport().reply + "\n")
        let missing = try ChildProcess(command, ["status", "--config", "/nowhere/gengfu.yaml"], errors: output)
        #expect(missing.wait() == .exited(66))
    }

    private func run(_ arguments: [String]) throws -> (ending: ChildProcess.Ending, output: String, errors: String) {
        let name = UUID().uuidString
        let (output, errors) = (fixture.folder.file(name + ".out"), fixture.folder.file(name + ".err"))
        let ending = try start(arguments, output, errors).wait()
        return (ending, readFile(output), readFile(errors))
    }

    private func start(_ arguments: [String], _ output: String, _ errors: String) throws -> ChildProcess {
        try ChildProcess(
            command, arguments, output: output, errors: errors, environment: ["GENGFU_CONTROL=\(fixture.path)"])
    }

    private func lineCount(_ path: String) -> Int { readFile(path).split(separator: "\n").count }
}
