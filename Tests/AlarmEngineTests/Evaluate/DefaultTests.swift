import Testing

@testable import AlarmEngine

@Suite("What a field is until it is heard")
struct DefaultTests {
    private func profile(_ when: String = "on and not test", _ change: (inout FieldDescription) -> Void) throws
        -> Profile
    {
        var test = FieldDescription.boolean("test")
        change(&test)
        return try .sample(.rule(when), fields: FieldDescription.usual + [test])
    }

    private func profile(_ when: String = "on and not test", test: Bool? = false) throws -> Profile {
        try profile(when) { $0.defaultValue = test.map { .boolean($0) } }
    }

    @Test("A fire is told though nobody ever said whether it is a test, or only null")
    func raisesUnheard() throws {
        for said in ["", #","test":null"#] {
            var without = Watch(try profile(test: nil))
            #expect(without.send("{\"on\":true\(said)}", at: 1) == [])
            var with = Watch(try profile())
            #expect(with.send("{\"on\":true\(said)}", at: 1) == ["high raised @1"])
            #expect(with.events.last?.values.map(\.name) == ["on", "test"])
            #expect(with.events.last?.values.last?.value == .boolean(false))
        }
    }

    @Test("What is heard counts from then on; null, what is invalid and what is of no type leave it")
    func heardReplaces() throws {
        var watch = Watch(try profile())
        watch.send(#"{"on":false,"test":true}"#, at: 1)
        #expect(watch.send(#"{"on":true}"#, at: 2) == [])
        #expect(watch.send(#"{"test":null}"#, at: 3) == [])
        #expect(watch.send(#"{"test":"no","on":true}"#, at: 4) == [])
        #expect(watch.send(#"{"test":false}"#, at: 5) == ["high raised @5"])
    }

    @Test("A number that overflowed makes it unknown, also after a restart")
    func overflow() throws {
        var fields = FieldDescription.usual
        fields[1].defaultValue = .number(1)
        for retained in [false, true] {
            var watch = Watch(try .sample(.rule("v > w"), fields: fields))
            #expect(watch.send(#"{"v":2}"#, at: 1) == ["high raised @1"])
            #expect(watch.send(#"{"w":1e999,"v":0}"#, at: 2, retained: retained) == [])
            #expect(watch.send(#"{"v":0}"#, at: 3) == [])
            watch.restart()
            #expect(watch.send(#"{"v":0}"#, at: 4) == [])
            #expect(watch.send(#"{"w":0}"#, at: 5) == ["high cleared @5"])
        }
    }

    @Test("It was not heard: it brings nothing, and has no age, no previous value and no sample")
    func isNotHeard() throws {
        var watch = Watch(try profile("not test") { $0.defaultValue = .boolean(false) })
        #expect(watch.send(#"{"v":1}"#, at: 1) == [])
        for rule in [
            "age(test) >= 0ms", "changed(test)", "test == previous(test)", "count(not test, 5m) > 0",
            "age(not test) >= 0ms",
        ] {
            var watch = Watch(try profile("v > 0 and \(rule)") { $0.defaultValue = .boolean(true) })
            #expect(watch.send(#"{"v":1}"#, at: 1) == [], "\(rule)")
        }
        var changed = Watch(try profile("changed(test)"))
        #expect(changed.send(#"{"test":true}"#, at: 1) == [])
        #expect(changed.send(#"{"test":false}"#, at: 2) == ["high raised @2"])
    }

    @Test("A sample that something else brings is taken with it")
    func windowsSeeIt() throws {
        var watch = Watch(try profile("count(on and not test, 5m) >= 2"))
        #expect(watch.send(#"{"on":true}"#, at: 1) == [])
        #expect(watch.send(#"{"on":true}"#, at: 2) == ["high raised @2"])
    }

    @Test("A retained message sets it as what was never seen live; a late one leaves no trace")
    func retainedAndLate() throws {
        var watch = Watch(try profile())
        watch.send(#"{"test":true}"#, at: 1, retained: true)
        #expect(watch.send(#"{"on":true}"#, at: 2) == [])

        var test = FieldDescription.boolean("test")
        test.defaultValue = .boolean(false)
        var late = Watch(try .sample(.rule("on and not test"), time: true, fields: FieldDescription.usual + [test]))
        late.send(#"{"on":false,"ts":10000}"#, at: 10_000)
        late.send(#"{"test":true,"ts":5000}"#, at: 10_001)
        late.restart()
        #expect(late.record()?.fields.map(\.name) == ["on"])
        #expect(late.send(#"{"on":true,"ts":10002}"#, at: 10_002) == ["high raised @10002"])
    }

    @Test("It is not kept: a restart takes what the profile says then, and what was heard stays")
    func restarts() throws {
        func configuration(_ test: Bool?) throws -> Engine.Configuration { .init(profiles: [try profile(test: test)]) }
        var added = Watch(try configuration(nil))
        #expect(added.send(#"{"on":true}"#, at: 1) == [])
        added.restart(try configuration(false))
        #expect(added.send(#"{"on":true}"#, at: 2) == ["high raised @2"])
        #expect(added.record()?.fields.map(\.name) == ["on"])

        added.restart(try configuration(true))
        #expect(added.send(#"{"on":true}"#, at: 3) == ["high cleared @3"])
        added.restart(try configuration(nil))
        #expect(added.send(#"{"on":true}"#, at: 4) == [])

        added.send(#"{"test":false}"#, at: 5)
        added.restart(try configuration(true))
        #expect(added.send(#"{"on":false}"#, at: 6) == ["high cleared @6"])
        #expect(added.send(#"{"on":true}"#, at: 7) == ["high raised @7"])
    }

    @Test("A default of another type than the field's is refused")
    func wrongType() throws {
        let error = try #require(throws: ProfileProblems.self) { try profile { $0.defaultValue = .text("no") } }
        #expect(error.problems.map(\.path) == [["messages", "0", "fields", "test", "default"]])
    }

    @Test("One of several kinds of message may say it for all")
    func severalMessages() throws {
        var said = FieldDescription.boolean("on")
        said.defaultValue = .boolean(true)
        var watch = Watch(
            try Profile.of(
                MessageDescription(topic: "a/{device}", fields: [.boolean("on"), .number("v")]),
                MessageDescription(topic: "b/{device}", fields: [said]), alarms: [.rule("on and v > 1")]))
        #expect(watch.send(#"{"v":2}"#, at: 1, on: "a/d") == ["high raised @1"])
    }

    @Test("Of more than 64 fields each has its own")
    func manyFields() throws {
        var fields = (0..<130).map { FieldDescription.number("f\($0)") }
        for index in [63, 64, 65, 128] { fields[index].defaultValue = .number(1) }
        var watch = Watch(try .sample(.rule("f0 > 0 and f63 + f64 + f65 + f128 == 4"), fields: fields))
        #expect(watch.send(#"{"f0":1}"#, at: 1) == ["high raised @1"])
        watch.send(#"{"f64":1,"f128":1}"#, at: 2)
        #expect(watch.record()?.fields.map(\.name) == ["f0", "f64", "f128"])
    }
}
