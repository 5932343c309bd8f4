import AlarmEngine
import Gateway
import Glibc
import TestSupport
import Testing

@Suite("What operators did, kept and done again", .serialized)
struct HandReplayTests {
    @Test("A replay of the recorded traffic and the hands gives the ledger's own lines, byte for byte")
    func replays() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(ward: broker)
        try installation.start()
        let bench = try HandBench(broker, installation)
        defer { bench.stop() }
        try everyHand(bench)

        let recording = installation.folder.file("all.jsonl")
        writeFile(recording, try bench.lines.map { $0 + "\n" }.joined())
        let ledger = try installation.events()
        let replay = try run(["replay", recording, "--config", installation.configurationFile])
        #expect(replay.ending == .exited(0), "\(replay.errors)")
        let said = replay.output.split(separator: "\n").map(String.init)
        print("hands: \(bench.hands.count) hands, \(ledger.count) events")
        #expect(said == ledger, "\(difference(ledger, said))")
        let kinds = Set(
            ledger.compactMap { try? JSONValue(parsing: Array($0.utf8)) }.compactMap { $0["event"]?.string })
        #expect(
            kinds.isSuperset(of: [
                "acknowledged", "reset", "note", "shelved", "unshelved", "out-of-service", "in-service", "suppressed",
                "unsuppressed",
            ]), "\(kinds)")
        try refuseAgain(recording, installation)
    }

    /// Everything in docs/life.md's table, on alarms that come and go meanwhile.
    private func everyHand(_ bench: HandBench) throws {
        let other = Ward.topic("o1", Ward.there)
        try bench.say(#""smoke":80"#, until: "w1 fire raised")
        let fire = try #require(bench.installation.id(of: "fire"))
        try bench.act(#""do":"note","id":"\#(fire.prefix(8))","reason":"called the household""#)
        try bench.act(#""do":"shelve","id":"\#(fire)","for":"2h","reason":"welding""#)
        try bench.say(#""smoke":1"#, until: "w1 fire returned")
        try bench.act(#""do":"unshelve","device":"w1","alarm":"fire""#)
        try bench.say(#""smoke":70"#, until: "w1 fire raised")
        try bench.act(#""do":"ack","id":"\#(try #require(bench.installation.id(of: "fire")))""#)
        try bench.say(#""smoke":1"#, until: "w1 fire cleared")
        try bench.act(#""do":"shelve","device":"w1","alarm":"fire","once":true"#)
        try bench.say(#""smoke":60"#, until: "w1 fire raised")
        try bench.say(#""smoke":1"#, until: "w1 fire unshelved")

        try bench.act(#""do":"out-of-service","device":"w1","alarm":"gas","profile":"ward","for":"31d""#)
        try bench.say(#""gas":9"#, until: "w1 gas raised")
        try bench.act(#""do":"in-service","device":"w1","alarm":"gas","area":"\#(Ward.here)""#)
        try bench.say(#""gas":0"#, until: "w1 gas returned")
        try bench.act(#""do":"reset","id":"\#(try #require(bench.installation.id(of: "gas")))""#)

        try bench.act(#""do":"drill","area":"\#(Ward.here)","for":"1h""#)
        try bench.say(#""smoke":90"#, until: "w1 fire raised")
        try bench.say(#""smoke":90"#, from: other, until: "o1 fire raised")
        try bench.act(#""do":"drill","area":"\#(Ward.here)","end":true"#)
        try bench.act(#""do":"maintenance","area":"\#(Ward.there)","zone":"room-1","for":"1h""#)
        try bench.act(#""do":"maintenance","area":"\#(Ward.there)","zone":"room-1","end":true"#)
        try bench.act(#""do":"absence","device":"w1","for":"14d""#)
        try bench.say(#""still":true"#, until: "w1 inactive suppressed")
        try bench.act(#""do":"absence","device":"w1","end":true"#)
        // These end by themselves.
        try bench.act(#""do":"drill","area":"\#(Ward.here)","for":"1s""#)
        try bench.act(#""do":"shelve","device":"w1","alarm":"gas","for":"1s""#)
        #expect(bench.installation.hasTold("w1 gas unshelved"))
        #expect(eventually { (try? bench.installation.newest("cleared")?["alarm"]?.string) == "drill" })
        try bench.say(#""pressed":true"#, until: "w1 sos raised")
    }

    /// A hand that cannot be done is said with its line, and changes nothing.
    private func refuseAgain(_ recording: String, _ installation: Installation) throws {
        let before = try run(["replay", recording, "--config", installation.configurationFile])
        let text = readFile(recording)
        let count = text.split(separator: "\n").count
        let late = #"{"t":"2099-01-01T00:00:00.000Z","do":"ack","id":"0000"}"# + "\n"
        writeFile(recording, text + late)
        let after = try run(
            ["replay", recording, "--config", installation.configurationFile, "--until", "2099-01-01T00:00:00Z"])
        #expect(after.ending == .exited(0))
        #expect(after.errors.contains(":\(count + 1): nothing was done. No alarm with an id that begins with 0000"))
        #expect(after.output.hasPrefix(before.output))
    }

    @Test("Played to a broker, the hands of a recording are passed over, and that is said")
    func playsOver() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(ward: broker)
        let recording = installation.folder.file("two.jsonl")
        writeFile(
            recording,
            #"{"t":"2026-11-23T08:00:00.000Z","topic":"\#(Ward.topic("w1"))","payload":"{\"smoke\":80}"}"# + "\n"
                + #"{"t":"2026-11-23T08:00:00.000Z","do":"drill","area":"53","for":"1h"}"# + "\n")
        let played = try run(
            [
                "replay", recording, "--config", installation.configurationFile, "--to",
                "mqtt://127.0.0.1:\(broker.port)",
            ])
        #expect(played.ending == .exited(0), "\(played.errors)")
        #expect(played.errors.contains("1 messages published."))
        #expect(played.errors.contains("1 lines are what operators did"), "\(played.errors)")
    }
}

/// A daemon, `gengfu record` beside it, and an operator whose hands are written down as lines of a recording.
private final class HandBench {
    let installation: Installation
    private let broker: Broker
    private let recorder: ChildProcess
    private let copy: String
    /// The hands' lines, and how many messages had been recorded before each.
    private(set) var hands: [(line: String, messages: Int)] = []

    init(_ broker: Broker, _ installation: Installation) throws {
        self.broker = broker
        self.installation = installation
        copy = installation.folder.file("traffic.jsonl")
        let errors = installation.folder.file("recorder")
        recorder = try ChildProcess(
            builtProgram("gengfu"), ["record", "--config", installation.configurationFile, "-o", copy],
            output: installation.folder.file("recorder-output"), errors: errors)
        guard eventually({ readFile(errors).contains("Recording ward/") }) else {
            throw Unmet("the recorder subscribes: \(readFile(errors))")
        }
    }

    func stop() {
        recorder.send(SIGKILL)
        recorder.wait()
    }

    /// Waits until both the daemon and the recorder have it: the hands that follow come after it in both.
    func say(_ members: String, from topic: String = Ward.topic("w1"), until event: String) throws {
        let count = EndToEndTests.lines(of: copy).count
        try installation.hear(members, from: topic, until: event, broker)
        guard eventually({ EndToEndTests.lines(of: self.copy).count > count }) else {
            throw Unmet("the message is recorded")
        }
    }

    /// Asks the daemon, and writes down the same with the time of the event it caused.
    func act(_ members: String) throws {
        let members = members + #","by":"desk""#
        let reply = try ControlClient(path: installation.control).ask("{\(members)}").reply
        guard let time = reply["event"]?["time"]?.string else { throw Unmet("\(members) has an event") }
        hands.append((#"{"t":"\#(time)",\#(members)}"#, EndToEndTests.lines(of: copy).count))
    }

    /// Everything in its order.
    var lines: [String] {
        get throws {
            let traffic = EndToEndTests.lines(of: copy)
            var all: [String] = []
            for (index, message) in traffic.enumerated() {
                all += hands.filter { $0.messages == index }.map(\.line)
                all.append(message)
            }
            return all + hands.filter { $0.messages >= traffic.count }.map(\.line)
        }
    }
}
