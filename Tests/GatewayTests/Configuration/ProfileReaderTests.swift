import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite("Reading profile.yaml")
struct ProfileReaderTests {
    let folder = TemporaryFolder()

    private func read(_ text: String, name: String = "smoke-detector") throws -> ReadProfile {
        writeFile(folder.file("profile.yaml"), text)
        let file = try SourceFile(folder.file("profile.yaml"), shown: "profile.yaml")
        let profile = ProfileReader(file: file, folderName: name).profile()
        #expect(file.problems.map(\.description) == [])
        return try #require(profile)
    }

    @Test("The design's example is read to the last key")
    func wholeExample() throws {
        let description = try read(example).description

        #expect(description.name == "smoke-detector")
        #expect(description.service == .fireStation)
        #expect(description.title == Words(en: "Smoke detector", zh: "烟感探测器"))
        #expect(
            description.messages == [
                MessageDescription(
                    topic: "community/{area}/fire/{device}/telemetry",
                    time: TimeDescription(path: "/ts", unit: .seconds),
                    sequence: "/seq",
                    fields: [
                        FieldDescription(name: "smoke", path: "/smoke", type: .number, unit: "%/m"),
                        FieldDescription(
                            name: "temperature", path: "/data/temp", type: .number, unit: "°C", scale: "0.10",
                            offset: "-40"),
                        FieldDescription(name: "tamper", path: "/tamper", type: .boolean, isPrivate: true),
                    ])
            ])
        #expect(description.parameters == [ParameterDescription(name: "smoke_limit", value: .number(10))])
        #expect(description.silence == SilenceDescription(after: .minutes(15)))
        #expect(description.maximumAge == .hours(2))
        #expect(description.maximumNotifyAge == .hours(1))
        #expect(
            description.alarms == [
                AlarmDescription(
                    name: "smoke-high", levels: [LevelDescription(when: "smoke >= smoke_limit", severity: .severe)],
                    deadband: 2, onDelay: .seconds(10), offDelay: .seconds(30), signal: .alarm, category: .fire,
                    latch: true, text: Words(en: "Smoke {smoke} %/m at {place}", zh: "{place} 烟雾浓度 {smoke} %/m")),
                AlarmDescription(
                    name: "hot",
                    levels: [
                        LevelDescription(when: "temperature > 70", severity: .severe),
                        LevelDescription(when: "temperature > 55", severity: .moderate),
                    ], isLevelled: true, signal: .supervisory, acknowledgement: .auto),
            ])
    }

    private let example = """
        profile: smoke-detector
        service: fire-station
        title: {en: Smoke detector, zh: 烟感探测器}
        topic: community/{area}/fire/{device}/telemetry
        payload: json
        time: {path: /ts, unit: s, max_age: 2h}
        sequence: {path: /seq}
        fields:
          smoke:       {path: /smoke, type: number, unit: "%/m"}
          temperature: {path: /data/temp, type: number, unit: °C, scale: 0.10, offset: -40}
          tamper:      {path: /tamper, type: boolean, private: true}
        parameters: {smoke_limit: 10}
        silence: {after: 15m, severity: minor, signal: trouble}
        alarms:
          smoke-high:
            when: smoke >= smoke_limit
            deadband: 2
            on_delay: 10s
            off_delay: 30s
            severity: severe
            signal: alarm
            category: Fire
            latch: true
            text: {en: "Smoke {smoke} %/m at {place}", zh: "{place} 烟雾浓度 {smoke} %/m"}
          hot:
            levels:
              - {when: temperature > 70, severity: severe}
              - {when: temperature > 55, severity: moderate}
            signal: supervisory
            ack: auto
        """

    @Test("Messages inherit time and sequence, and may have their own")
    func messages() throws {
        let messages = try read(
            """
            profile: hydrant
            service: fire-station
            time: {path: /ts, unit: ms}
            sequence: {path: /n}
            silence: {after: 1d}
            messages:
              - topic: water/{device}/up
                fields: {pressure: {path: /p, type: number}}
              - topic: water/{device}/up2
                time: {path: /at, unit: iso8601}
                match: {path: /model, in: [HP-1, 2, true]}
                fields: {pressure: {path: /p, type: number}}
              - topic: water/{device}/state
                payload: text
                fields: {state: {type: text}}
            """, name: "hydrant"
        ).description.messages

        #expect(messages.map(\.time?.path) == ["/ts", "/at", nil])
        #expect(messages.map(\.time?.unit) == [.milliseconds, .iso8601, nil])
        #expect(messages.map(\.sequence) == ["/n", "/n", nil])
        #expect(
            messages[1].match == MatchDescription(path: "/model", values: [.text("HP-1"), .number(2), .boolean(true)]))
        #expect(messages[2].payload == .text)
        #expect(messages[2].fields == [FieldDescription(name: "state", path: "", type: .text)])
    }

    @Test("Anchors, aliases and merges are as if written out, own keys first")
    func merges() throws {
        let alarms = try read(
            """
            profile: smoke-detector
            service: fire-station
            topic: a/{device}
            fields: {a: {path: /a, type: number}}
            alarms:
              one: &one {when: a > 1, severity: minor, signal: trouble, on_delay: &delay 5s}
              two: {<<: *one, severity: severe}
              three: {<<: [{latch: true}, *one], off_delay: *delay}
            """
        ).description.alarms

        #expect(alarms.map(\.name) == ["one", "two", "three"])
        #expect(alarms.map { $0.levels[0].severity } == [.minor, .severe, .minor])
        #expect(alarms.map(\.onDelay) == [.seconds(5), .seconds(5), .seconds(5)])
        #expect(alarms.map(\.latch) == [false, false, true])
        #expect(alarms[2].offDelay == .seconds(5))
    }

    @Test("The engine's places are found in the file, in whatever style a rule is written")
    func places() throws {
        let profile = try read(
            """
            profile: smoke-detector
            service: fire-station
            topic: a/{device}
            fields: {a: {path: /a, type: number}, word: {path: /w, type: text}}
            alarms:
              plain: {when: a > 1 and b, severity: minor, signal: trouble}
              single: {when: 'word == ''x'' and b', severity: minor, signal: trouble}
              double: {when: "word ==\\x20\\"x\\" and b", severity: minor, signal: trouble}
              folded:
                when: >
                  a > 1
                  and b
                severity: minor
                signal: trouble
              literal:
                when: |
                  a > 1

                  and b
                severity: minor
                signal: trouble
              long:
                when: a > 1
                  and b
                severity: minor
                signal: trouble
              levels:
                levels:
                  - {when: a > 1, severity: severe}
                  - {when: a > 0 and b, severity: minor}
                signal: trouble
            """)

        func place(_ path: [String]) -> Place {
            let alarm = profile.description.alarms.first { $0.name == path[1] }
            let when = alarm?.levels.last?.when ?? ""
            let offset = when.utf8.count - (when.hasSuffix("\n") ? 2 : 1)
            return profile.place(of: path, offset: offset)
        }
        #expect(place(["alarms", "plain", "when"]) == Place(line: 6, column: 27))
        #expect(place(["alarms", "single", "when"]) == Place(line: 7, column: 37))
        #expect(place(["alarms", "double", "when"]) == Place(line: 8, column: 40))
        #expect(place(["alarms", "folded", "when"]) == Place(line: 12, column: 11))
        #expect(place(["alarms", "literal", "when"]) == Place(line: 19, column: 11))
        #expect(place(["alarms", "long", "when"]) == Place(line: 24, column: 11))
        #expect(place(["alarms", "levels", "levels", "1", "when"]) == Place(line: 30, column: 26))
        #expect(profile.place(of: ["messages", "0", "fields", "word", "type"]) == Place(line: 4, column: 62))
        #expect(profile.place(of: ["alarms", "plain", "deadband"]) == Place(line: 6, column: 3))
        #expect(profile.place(of: ["alarms", "folded"]) == Place(line: 9, column: 3))
    }

    @Test("Profiles with the same topic are told apart by a match, the registry, or a more literal topic")
    func sameTopics() throws {
        func conflicts(_ topics: [String], _ matches: [String] = ["", ""], registered: Set<String> = []) throws -> Int {
            let profiles = try zip(topics, matches).enumerated().map { index, pair in
                try read(
                    """
                    profile: p\(index)
                    service: fire-station
                    topic: \(pair.0)
                    fields: {a: {path: /a, type: number}}
                    silence: {after: 1h}
                    \(pair.1)
                    """, name: "p\(index)")
            }
            TopicConflicts(registeredProfiles: registered).report(among: profiles)
            return profiles.flatMap(\.file.problems).count
        }
        let same = ["a/{device}", "a/{device}"]
        #expect(try conflicts(same) == 1)
        #expect(try conflicts(same, registered: ["other"]) == 1)
        #expect(try conflicts(same, registered: ["p1"]) == 0)
        #expect(try conflicts(same, ["match: {path: /m, equals: X}", ""]) == 0)
        #expect(try conflicts(same, ["match: {path: /m, equals: X}", "match: {path: /m, equals: Y}"]) == 0)
        #expect(try conflicts(same, ["match: {path: /m, equals: X}", "match: {path: /m, in: [Y, X]}"]) == 1)
        #expect(try conflicts(["a/{device}/b", "a/{device}/{kind}"]) == 0)
        #expect(try conflicts(["a/{device}/b", "a/{device}/c"]) == 0)
        #expect(try conflicts(["a/{device}", "a/{device}/b"]) == 0)
        #expect(try conflicts(["a/{device}/{x}", "a/{x}/{device}"]) == 1)
    }

    @Test("A device folder is found at any depth, or given itself; links to one are read once")
    func folders() throws {
        let profile = example.replacing("community/", with: "x/")
        let path = folder.file("devices/fire/smoke-detector")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        writeFile("\(path)/profile.yaml", profile)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("devices/smoke-detector"), withDestinationPath: path)
        for given in ["devices", "devices/fire", "devices/fire/smoke-detector", "./devices//fire/."] {
            let setup = try Setup.load(config: nil, devices: [given], in: folder.path)
            #expect(setup.descriptions.map(\.name) == ["smoke-detector"], "\(given)")
        }
    }

    @Test("One of several folders may be empty, such as the integrator's own; not all of them")
    func emptyFolders() throws {
        let path = folder.file("devices/smoke-detector")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: folder.file("own"), withIntermediateDirectories: true)
        writeFile("\(path)/profile.yaml", example)

        let setup = try Setup.load(config: nil, devices: ["devices", "own"], in: folder.path)
        #expect(setup.descriptions.map(\.name) == ["smoke-detector"])
        let problems = try #require(throws: Problems.self) {
            try Setup.load(config: nil, devices: ["own"], in: folder.path)
        }
        #expect(problems.all.map(\.description) == ["own:1:1: error: no profile.yaml is in it or beneath it"])
    }
}
