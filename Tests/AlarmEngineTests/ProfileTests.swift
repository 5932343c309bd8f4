import Testing

@testable import AlarmEngine

@Suite("Profiles: what is wrong with them, and what is read")
struct ProfileTests {
    private func problems(_ make: () throws -> Profile) -> [ProfileProblem] {
        do {
            _ = try make()
            return []
        } catch {
            return (error as? ProfileProblems)?.problems ?? []
        }
    }

    @Test("A topic needs a level {device}", arguments: ["t/x", "t/{area}", "t/{Device}", "", "#"])
    func device(topic: String) {
        #expect(
            problems { try .sample(.rule("v > 5"), topic: topic) } == [
                ProfileProblem(
                    path: ["messages", "0", "topic"],
                    message: "the topic has no level {device}, by which devices are told apart")
            ])
    }

    @Test("Rules, levels, clear_when and texts are pointed at by their keys and the offset in them")
    func paths() {
        let found = problems {
            try .sample(
                .rule("v > ", name: "a"), .rule("v > 5", name: "b", clearWhen: "x < 1"),
                .levels(("v > 5", .minor), ("v", .severe), name: "c"),
                .rule("v > 5", name: "d", text: Words(en: "Smoke {x}", zh: "{v")),
                silence: SilenceDescription(after: .seconds(1), text: Words(en: "{nothing}")))
        }
        #expect(
            found.map { "\($0.path.joined(separator: ".")) \($0.offset ?? -1)" } == [
                "alarms.a.when 4", "alarms.b.clear_when 0", "alarms.c.levels.1.when 0", "alarms.d.text.en 7",
                "alarms.d.text.zh 0", "silence.text.en 1",
            ])
        #expect(found.allSatisfy { $0.weight == .error })
    }

    @Test("A deadband where none can be says what to write instead")
    func deadband() {
        let found = problems {
            try .sample(
                .rule("v == 5", deadband: 1), .levels(("v > 5", .minor), ("on", .severe), name: "l", deadband: 1))
        }
        #expect(found.map(\.path) == [["alarms", "high", "deadband"], ["alarms", "l", "deadband"]])
        #expect(found.allSatisfy { $0.message.hasSuffix("write clear_when instead") })
    }

    @Test("Paths that are no JSON Pointers are pointed at, the time's, the sequence's and the match's too")
    func pointers() {
        let found = problems {
            try Profile(
                ProfileDescription(
                    name: "p", service: .fireStation,
                    messages: [
                        MessageDescription(topic: "a/{device}", fields: [.number("v")]),
                        MessageDescription(
                            topic: "b/{device}", time: TimeDescription(path: "ts", unit: .seconds), sequence: "seq",
                            match: MatchDescription(path: "x~", values: []),
                            fields: [FieldDescription(name: "w", path: "w", type: .number)]),
                    ]))
        }
        #expect(
            found.map { $0.path.joined(separator: ".") } == [
                "messages.1.fields.w.path", "messages.1.time.path", "messages.1.sequence.path", "messages.1.match.path",
            ])
        #expect(found[0].message == "'w' is no JSON Pointer; it is empty or begins with '/', as in '/data/temp'")
    }

    @Test(
        "A scale or offset that is no decimal is an error, not passed over",
        arguments: ["x", ".5", "+1", "", "0,1", "1e"])
    func decimals(text: String) {
        let found = problems { try .sample(fields: [.number("v", scale: text), .number("w", offset: text)]) }
        #expect(
            found.map { $0.path.joined(separator: ".") } == ["messages.0.fields.v.scale", "messages.0.fields.w.offset"])
        #expect(found.first?.message == "'\(text)' is no decimal; write it like 0.1 or -40")
    }

    @Test(
        "A rule that reads no field would never be judged, and is an error", arguments: ["limit > 5", "true", "1 < 2"])
    func noField(rule: String) {
        for alarm in [AlarmDescription.rule(rule, name: "a"), .momentary(rule, name: "a")] {
            #expect(
                problems { try .sample(alarm, parameters: [.init(name: "limit", value: .number(1))]) } == [
                    ProfileProblem(
                        path: ["alarms", "a", "when"],
                        message: "the rule reads no field, so no message would ever have it judged; name one")
                ])
        }
    }

    @Test("All problems are found at once, and a profile without any is read")
    func all() throws {
        #expect(problems { try .sample(.rule("x"), .rule("y", name: "b"), topic: "t") }.count == 3)
        let profile = try Profile.sample(.rule("v > 5"), silence: SilenceDescription(after: .seconds(1)))
        #expect(profile.alarms.map(\.name) == ["high", "payload", "silence"])
        #expect(profile.name == "p" && profile.filters == ["t/+"])
    }

    @Test("A field that is private in one message is private")
    func privacy() throws {
        var secret = FieldDescription.number("pulse")
        secret.isPrivate = true
        let profile = try Profile(
            ProfileDescription(
                name: "p", service: .elderCare,
                messages: [
                    MessageDescription(topic: "a/{device}", fields: [.number("pulse")]),
                    MessageDescription(topic: "b/{device}", fields: [secret]),
                ], alarms: [.rule("pulse > 5", text: Words(en: "Pulse {pulse}"))]))
        var watch = Watch(profile)
        watch.send(#"{"pulse":6}"#, at: 1, on: "a/d")
        #expect(watch.events[0].values == [NamedValue(name: "pulse", value: .number(6), isPrivate: true)])
        #expect(watch.events[0].text.en == "Pulse 6" && watch.events[0].discreetText.en == "Pulse …")
    }

    @Test("A scaled field is compared by its exact value: 21.7 is 21.7")
    func scaledField() throws {
        var watch = Watch(
            try .sample(
                .rule("t >= 21.7"), fields: [FieldDescription(name: "t", path: "/t", type: .number, scale: "0.1")]))
        #expect(watch.send(#"{"t":216}"#, at: 0) == [])
        #expect(watch.send(#"{"t":217}"#, at: 1) == ["high raised @1"])
        #expect(watch.events[0].values == [NamedValue(name: "t", value: .number(21.7))])
    }
}
