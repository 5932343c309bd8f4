import Testing

@testable import AlarmEngine

@Suite("Correlations: so many within a time")
struct CountTests {
    private func watch(_ correlation: CorrelationDescription) throws -> Watch {
        Watch(try Village.configuration([try Village.detector()], correlation))
    }

    @Test("Two within 60 s are a count: 59 999 ms apart they are, 60 000 ms apart they are not")
    func withinBoundary() throws {
        for (second, expected) in [(59_999, ["many raised @59999"]), (60_000, [])] as [(Int64, [String])] {
            var watch = try watch(.count("det/press", atLeast: 2, within: .seconds(60)))
            watch.say("det/a/z/1", "\"press\":true", at: 0)
            #expect(watch.say("det/a/z/2", "\"press\":true", at: second) == expected)
        }
    }

    @Test("One device twice is one device")
    func sameDevice() throws {
        var watch = try watch(.count("det/press", "det/fire", atLeast: 2, within: .seconds(60)))
        watch.say("det/a/z/1", "\"press\":true", at: 0)
        #expect(watch.say("det/a/z/1", "\"press\":true,\"on\":true", at: 10) == [])
        #expect(watch.say("det/a/z/2", "\"on\":true", at: 20) == ["many raised @20"])
    }

    @Test("What is momentary counts for as long as it is fresh, and ends by deadline")
    func momentaryEnds() throws {
        var watch = try watch(.count("det/press", atLeast: 2, within: .seconds(60)))
        watch.say("det/a/z/1", "\"press\":true", at: 0)
        watch.say("det/a/z/2", "\"press\":true", at: 1000)
        #expect(watch.advance(to: 59_999) == [])
        #expect(watch.engine.nextDeadline == Moment(milliseconds: 60_000))
        #expect(watch.advance(to: 90_000) == ["many cleared @60000"])
    }

    @Test("What is on keeps standing when it is no longer fresh, and is not what begins a count")
    func standing() throws {
        var watch = try watch(.count("det/fire", atLeast: 2, within: .seconds(60)))
        watch.say("det/a/z/1", "\"on\":true", at: 0)
        #expect(watch.say("det/a/z/2", "\"on\":true", at: 60_000) == [], "the first is on, and no longer fresh")
        #expect(watch.say("det/a/z/3", "\"on\":true", at: 60_001) == ["many raised @60001"])
        #expect(watch.text() == "3 devices, 100 %, last 3")
        #expect(watch.advance(to: 1_000_000) == [], "all three stand")
        #expect(watch.say("det/a/z/3", "\"on\":false", at: 1_000_001) == [])
        #expect(watch.say("det/a/z/2", "\"on\":false", at: 1_000_002) == ["many cleared @1000002"])
        #expect(watch.text() == "1 devices, 33.3 %, last 3")
    }

    @Test("Gone off within the time still counts until the time is over")
    func freshThoughOff() throws {
        var watch = try watch(.count("det/fire", atLeast: 2, within: .seconds(60)))
        watch.say("det/a/z/1", "\"on\":true", at: 0)
        watch.say("det/a/z/1", "\"on\":false", at: 10)
        #expect(watch.say("det/a/z/2", "\"on\":true", at: 59_999) == ["many raised @59999"])
        #expect(watch.advance(to: 100_000) == ["many cleared @60000"])
    }

    @Test("A delay of the operand's own comes before it counts")
    func operandDelay() throws {
        let profile = try Profile.sample(.rule("on", onDelay: .seconds(10)), topic: "t/{zone}/{device}")
        var watch = Watch(
            try Village.configuration(
                [profile], .count("p/high", scope: .zone, atLeast: 2, within: .seconds(5))))
        watch.say("t/z/1", "\"on\":true", at: 0)
        watch.say("t/z/2", "\"on\":true", at: 4000)
        #expect(watch.advance(to: 13_999) == ["high raised @10000"])
        #expect(watch.advance(to: 14_000) == ["high raised @14000", "many raised @14000"])
    }

    @Test("Without a time those that are on now count")
    func withoutTime() throws {
        var watch = try watch(.count("det/fire", atLeast: 2))
        watch.say("det/a/z/1", "\"on\":true", at: 0)
        #expect(watch.say("det/a/z/2", "\"on\":true", at: 10_000_000) == ["many raised @10000000"])
        #expect(watch.say("det/a/z/1", "\"on\":false", at: 10_000_001) == ["many cleared @10000001"])
    }

    @Test("More than 30 % is more than 30 %: 3 of 10 are not, 3 of 9 and 4 of 10 are")
    func share() throws {
        for (devices, needed) in [(10, 4), (9, 3)] {
            var watch = try watch(.count("det/fire", moreThan: 30))
            for device in 1...devices { watch.say("det/a/z/\(device)", "\"on\":false", at: 0) }
            for device in 1..<needed {
                #expect(watch.say("det/a/z/\(device)", "\"on\":true", at: Int64(device)) == [])
            }
            #expect(watch.say("det/a/z/\(needed)", "\"on\":true", at: 100) == ["many raised @100"])
        }
    }

    @Test("A share and a least number must both be reached")
    func shareAndNumber() throws {
        var watch = try watch(.count("det/fire", atLeast: 3, moreThan: 30))
        for device in 1...4 { watch.say("det/a/z/\(device)", "\"on\":false", at: 0) }
        watch.say("det/a/z/1", "\"on\":true", at: 1)
        #expect(watch.say("det/a/z/2", "\"on\":true", at: 2) == [])
        #expect(watch.say("det/a/z/3", "\"on\":true", at: 3) == ["many raised @3"])
        #expect(watch.say("det/a/z/3", "\"on\":false", at: 4) == ["many cleared @4"])
    }

