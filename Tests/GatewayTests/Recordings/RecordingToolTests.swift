import AlarmEngine
import TestSupport
import Testing

@testable import Gateway

@Suite("Tools for recordings")
struct RecordingToolTests {
    private let folder = TemporaryFolder()

    private func line(_ second: Int, _ payload: String, topic: String = "a/b") -> String {
        let at = Moment(milliseconds: 1_795_507_200_000 + Int64(second) * 1000)
        return RecordedMessage(at: at, topic: topic, payload: Array(payload.utf8)).line
    }

    private func write(_ name: String, _ lines: [String]) -> String {
        writeFile(folder.file(name), lines.map { $0 + "\n" }.joined())
        return folder.file(name)
    }

    /// What a tool writes.
    private func output(_ work: (RecordingOutput) throws -> Void) throws -> [String] {
        let path = folder.file("out-\(UInt32.random(in: 0 ... .max))")
        let output = try RecordingOutput(path)
        try work(output)
        try output.finish()
        return readFile(path).split(separator: "\n").map(String.init)
    }

    private func configuration() throws -> Engine.Configuration {
        let profile = try Profile(
            ProfileDescription(
                name: "door", service: .fireStation,
                messages: [
                    MessageDescription(
                        topic: "c/{area}/door/{device}",
                        fields: [FieldDescription(name: "open", path: "/open", type: .boolean)])
                ]))
        let button = try Profile(
            ProfileDescription(
                name: "button", service: .elderCare,
                messages: [
                    MessageDescription(
                        topic: "care/{device}",
                        fields: [FieldDescription(name: "on", path: "/on", type: .boolean)])
                ]))
        return Engine.Configuration(
            profiles: [profile, button],
            registry: [RegisteredDevice(device: "b1", profile: "button", area: "532822100201")])
    }

    @Test("A cut has what is at its first moment and not what is at its last: two of them make the whole")
    func cut() throws {
        let all = [line(0, "a"), line(10, "b"), line(10, "c"), line(20, "d")]
        let path = write("r", all)
        let ten = Moment(milliseconds: 1_795_507_210_000)
        func part(_ cut: RecordingCut) throws -> [String] {
            try output { output in
                var reader = try RecordingReader(path)
                try cut.run(&reader, to: output)
            }
        }
        #expect(try part(RecordingCut(until: ten)) == [all[0]])
        #expect(try part(RecordingCut(from: ten)) == Array(all[1...]))
        #expect(try part(RecordingCut(from: ten, until: ten + Span(milliseconds: 1))) == Array(all[1...2]))
    }

