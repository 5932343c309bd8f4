import Testing

@testable import AlarmEngine

@Suite("Many readings in one message")
struct EachTests {
    private func trial(
        _ path: String = "/readings", order: EachDescription.Order = .oldestFirst, spacing: Span? = nil,
        device: DevicePlace? = .value(MessagePlace(path: "/id"))
    ) -> FormTrial {
        var trial = FormTrial(topic: "gw/{bridge}", fields: [.number("v"), .text("mode")])
        if device == nil { trial.message.topic = "gw/{device}" }
        trial.message.each = EachDescription(path: path, order: order, spacing: spacing)
        trial.message.device = device
        return trial
    }

    @Test("Every element of an array is a reading of the device it names")
    func array() {
        #expect(
            trial().read(#"{"readings":[{"id":"a","v":1},{"id":7,"v":2,"mode":"x"},{"id":"a","v":3}]}"#)
                == "a: v=1 | 7: v=2 mode=x | a: v=3")
        #expect(trial("").read(#"[{"id":"a","v":1}]"#) == "a: v=1")
        #expect(trial("/x/0").read(#"{"x":[[{"id":"a","v":1}, {"id":"b","v":2}]]}"#) == "a: v=1 | b: v=2")
    }

    @Test("Every member of an object is one, named by its place or by its name")
    func object() {
        #expect(trial("/r").read(#"{"r":{"x":{"id":"a","v":1},"y":{"id":"b","v":2}}}"#) == "a: v=1 | b: v=2")
        let named = trial("/r", device: .member)
        #expect(named.read(#"{"r":{"x":{"v":1}, "\u0079" : {"v":2}}}"#) == "x: v=1 | y: v=2")
        #expect(
            named.read(#"{"r":[{"v":1}]}"#) == "✗ it does not say whose it is: no name stands where 'device' looks")
    }

    @Test("Without a name they are the topic's device's")
    func topicDevice() {
        #expect(trial(device: nil).read(#"{"readings":[{"v":1},{"v":2}]}"#) == "v=1 | v=2")
        var scalars = trial(device: nil)
        scalars.message.fields = [FieldDescription(name: "v", path: "", type: .number)]
        #expect(scalars.read(#"{"readings":[1,null,2.5,"x"]}"#) == "v=1 | v=2.5")
    }

    @Test("An outer place is one of the whole document, and no field of its own")
    func outer() {
        var trial = trial(device: .value(MessagePlace(path: "/gw", isOuter: true)))
        trial.message.fields.append(.number("battery").with { $0.isOuter = true })
        trial.message.times = [
            TimeDescription(path: "/ts", unit: .seconds), TimeDescription(path: "/at", unit: .seconds),
        ]
        trial.message.times[1].isOuter = true
        trial.message.sequence = "/seq"
        trial.message.isSequenceOuter = true
        trial.message.bridge = MessagePlace(path: "/via")
        let payload = #"{"battery":3,"gw":"g","seq":9,"at":60,"readings":[{"v":1,"via":"b","ts":30},{"v":2},{"x":1}]}"#
        #expect(
            trial.read(payload)
                == "g: via b v=1 battery=3 @1970-01-01T00:00:30.000Z #9 | g: v=2 battery=3 @1970-01-01T00:01:00.000Z #9"
        )
    }

    @Test("An element without a field or a name is passed over; without any other it is undecodable")
    func passedOver() {
        let none = "✗ it has none of the declared fields with a value of its type"
        #expect(trial().read(#"{"readings":[{"id":"a"},{"v":1},{"id":"","v":1},{"id":"b","v":2}]}"#) == "b: v=2")
        let nobody = "✗ it does not say whose it is: no name stands where 'device' looks"
        #expect(trial().read(#"{"readings":[{"id":"a"},{"v":1}]}"#) == nobody)
        #expect(trial().read(#"{"readings":[{"id":null,"v":1},{"id":true,"v":1},{"id":"a\nb","v":1}]}"#) == nobody)
        #expect(trial().read(#"{"readings":[{"id":"a"},{"x":1}]}"#) == none)
        #expect(trial().read(#"{"readings":5}"#) == none)
        #expect(trial().read("{}") == none)
    }