    @Test("Registered devices that were never heard are among those a share is of")
    func registered() throws {
        let rows = (1...10).map { RegisteredDevice(device: "\($0)", profile: "det", area: "a") }
        var watch = Watch(
            try Village.configuration([try Village.detector()], registry: rows, .count("det/fire", moreThan: 30)))
        for device in 1...3 { #expect(watch.say("det/a/z/\(device)", "\"on\":true", at: Int64(device)) == []) }
        #expect(watch.say("det/a/z/4", "\"on\":true", at: 4) == ["many raised @4"])
        #expect(watch.text() == "4 devices, 40 %, last 4")
    }

    @Test("A device heard for the first time can end a share, and begins none")
    func newDevice() throws {
        var watch = try watch(.count("det/fire", moreThan: 50))
        #expect(watch.say("det/a/z/1", "\"on\":true", at: 1) == ["many raised @1"])
        #expect(watch.say("det/a/z/2", "\"on\":false", at: 2) == ["many cleared @2"], "1 of 2 is not more than half")
    }

    @Test("A star is every profile that has an alarm of that name, and its devices are those a share is of")
    func star() throws {
        let (one, two) = (try Village.detector("one"), try Village.detector("two"))
        let other = try Profile.sample(.rule("on", name: "else"), topic: "t/{area}/{zone}/{device}")
        var watch = Watch(try Village.configuration([one, two, other], .count("*/fire", atLeast: 2, moreThan: 60)))
        watch.say("t/a/z/9", "\"on\":true", at: 0)
        watch.say("one/a/z/1", "\"on\":true", at: 1)
        watch.say("two/a/z/3", "\"on\":false", at: 2)
        #expect(watch.say("two/a/z/1", "\"on\":true", at: 3) == ["many raised @3"], "2 of 3")
    }

    @Test("Its own delays, latch and acknowledgement are those of any alarm")
    func life() throws {
        let correlation = CorrelationDescription.count("det/fire", atLeast: 2).with {
            $0.onDelay = .seconds(5)
            $0.offDelay = .seconds(3)
            $0.signal = .alarm
            $0.latch = true
        }
        var watch = try watch(correlation)
        watch.say("det/a/z/1", "\"on\":true", at: 0)
        watch.say("det/a/z/2", "\"on\":true", at: 0)
        #expect(watch.advance(to: 4999) == [])
        #expect(watch.advance(to: 5000) == ["many raised @5000"])
        watch.say("det/a/z/2", "\"on\":false", at: 6000)
        #expect(watch.advance(to: 9000) == ["many returned @9000"])
        #expect(watch.lastEvent == "many returned @9000 extreme latched 1")
        #expect(watch.hand(.acknowledge, "many", at: 9001) == ["many acknowledged @9001"])
        #expect(watch.hand(.reset, "many", at: 9002) == ["many reset @9002"])
        #expect(watch.events.last?.service == .fireStation)
        #expect(watch.events.last?.values.map(\.name) == ["devices", "share", "last"])
    }

    @Test("A dip starts its on-delay again")
    func dip() throws {
        var watch = try watch(CorrelationDescription.count("det/fire", atLeast: 2).with { $0.onDelay = .seconds(5) })
        watch.say("det/a/z/1", "\"on\":true", at: 0)
        watch.say("det/a/z/2", "\"on\":true", at: 0)
        watch.say("det/a/z/2", "\"on\":false", at: 4000)
        watch.say("det/a/z/2", "\"on\":true", at: 4500)
        #expect(watch.advance(to: 9499) == [])
        #expect(watch.advance(to: 9500) == ["many raised @9500"])
    }

    @Test("Its raised comes directly after the event that tips it, before the device's other alarms")
    func order() throws {
        let profile = try Profile.sample(
            .rule("on", name: "a"), .rule("on", name: "b"), topic: "t/{area}/{device}")
        var watch = Watch(
            try Village.configuration(
                [profile], .count("p/a", name: "z", atLeast: 1), .count("p/a", name: "y", atLeast: 1)))
        #expect(
            watch.send(#"{"on":true}"#, at: 7, on: "t/x/1")
                == ["a raised @7", "y raised @7", "z raised @7", "b raised @7"])
    }

    @Test("At one instant devices' deadlines come before a correlation's")
    func instant() throws {
        let profile = try Profile.sample(
            .rule("on", onDelay: .seconds(60)), .momentary("v > 0", name: "press"), topic: "t/{area}/{device}")
        var watch = Watch(
            try Village.configuration([profile], .count("p/press", "p/high", atLeast: 2, within: .seconds(60))))
        watch.send(#"{"v":1}"#, at: 0, on: "t/x/1")
        watch.send(#"{"v":1}"#, at: 0, on: "t/x/2")
        watch.send(#"{"on":true}"#, at: 0, on: "t/zz/3")
        #expect(watch.advance(to: 60_000) == ["high raised @60000", "many cleared @60000"])
        #expect(watch.events.last?.values.first?.value == .number(0), "both are out together")
    }

    @Test("What is too old at that instant is out when a device's deadline has it judged")
    func instantOfBoth() throws {
        let profile = try Profile.sample(
            .rule("on", onDelay: .seconds(60)), .momentary("v > 0", name: "press"), topic: "t/{area}/{device}")
        var watch = Watch(
            try Village.configuration([profile], .count("p/press", "p/high", atLeast: 2, within: .seconds(60))))
        watch.send(#"{"v":1}"#, at: 0, on: "t/x/1")
        watch.send(#"{"on":true}"#, at: 0, on: "t/x/3")
        #expect(watch.advance(to: 60_000) == ["high raised @60000"])
    }
}
