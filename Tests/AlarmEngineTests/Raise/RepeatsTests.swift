import Testing

@testable import AlarmEngine

/// `repeats:`, and what real devices say more than once (data README, quirks 2, 3, 4 and 11).
@Suite("The same transmission heard again")
struct RepeatsTests {
    private func watch(_ repeats: Span? = .seconds(2), sequence: Bool = false) throws -> Watch {
        var message = MessageDescription(
            topic: "t/{device}", fields: [.text("event"), .number("battery_mV")])
        if sequence { message.sequence = "/seq" }
        return Watch(
            try .of(message, alarms: [.momentary("event == 'panic'")], silence: .seconds(60), repeats: repeats))
    }

    @Test("Eight radio repeats in 1.5 s are one occurrence, though the receiver writes its own time beside each")
    func eight() throws {
        for (repeats, events) in [(Span.seconds(2), 1), (nil, 8)] as [(Span?, Int)] {
            var watch = try watch(repeats)
            for turn in 0..<8 {
                let second = turn * 214 < 900 ? 15 : 16
                watch.send(
                    #"{"time":"2018-01-16 13:18:\#(second)","mic":"CRC","event":"panic","mic":"CRC"}"#,
                    at: Int64(turn) * 214)
            }
            #expect(watch.events.count == events && watch.counts.repeated == 8 - events)
            #expect(watch.events.last?.occurrences == events)
        }
    }

    @Test("The time counts from the first, to the millisecond")
    func boundary() throws {
        var watch = try watch()
        #expect(watch.send(#"{"event":"panic"}"#, at: 1000) == ["sos raised @1000"])
        #expect(watch.send(#"{"event":"panic"}"#, at: 2999) == [])
        #expect(watch.send(#"{"event":"panic"}"#, at: 3000) == ["sos occurred @3000"])
        #expect(watch.send(#"{"event":"panic"}"#, at: 4999) == [] && watch.counts.repeated == 2)
    }

    @Test("What says something else in a field is another, and so is what has another sequence number")
    func others() throws {
        var watch = try watch(sequence: true)
        let payloads = [
            #"{"event":"panic","seq":1}"#, #"{"event":"panic","seq":2}"#,
            #"{"event":"panic","battery_mV":2900,"seq":2}"#,
        ]
        #expect(payloads.flatMap { watch.send($0, at: 0) }.count == 3 && watch.counts.repeated == 0)
    }

    @Test("Each device's is its own, and a retained one is none")
    func own() throws {
        var watch = try watch()
        watch.send(#"{"event":"panic"}"#, at: 0, on: "t/a", retained: true)
        #expect(watch.send(#"{"event":"panic"}"#, at: 1, on: "t/a") == ["sos raised @1"])
        #expect(watch.send(#"{"event":"panic"}"#, at: 2, on: "t/b") == ["sos raised @2"])
    }

    @Test("It moves along when the clock is set; a restart forgets it, and tells twice rather than not at all")
    func clock() throws {
        var watch = try watch()
        watch.send(#"{"event":"panic"}"#, at: 10_000)
        watch.decide([.clockStepped(by: .seconds(-5), at: Moment(milliseconds: 10_000))], at: 5000)
        #expect(watch.send(#"{"event":"panic"}"#, at: 6999) == [] && watch.counts.repeated == 1)
        watch.restart()
        #expect(watch.send(#"{"event":"panic"}"#, at: 6999) == ["sos occurred @6999"])
    }

    @Test("A message of many repeats as a whole")
    func many() throws {
        var watch = Watch(try .of(.many(), alarms: [.momentary("v > 5")], repeats: .seconds(2)))
        #expect(watch.many(#"{"v":6}"#, #"{"v":7}"#, at: 0).count == 2)
        #expect(watch.many(#"{"v":6}"#, #"{"v":7}"#, at: 1) == [] && watch.counts.repeated == 1)
        #expect(watch.many(#"{"v":6}"#, #"{"v":8}"#, at: 2).count == 2)
    }

    @Test("59 exact duplicates are one reading: by their time, or by 'repeats' where they have none")
    func duplicates() throws {
        var timed = Watch(try .sample(.momentary("v > 5"), time: true))
        var untimed = Watch(try .sample(.momentary("v > 5")))
        for turn in 0..<59 {
            timed.send(#"{"v":6,"ts":1000}"#, at: 1000 + Int64(turn) * 900)
            untimed.send(#"{"v":6}"#, at: Int64(turn))
        }
        #expect(timed.events.count == 1 && timed.counts.redelivered == 58)
        #expect(untimed.events.count == 59, "nothing says that they are the same")
        var repeated = try watch(.minutes(1))
        for turn in 0..<59 { repeated.send(#"{"event":"panic"}"#, at: Int64(turn) * 1000) }
        #expect(repeated.events.count == 1 && repeated.counts.repeated == 58)
    }

    @Test("A button's null, emergency, empty text within a second is one press; a flat battery's press is none")
    func button() throws {
        let profile = try Profile.of(
            MessageDescription(topic: "t/{device}", fields: [.text("action"), .number("battery")]),
            alarms: [.momentary("action == 'emergency' and battery > 0")])
        var watch = Watch(profile)
        #expect(watch.send(#"{"action":null,"battery":90}"#, at: 0) == [])
        #expect(watch.send(#"{"action":"emergency","battery":90}"#, at: 300) == ["sos raised @300"])
        #expect(watch.send(#"{"action":"","battery":90}"#, at: 600) == [])
        #expect(watch.send(#"{"action":"emergency","battery":0}"#, at: 9000) == [])
    }

    @Test("A test never pages: signal test reaches no sink that takes alarms and troubles")
    func tests() throws {
        var test = AlarmDescription.momentary("mode == 'simulated'", name: "test")
        test.signal = .test
        let sinks: [SinkRoute] = [
            .sink("pager", signals: [.alarm, .supervisory, .trouble]), .sink("book"),
        ]
        var watch = Watch(try .sample(.rule("mode == 'alarm'", signal: .alarm), test), sinks: sinks)
        #expect(watch.send(#"{"mode":"simulated"}"#, at: 0) == ["test raised @0"])
        #expect(watch.told == ["test raised → book"])
        watch.send(#"{"mode":"alarm"}"#, at: 1)
        #expect(watch.told.suffix(2) == ["high raised → pager", "high raised → book"])
    }
}