    @Test("No elements are no readings and no fault")
    func empty() throws {
        for payload in [#"{"readings":[]}"#, #"{"readings":{}}"#] {
            guard case .readings(let readings) = try trial().contents(payload) else {
                Issue.record("no readings")
                continue
            }
            #expect(readings.all.isEmpty && readings.overElements == 0)
        }
    }

    @Test("1000 elements are read, what is beyond is counted")
    func bound() throws {
        for (count, over) in [(1000, 0), (1001, 1), (1500, 500)] {
            let elements = (0..<count).map { "{\"id\":\"\($0)\",\"v\":1}" }.joined(separator: ",")
            guard case .readings(let readings) = try trial().contents("{\"readings\":[\(elements)]}") else {
                Issue.record("no readings")
                continue
            }
            #expect(readings.all.count == min(count, 1000) && readings.overElements == over)
        }
    }

    @Test("A name is at most 256 bytes long")
    func longName() {
        for (length, isRead) in [(256, true), (257, false)] {
            let name = String(repeating: "x", count: length)
            #expect(trial().read("{\"readings\":[{\"id\":\"\(name)\",\"v\":1}]}").hasPrefix("x") == isRead)
        }
    }

    @Test("Readings without a time of their own are so far apart, each device's by themselves")
    func spacing() {
        var trial = trial(order: .newestFirst, spacing: .minutes(30))
        let payload = #"{"at":86400,"readings":[{"id":"a","v":3},{"id":"b","v":9},{"id":"a","v":2},{"id":"a","v":1}]}"#
        #expect(trial.read(payload) == "a: v=1 -1h | a: v=2 -30m | b: v=9 | a: v=3")
        var time = TimeDescription(path: "/at", unit: .seconds)
        time.isOuter = true
        trial.message.times = [time]
        #expect(
            trial.read(payload)
                == "a: v=1 @1970-01-01T23:00:00.000Z | a: v=2 @1970-01-01T23:30:00.000Z | b: v=9 @1970-01-02T00:00:00.000Z | a: v=3 @1970-01-02T00:00:00.000Z"
        )
        let own = self.trial(spacing: .minutes(30))
        #expect(own.read(#"{"readings":[{"id":"a","v":3},{"id":"a","v":4}]}"#) == "a: v=3 -30m | a: v=4")
    }

    @Test("A message may say whose it is though it has one reading")
    func single() {
        var trial = trial()
        trial.message.each = nil
        #expect(trial.read(#"{"id":"a","v":1}"#) == "a: v=1")
        #expect(
            trial.read(#"{"v":1}"#) == "✗ it does not say whose it is: no name stands where 'device' looks")
        #expect(trial.read(#"{"id":12.50,"v":1}"#) == "12.50: v=1")
    }

    @Test("A topic without {device} needs a payload that says it, or a bridge that stands for it")
    func topic() {
        var trial = trial()
        trial.message.device = nil
        #expect(throws: Never.self) { try trial.profile }
        trial.message.topic = "gw/readings"
        #expect(throws: ProfileProblems.self) { try trial.profile }
    }

    @Test("Rows of comma-separated text are elements too")
    func rows() {
        var trial = FormTrial(.csv, topic: "gw/{bridge}")
        trial.message.body.csv = CSVDescription(columns: ["id", "v"], hasRows: true)
        trial.message.each = EachDescription(path: "")
        trial.message.device = .value(MessagePlace(path: "/id"))
        #expect(trial.read("a,1\nb,2.5\n") == "a: v=1 | b: v=2.5")
    }

    @Test("What matches is asked of the whole document")
    func match() throws {
        var trial = trial()
        trial.message.match = MatchDescription(path: "/kind", values: [.text("A"), .number(2)])
        let plan = try trial.profile.messages[0]
        #expect(plan.matches(Array(#"{"kind":"A","readings":[]}"#.utf8)))
        #expect(plan.matches(Array(#"{"kind":2.0}"#.utf8)))
        #expect(!plan.matches(Array(#"{"kind":"B"}"#.utf8)) && !plan.matches(Array("{".utf8)))
    }
}
