import AlarmEngine

/// Reads a `*.test.yaml`, and reports every mistake in it.
struct RuleTestReader {
    let file: SourceFile
    /// Those that a test may speak of.
    let profiles: [ProfileDescription]
    /// The profile of the folder the file lies in; nil where there are several.
    let own: String?
    /// The names of the rules over several devices.
    var correlations: [String] = []

    func tests() -> [RuleTest] {
        guard let root = YAMLDocument.root(of: file), let keys = MappingReader(root: root, of: file) else { return [] }
        var setting = TestSetting(profiles: profiles, own: own)
        setting.take(keys)
        let items = keys.required("tests", "write a list of tests, each with its name, given and expect")?
            .list(of: "tests, each with its name, given and expect")
        if let items, items.isEmpty {
            file.report("'tests' is empty; write at least one test", at: keys.optional("tests")?.place ?? .beginning)
        }
        let tests = (items ?? []).compactMap { test($0, in: setting) }
        keys.finish()
        reportSharedNames(tests)
        return tests
    }

    private func test(_ value: YAMLValue, in shared: TestSetting) -> RuleTest? {
        guard let keys = MappingReader(value, example: "a test with its name, given and expect") else { return nil }
        let name = keys.required("name", "say in a sentence what must be so")?.filledText("a sentence")
        var setting = shared
        setting.take(keys)
        let clock = setting.clock()
        let bench = TestBench(file: file, setting: setting, clock: clock, correlations: correlations)
        let given = keys.required("given", "write a list of what happens, such as {at: 0s, says: {smoke: 12}}")
        let expect = keys.required("expect", "write a list of what must be so, such as {at: 10s, alarm: …, state: …}")
        let until = keys.optional("until").flatMap(clock.moment)
        keys.finish()
        var reader = StepReader(bench: bench)
        let steps = given.map { reader.steps($0) } ?? []
        let expectations = expect.map { ExpectationReader(bench: bench).expectations($0) } ?? []
        guard let name else { return nil }
        return RuleTest(
            name: name, place: value.keyPlace, clock: clock, registry: bench.registry, desks: setting.desks,
            steps: steps,
            expectations: expectations, until: until)
    }

    private func reportSharedNames(_ tests: [RuleTest]) {
        var lines: [String: Int] = [:]
        for test in tests {
            if let first = lines[test.name] {
                file.report("the test in line \(first) has the same name; say what sets this one apart", at: test.place)
            } else {
                lines[test.name] = test.place.line
            }
        }
    }
}

/// What the tests of a file share unless they say otherwise: the device, its place, the clock.
struct TestSetting {
    let profiles: [ProfileDescription]
    let own: String?
    private(set) var device = "d-1"
    private(set) var area = "532899101201"
    private(set) var profile: String?
    private var zone = LocalTime.home.name
    private var start: YAMLValue?
    private(set) var registry: [YAMLValue] = []
    private(set) var parameters: YAMLValue?
    /// The sinks of areas' duty desks, by code.
    private(set) var desks: [String: String] = [:]

    init(profiles: [ProfileDescription], own: String?) {
        self.profiles = profiles
        self.own = own
        profile = own
    }

    mutating func take(_ keys: MappingReader) {
        if let value = keys.optional("device"), let name = value.filledText("a device's id") { device = name }
        if let value = keys.optional("area"), let code = value.text("an area's code") { area = code }
        if own == nil, let value = keys.optional("profile") {
            profile = value.choice(among: profiles.map(\.name), "profile") ?? profile
        }
        if let name = keys.optional("timezone")?.timeZone() { zone = name }
        if let value = keys.optional("start") { start = value }
        registry += keys.optional("registry")?.list(of: "devices such as {device: sd-1, place: 'No. 3'}") ?? []
        if let value = keys.optional("parameters") { parameters = value }
        if let value = keys.optional("desks"),
            let codes = MappingReader(value, example: "a mapping such as {532899: county}")
        {
            for desk in codes.members { desks[desk.key] = desk.filledText("the name of the desk's sink") }
        }
    }

    /// Monday, 5 January 2026, eight in the morning, unless it is said.
    func clock() -> TestClock {
        let zone = LocalTime.clock(of: zone) ?? .utc
        let usual = LocalTimeText("2026-01-05T08:00")?.moment(in: zone, notBefore: .distantPast)
        let clock = TestClock(start: usual ?? Moment(milliseconds: 0), zone: zone)
        guard let start, let text = start.text("a moment such as 2026-11-24T08:00") else { return clock }
        guard text.utf8.count > 8, let moment = clock.moment(start) else {
            if text.utf8.count <= 8 {
                start.report("must be a moment such as 2026-11-24T08:00; here it is \(quoted(text))")
            }
            return clock
        }
        return TestClock(start: moment, zone: zone)
    }
}

extension YAMLValue {
    /// The name of a time zone that the system describes.
    fileprivate func timeZone() -> String? {
        guard let name = filledText("a time zone such as Asia/Shanghai") else { return nil }
        guard !name.hasPrefix("/"), !name.contains(".."), LocalTime.clock(of: name) != nil else {
            report("is \(quoted(name)), which \(LocalTime.zones) does not know; write one such as Asia/Shanghai")
            return nil
        }
        return name
    }

    /// One of the names that there are.
    func choice(among names: [String], _ what: String) -> String? {
        guard let text = filledText("the name of a \(what)") else { return nil }
        if names.contains(text) { return text }
        let meant = suggestion(for: text, among: names).map { "did you mean '\($0)'?" }
        report(
            "names the \(what) \(quoted(text)), which there is not; \(meant ?? "there are \(names.joined(separator: ", "))")"
        )
        return nil
    }
}