    @Test("A merge is in order of time and, at one time, of its arguments; lines stay as they stand, hands too")
    func merge() throws {
        let hand = #"{"t":"2026-11-24T08:00:15Z","do":"ack","id":"4ddc"}"#
        let odd = #"{ "t":"2026-11-24T08:00:10.000Z", "topic":"x", "payload":{"v": 1.50} }"#
        let first = write("1", [line(0, "a1"), line(10, "a2"), hand])
        let second = write("2", [odd, line(10, "b2"), line(30, "b3")])
        let third = write("3", [line(20, "c1"), line(5, "c2, late"), line(25, "c3")])
        let merged = try output { try RecordingMerge([first, second, third]).run(to: $0) }
        #expect(
            merged == [
                line(0, "a1"), line(10, "a2"), odd, line(10, "b2"), hand, line(20, "c1"), line(5, "c2, late"),
                line(25, "c3"), line(30, "b3"),
            ])
        let other = try output { try RecordingMerge([second, first]).run(to: $0) }
        #expect(other[1...3] == [odd, line(10, "b2"), line(10, "a2")])
        #expect(throws: Problem.self) { try RecordingMerge([String](repeating: first, count: 257)) }
    }

    @Test("A filter: one of a kind must fit, and every kind that is named")
    func filter() throws {
        let lines = [
            line(0, "{}", topic: "c/532822100201/door/d1"), line(1, "{}", topic: "c/532822100202/door/d1"),
            line(2, "{}", topic: "care/b1"), line(3, "{}", topic: "care/b2"), line(4, "{}", topic: "else"),
            #"{"t":"2026-11-24T08:00:15Z","do":"ack","id":"4ddc"}"#,
        ]
        let path = write("r", lines)
        func kept(_ change: (inout RecordingFilter) -> Void) throws -> [Int] {
            var filter = RecordingFilter(try configuration())
            change(&filter)
            let said = try output { output in
                var reader = try RecordingReader(path)
                try filter.run(&reader, to: output)
            }
            #expect(filter.passedHands == 1)
            return said.compactMap { lines.firstIndex(of: $0) }
        }
        #expect(try kept { $0.topics = ["care/+"] } == [2, 3])
        #expect(try kept { $0.topics = ["c/#", "else"] } == [0, 1, 4])
        #expect(try kept { $0.devices = ["d1", "b2"] } == [0, 1, 3])
        #expect(try kept { $0.profiles = ["button"] } == [2, 3])
        #expect(try kept { $0.areas = ["532822100201"] } == [0, 2], "of b1 the registry says it")
        #expect(try kept { $0.areas = ["5328221002"] } == [0, 1, 2])
        #expect(
            try kept {
                $0.devices = ["d1"]
                $0.areas = ["532822100202"]
            } == [1])
    }

    @Test("A filter knows the devices that payloads name, and the bridges they come through")
    func namedInPayloads() throws {
        let v = FieldDescription(name: "v", path: "/v", type: .number)
        var list = MessageDescription(topic: "up/{bridge}", fields: [v])
        list.each = EachDescription(path: "/r")
        list.device = .value(MessagePlace(path: "/id"))
        var single = MessageDescription(topic: "one", fields: [v])
        single.device = .value(MessagePlace(path: "/id"))
        single.bridge = MessagePlace(path: "/gw")
        let profiles = try [("list", list), ("single", single)].map { name, message in
            try Profile(ProfileDescription(name: name, service: .elderCare, messages: [message]))
        }
        let row = RegisteredDevice(device: "d2", profile: "list", area: "532822100201")
        let configuration = Engine.Configuration(profiles: profiles, registry: [row])
        let messages = [
            ("up/g1", #"{"r":[{"id":"d1","v":1},{"id":"d2","v":2},{"id":"d3"}]}"#),
            ("up/g2", #"{"r":[{"id":"d1","v":1}]}"#),
            ("one", #"{"id":"d2","gw":"g1","v":1}"#), ("one", "{"), ("one", #"{"v":1}"#),
        ].map { topic, payload in
            RecordedMessage(at: Moment(milliseconds: 0), topic: topic, payload: Array(payload.utf8), qos: 1)
        }
        func kept(_ change: (inout RecordingFilter) -> Void) -> [Int] {
            var filter = RecordingFilter(configuration)
            change(&filter)
            return messages.indices.filter { filter.isWanted(messages[$0]) }
        }
        #expect(kept { $0.devices = ["d1"] } == [0, 1])
        #expect(kept { $0.devices = ["d2"] } == [0, 2])
        #expect(kept { $0.devices = ["d3"] } == [], "it said nothing")
        #expect(kept { $0.devices = ["g1"] } == [0, 2])
        #expect(kept { $0.areas = ["5328"] } == [0])
        #expect(kept { $0.profiles = ["single"] } == [2, 3, 4])
    }

    @Test(
        "Topic filters are MQTT's",
        arguments: [
            ("a/b", "a/b", true), ("a/+", "a/b", true), ("a/+", "a/b/c", false), ("a/#", "a", true), ("#", "a/b", true),
            ("+/+", "/b", true), ("+", "/b", false), ("#", "$SYS/x", false), ("$SYS/#", "$SYS/x", true),
            ("a/b/c", "a/b", false), ("+/x", "$SYS/x", false),
        ])
    func topics(filter: String, topic: String, fits: Bool) {
        #expect(MQTTFilter(filter).matches(topic) == fits)
    }

    @Test(
        "What is no filter is known as none",
        arguments: [
            ("a/#/b", false), ("a#", false), ("#a", false), ("a+/b", false), ("+b", false), ("", false),
            ("a\u{0}", false), ("#", true), ("+", true), ("a/+/b/#", true), ("/", true), ("a/b", true),
        ])
    func soundFilters(filter: String, isSound: Bool) {
        #expect(MQTTFilter.isSound(filter) == isSound)
    }

    @Test("A filter by profile keeps what says of a known device that it cannot be reached")
    func heardBefore() throws {
        let message = MessageDescription(
            topic: "z/{device}", match: MatchDescription(path: "/m", values: [.text("door")]),
            fields: [FieldDescription(name: "open", path: "/open", type: .boolean)])
        var away = MessageDescription(topic: "z/{device}/availability", fields: [])
        away.availability = AvailabilityDescription(path: "/state", offline: [.text("offline")])
        var description = ProfileDescription(name: "door", service: .fireStation, messages: [message, away])
        description.silence = SilenceDescription(after: .hours(1))
        var filter = RecordingFilter(Engine.Configuration(profiles: [try Profile(description)]))
        filter.profiles = ["door"]
        filter.topics = ["z/+/availability"]
        let said = [
            ("z/d", #"{"m":"lamp","open":true}"#, false), ("z/d/availability", #"{"state":"offline"}"#, false),
            ("z/d", #"{"m":"door","open":true}"#, false), ("z/d/availability", #"{"state":"offline"}"#, true),
        ]
        for (topic, payload, isWanted) in said {
            let message = RecordedMessage(at: Moment(milliseconds: 0), topic: topic, payload: Array(payload.utf8))
            #expect(filter.isWanted(message) == isWanted, "\(topic) \(payload)")
        }
    }

    @Test("Statistics count messages, devices and bytes by profile, and what does not decode")
    func statistics() throws {
        let path = write(
            "r",
            [
                line(0, #"{"open":true}"#, topic: "c/532822100201/door/d1"),
                line(1, "none", topic: "c/532822100201/door/d1"),
                line(30, #"{"open":false}"#, topic: "c/532822100201/door/d2"),
                line(70, #"{"on":true}"#, topic: "care/b1"),
                line(80, "x", topic: "else/1"), line(81, "x", topic: "else/2"),
            ])
        var statistics = RecordingStatistics(try configuration())
        var reader = try RecordingReader(path)
        try statistics.read(&reader)
        let said = statistics.lines
        #expect(said[0] == "messages     6 in 1m21s, 44 bytes of payload")
        #expect(said[3].hasPrefix("rate         0.07 a second on average; 3 in the busiest minute, 2026-11-24T08:00Z"))
        #expect(said.contains("undecodable  1"))
        #expect(said.contains { $0.split(separator: " ") == ["door", "3", "2", "1", "31"] })
        #expect(said.contains { $0.split(separator: " ") == ["button", "1", "1", "0", "11"] })
        #expect(said.last == "2 messages came on 2 topics of no profile (gengfu discover drafts them)")
    }

    @Test("No file is ever overwritten")
    func overwriting() throws {
        let path = write("r", ["x"])
        #expect(throws: Problem.self) { try RecordingOutput(path) }
        #expect(readFile(path) == "x\n")
    }
}
