import AlarmEngine
import Foundation
import Gateway
import Glibc
import TestSupport
import Testing

/// `gengfu record` at a real broker: rotation, kills, pseudonyms; and what `gengfu recording` makes of it.
@Suite("Recording, by hand", .serialized)
struct RecordCommandTests {
    private let installation: Installation
    private let broker: Broker

    init() throws {
        broker = try Broker()
        installation = Installation(brokerPort: broker.port, profiles: Kitchen.profiles)
    }

    private func record(_ more: String...) throws -> ChildProcess {
        let errors = installation.folder.file("record-errors")
        writeFile(errors, "")
        let child = try ChildProcess(
            builtProgram("gengfu"), ["record", "--config", installation.configurationFile] + more,
            output: "/dev/null", errors: errors)
        #expect(eventually { readFile(errors).contains("Recording ") })
        return child
    }

    private var files: [String] {
        (namesInFolder(installation.folder.path) ?? []).filter { $0.hasPrefix("R-") }.map(installation.folder.file)
    }

    private func recorded(_ path: String) throws -> (count: Int, odd: [String]) {
        var reader = try RecordingReader(path)
        var count = 0
        while try reader.next() != nil { count += 1 }
        return (count, reader.oddities)
    }

    @Test("It rotates by size and keeps so many files, whose lines are whole")
    func rotation() throws {
        defer { broker.stop() }
        let recorder = try record("-o", installation.folder.file("R"), "--rotate", "1KiB", "--keep", "3")
        try broker.publish((0..<60).map { (Kitchen.topic("k\($0)"), #"{"smoke":1}"#) })
        // One more after the others are written, to know that they are.
        #expect(eventually { files.count == 3 })
        recorder.send(SIGINT)
        #expect(recorder.wait(atMostMilliseconds: 10_000) == .exited(0))
        #expect(files.count == 3)
        for file in files {
            let text = readFile(file)
            #expect(text.utf8.count <= 1024 && text.hasSuffix("}\n"))
            #expect(try recorded(file).odd == [])
        }
        let merged = try run(["recording", "merge"] + files)
        #expect(merged.ending == .exited(0))
        #expect(merged.output.split(separator: "\n").count == (try files.map { try recorded($0).count }.reduce(0, +)))
    }

    @Test("Killed at any moment it leaves whole lines and at most one that breaks off; gone on with, it is mended")
    func kill() throws {
        defer { broker.stop() }
        let path = installation.folder.file("R-kill.jsonl")
        var before = 0
        for round in 0..<4 {
            let recorder = try record("-o", path)
            let publisher = try Publisher(configuration: broker.configuration(clientID: "load-\(round)"))
            for number in 0..<(500 * (round + 1)) {
                try publisher.publish(topic: Kitchen.topic("k\(number)"), payload: Array(#"{"smoke":1}"#.utf8))
            }
            recorder.send(SIGKILL)
            recorder.wait()
            try publisher.flush()
            publisher.close()
            let (count, odd) = try recorded(path)
            #expect(count >= before && odd.count <= 1)
            before = count
        }
        #expect(before > 0)
        // As if the last line had been torn: that is rare, and must be seen once.
        let text = readFile(path)
        writeFile(path, String(text.dropLast(5)))
        let torn = try run(["recording", "cut", path, "--from", "2000-01-01T00:00:00Z"])
        #expect(torn.errors.contains("breaks off") && torn.output.split(separator: "\n").count == before - 1)
        let recorder = try record("-o", path, "--count", "1")
        #expect(eventually { readFile(installation.folder.file("record-errors")).contains("was taken away") })
        try broker.publish(#"{"smoke":2}"#)
        #expect(recorder.wait(atMostMilliseconds: 10_000) == .exited(0))
        #expect(try recorded(path) == (before, []))
    }

    @Test("With pseudonyms nothing says who, the same key gives the same, and a replay still raises the alarm")
    func pseudonyms() throws {
        defer { broker.stop() }
        let (path, key) = (installation.folder.file("shown.jsonl"), installation.folder.file("key"))
        writeFile(key, "0123456789abcdef0123456789abcdef\n")
        let recorder = try record(
            "-o", path, "--pseudonymise", key, "--topic", "#", "--count", "2")
        try broker.publish([
            ("phone/list", "Wang 138"), (Kitchen.topic("wang"), #"{"smoke":80,"note":"Wang is out","extra":"Wang"}"#),
            (Kitchen.topic("wang"), #"{"smoke":1,"window":"open"}"#),
        ])
        #expect(recorder.wait(atMostMilliseconds: 10_000) == .exited(0))
        let text = readFile(path)
        #expect(!text.lowercased().contains("wang") && !text.contains("138") && text.contains(#"\"window\":\"open\""#))
        #expect(
            readFile(installation.folder.file("record-errors")).contains("1 messages that came on topics of no profile")
        )
        let topics = Set(text.split(separator: "\n").map { $0.split(separator: "\"")[7] })
        #expect(topics.count == 1 && topics.first?.hasPrefix("home/d-") == true)
        let devices = installation.folder.file("devices")
        #expect(try run(["replay", path, "--devices", devices]).output.contains(#""alarm":"fire""#))
        let stats = try run(["recording", "stats", path, "--devices", devices])
        #expect(stats.output.contains("messages     2 in"), "\(stats)")
        let short = try run([
            "record", "--config", installation.configurationFile, "-o", path, "--pseudonymise", devices,
        ])
        #expect(short.ending == .exited(EX_DATAERR) && short.errors.contains("devices"))
    }

    @Test("What does not go together is a usage error; an output that is there is never overwritten")
    func refusals() throws {
        defer { broker.stop() }
        let config = ["record", "--config", installation.configurationFile, "-o", installation.folder.file("R")]
        for wrong in [["--rotate", "1MB"], ["--keep", "3"], ["--rotate", "1h", "--keep", "0"], ["--keep-binary"]] {
            #expect(try run(config + wrong).ending == .exited(EX_USAGE))
        }
        let there = installation.folder.file("there.jsonl")
        writeFile(there, "")
        #expect(try run(["recording", "merge", there, "-o", there]).ending == .exited(EX_CANTCREAT))
        #expect(try run(["recording", "cut", there]).ending == .exited(EX_USAGE))
        #expect(try run(["recording", "filter", there]).ending == .exited(EX_USAGE))
        #expect(try run(["recording", "stats", installation.folder.file("none")]).ending == .exited(EX_NOINPUT))
    }
}
