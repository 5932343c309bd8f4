import AlarmEngine
import Gateway
import Glibc
import TestSupport
import Testing

/// `gengfu replay` and `gengfu record`, as section 7 of the design has them.
@Suite("Recordings, by hand", .serialized)
struct RecordingCommandTests {
    private let folder = TemporaryFolder()
    private let devices: String

    init() throws {
        devices = folder.file("devices")
        mkdir(devices, 0o755)
        mkdir(devices + "/button", 0o755)
        writeFile(
            devices + "/button/profile.yaml",
            """
            profile: button
            service: elder-care
            topic: care/{device}
            time: {path: /ts, unit: s}
            fields: {pressed: {path: /pressed, type: boolean}, held: {path: /held, type: boolean}}
            alarms:
              sos: {when: pressed, event: true, severity: extreme, signal: alarm}
              stuck: {when: held, on_delay: 10s, severity: minor, signal: trouble}

            """)
    }

    private func recording(_ lines: String...) -> String {
        let path = folder.file("recording.jsonl")
        writeFile(path, lines.map { $0 + "\n" }.joined())
        return path
    }

    private func replay(_ recording: String, _ more: String...) throws -> Outcome {
        try run(["replay", recording, "--devices", devices] + more)
    }

    @Test("Our own lines and what mosquitto_sub prints as %j and %J say the same")
    func formats() throws {
        let payload = #"{"ts":1795420800,"pressed":true}"#
        let quoted = #""{\"ts\":1795420800,\"pressed\":true}""#
        let ours = try replay(
            recording(
                #"{"t":"2026-11-23T08:00:00.250Z","topic":"care/b1","payload":\#(quoted),"qos":1,"retain":false}"#))
        #expect(ours.ending == .exited(0) && ours.output.contains(#""alarm":"sos""#), "\(ours.errors)")
        for line in [
            #"{"tst":"2026-11-23T08:00:00.250400Z+0000","topic":"care/b1","qos":1,"retain":0,"mid":1,"payload":\#(quoted)}"#,
            #"{"tst":"2026-11-23T08:00:00.250400Z+0000","topic":"care/b1","qos":1,"retain":0,"payload":\#(payload)}"#,
            #"{"t":"2026-11-23T08:00:00.250Z","topic":"care/b1","payload_b64":"eyJ0cyI6MTc5NTQyMDgwMCwicHJlc3NlZCI6dHJ1ZX0="}"#,
        ] {
            #expect(try replay(recording(line)).output == ours.output)
        }
    }

    @Test("What mqtt-recorder wrote says the same, and with --base64 what it encoded")
    func recorderTables() throws {
        let payload = #"{"ts":1795420800,"pressed":true}"#
        let ours = try replay(
            recording(#"{"t":"2026-11-23T08:00:00.250Z","topic":"care/b1","payload":\#(payload),"qos":1}"#))
        let quoted = payload.replacing("\"", with: "\"\"")
        let python = recording("care/b1,\"\(quoted)\",1,False,1795420800.2504,0.5")
        #expect(try replay(python).output == ours.output && ours.output.contains(#""alarm":"sos""#))
        let encoded = recording("care/b1,eyJ0cyI6MTc5NTQyMDgwMCwicHJlc3NlZCI6dHJ1ZX0=,1,False,1795420800.2504,0.5")
        #expect(try replay(encoded, "--base64").output == ours.output)
        #expect(try replay(encoded).errors.contains("could not be decoded"))
    }

    @Test("A line that cannot be read is the end; with --skip-bad-lines it is passed over, and said")
    func badLines() throws {
        let pressed = #"{"t":"2026-11-23T08:00:00.250Z","topic":"care/b1","payload":{"ts":1795420800,"pressed":true}}"#
        let path = recording("{", pressed, #"{"t":"noon"}"#, pressed)
        let strict = try replay(path)
        #expect(strict.ending == .exited(65) && strict.output.isEmpty && strict.errors.contains("recording.jsonl:1:"))
        let ours = try replay(path, "--skip-bad-lines")
        #expect(ours.ending == .exited(0) && ours.output.contains(#""alarm":"sos""#), "\(ours.errors)")
        #expect(ours.errors.contains("2 lines that cannot be read were passed over; the first: "), "\(ours.errors)")
        for tool in [
            ["stats"], ["cut", "--from", "2026-11-23T08:00:00Z"], ["merge"], ["filter", "--topic", "care/#"],
        ] {
            let arguments = ["recording", tool[0], path] + tool.dropFirst()
            let bounds = tool == ["stats"] ? ["--devices", devices] : []
            #expect(try run(arguments + bounds).ending == .exited(65), "\(tool)")
            let skipping = try run(arguments + bounds + ["--skip-bad-lines"])
            #expect(skipping.ending == .exited(0), "\(tool) \(skipping.errors)")
            #expect(skipping.errors.contains("2 lines that cannot be read"), "\(tool) \(skipping.errors)")
        }
    }

    @Test(
        "A part that is none, a filter that is none and a profile that there is not are refused before anything is written"
    )
    func usage() throws {
        let path = recording(#"{"t":"2026-11-23T08:00:00.250Z","topic":"care/b1","payload":"x"}"#)
        let part = ["cut", path, "--from", "2026-11-23T09:00:00Z", "--until", "2026-11-23T08:00:00Z"]
        for (arguments, sentence) in [
            (part, "--from must be before --until"),
            (["filter", path, "--topic", "a/#/b"], "is no topic filter"),
            (["filter", path, "--profile", "buton", "--devices", devices], "did you mean 'button'?"),
        ] {
            let outcome = try run(["recording"] + arguments + ["-o", folder.file("none.jsonl")])
            #expect(outcome.ending == .exited(64) && outcome.errors.contains(sentence), "\(outcome)")
            #expect(access(folder.file("none.jsonl"), F_OK) != 0)
        }
    }

    @Test("A time that goes backwards is taken as the latest so far, and said")
    func backwards() throws {
        let outcome = try replay(
            recording(
                #"{"t":"2026-11-23T08:00:05.000Z","topic":"care/b1","payload":{"held":true}}"#,
                #"{"t":"2026-11-23T08:00:01.000Z","topic":"care/b1","payload":{"pressed":true}}"#))
        #expect(outcome.output.contains(#""time":"2026-11-23T08:00:05.000Z","event":"raised""#))
        #expect(outcome.errors.contains("the time goes backwards 1 times, first in line 2"))
    }

    @Test("The clock stops at the last message, or at --until exactly: a delay of 10 s ends at its last millisecond")
    func until() throws {
        let one = recording(#"{"t":"2026-11-23T08:00:00.000Z","topic":"care/b1","payload":{"held":true}}"#)
        #expect(try replay(one).output == "")
        #expect(try replay(one, "--until", "2026-11-23T08:00:09.999Z").output == "")
        #expect(try replay(one, "--until", "2026-11-23T08:00:10.000Z").output.contains(#""alarm":"stuck""#))
    }

    @Test("With --expect it prints the difference and exits 1, and nothing and 0 where there is none")
    func expect() throws {
        let one = recording(#"{"t":"2026-11-23T08:00:00.000Z","topic":"care/b1","payload":{"pressed":true}}"#)
        let expected = folder.file("expected.jsonl")
        writeFile(expected, try replay(one).output)
        let same = try replay(one, "--expect", expected)
        #expect(same.ending == .exited(0) && same.output == "")
        writeFile(expected, "")
        let other = try replay(one, "--expect", expected)
        #expect(other.ending == .exited(1))
        #expect(other.output.hasPrefix(#"+ {"seq":1,"#))
    }

    @Test("What an operator did is done in its place, and a device folder whose hand does nothing fails its test")
    func hands() throws {
        let pressed = #"{"t":"2026-11-23T08:00:00.000Z","topic":"care/b1","payload":{"pressed":true}}"#
        let first = try replay(recording(pressed))
        let id = first.output.split(separator: "\"").map(String.init).drop { $0 != "id" }.dropFirst(2).first ?? ""
        let ack = #"{"t":"2026-11-23T08:00:01.000Z","do":"ack","id":"\#(id.prefix(4))","by":"desk"}"#
        let reset = #"{"t":"2026-11-23T08:00:02.000Z","do":"reset","id":"\#(id)"}"#
        let all = try replay(recording(pressed, ack, reset))
        #expect(all.output.contains(#""time":"2026-11-23T08:00:01.000Z","event":"acknowledged""#), "\(all.errors)")
        #expect(all.output.contains(#""by":"desk""#) && all.output.contains(#""event":"reset""#))

        let button = devices + "/button"
        writeFile(button + "/expected.jsonl", all.output)
        writeFile(button + "/recording.jsonl", [pressed, ack, reset].map { $0 + "\n" }.joined())
        #expect(try run(["test", devices]).ending == .exited(0))
        writeFile(button + "/recording.jsonl", [pressed, ack, reset, reset].map { $0 + "\n" }.joined())
        let failed = try run(["test", devices])
        #expect(failed.ending == .exited(1))
        #expect(failed.output.contains("recording.jsonl:4: nothing was done. No alarm with an id"), "\(failed.output)")

        let misspelt = try replay(recording(pressed, #"{"t":"2026-11-23T08:00:01Z","do":"ack","ids":"4ddc"}"#))
        #expect(misspelt.ending == .exited(EX_DATAERR))
        #expect(misspelt.errors.contains("did you mean 'id'?"), "\(misspelt.errors)")
    }

    @Test("What is recorded while a recording is played to a broker is that recording, its times moved to now")
    func playAndRecord() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let configuration = folder.file("gengfu.yaml")
        writeFile(
            configuration, "broker: {url: \"mqtt://127.0.0.1:\(broker.port)\", client_id: gengfu}\ndevices: [devices]\n"
        )
        let copy = folder.file("copy.jsonl")
        let errors = folder.file("errors")
        let recorder = try ChildProcess(
            builtProgram("gengfu"), ["record", "--config", configuration, "-o", copy, "--count", "2"],
            output: folder.file("output"), errors: errors)
        #expect(eventually { readFile(errors).contains("Recording care/+") })

        let begun = GatewayClock.utc()
        let played = try replay(
            recording(
                #"{"t":"2026-11-23T08:00:00.000Z","topic":"care/b1","payload":"{\"ts\":1795420800,\"held\":false}","qos":1}"#,
                #"{"t":"2026-11-23T08:00:10.000Z","topic":"care/b1","payload":"{\"ts\":1795420810,\"pressed\":true}","qos":1}"#
            ),
            "--to", "mqtt://127.0.0.1:\(broker.port)", "--speed", "20")
        let took = GatewayClock.utc() - begun

        #expect(played.ending == .exited(0), "\(played.errors)")
        #expect(took >= .init(milliseconds: 500))
        #expect(recorder.wait(atMostMilliseconds: 10_000) == .exited(0))
        #expect(lines(of: copy).count == 2)
        let said = try replay(copy)
        #expect(said.output.contains(#""alarm":"sos""#))
        #expect(!said.errors.contains("not credible"), "its own time was moved to now")
    }

    @Test("A recording that is missing, is none or cannot be written, and an absent broker, have their exit codes")
    func exitCodes() throws {
        #expect(try replay(folder.file("nothing")).ending == .exited(EX_NOINPUT))
        #expect(try replay(recording("no recording")).ending == .exited(EX_DATAERR))
        let one = recording(#"{"t":"2026-11-23T08:00:00.000Z","topic":"care/b1","payload":{"pressed":true}}"#)
        #expect(try replay(one, "--to", "mqtt://127.0.0.1:\(freePort())").ending == .exited(EX_UNAVAILABLE))
        #expect(try replay(one, "--to", "nowhere").ending == .exited(EX_USAGE))
        writeFile(folder.file("gengfu.yaml"), "broker: {url: \"mqtt://127.0.0.1:1\"}\ndevices: [devices]\n")
        let recorder = try run(["record", "--config", folder.file("gengfu.yaml"), "-o", folder.file("no/such/folder")])
        #expect(recorder.ending == .exited(EX_IOERR), "\(recorder.errors)")
    }
}
