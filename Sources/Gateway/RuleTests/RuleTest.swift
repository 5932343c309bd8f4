import AlarmEngine

/// One test of rules: what devices and people do, and what must come of it (docs/rule-tests.md).
struct RuleTest: Sendable {
    /// A sentence.
    var name: String
    var place: Place
    var clock: TestClock
    var registry: [RegisteredDevice]
    /// The sinks of areas' duty desks, by code.
    var desks: [String: String]
    /// In order of time; at one time as written.
    var steps: [TestStep]
    var expectations: [Expectation]
    /// How far the clock runs, beyond the last step and the last expectation.
    var until: Moment?
}

/// Something that happens in a test.
struct TestStep: Sendable {
    enum Action: Sendable {
        case message(RecordedMessage)
        case hand(TestHand)
        /// Messages can reach the gateway from now on, or no longer.
        case broker(isBack: Bool)
    }

    var at: Moment
    /// Where it is written.
    var line: Int
    var action: Action
    /// For a person: `sd-1 says smoke=10`.
    var summary: String
}

/// What an operator does in a test: the request of docs/life.md, but that an alarm is named where that wants an id.
struct TestHand: Sendable {
    enum Action: Sendable {
        case acknowledge(NamedAlarm)
        case reset(NamedAlarm)
        case note(NamedAlarm)
        /// What names its target by itself.
        case request(HandRequest.Action)
    }

    var action: Action
    var by: String?
    var reason: String?
}

/// What must be so.
struct Expectation: Sendable {
    enum Claim: Sendable {
        /// Where one alarm stands, at every moment of the span.
        case state(AlarmClaim)
        /// None of these happens in the span.
        case nothing(Occurrence, AlarmFilter)
        case events([ExpectedEvent], Extent, AlarmFilter)
    }

    /// What may not happen.
    enum Occurrence: String, CaseIterable, Sendable {
        /// No alarm is raised or occurs.
        case raised
        case events
    }

    enum Extent: Sendable {
        /// These events and no others.
        case exactly
        /// These events in this order, whatever else comes between.
        case contains
    }

    var claim: Claim
    /// From and to, both included; one moment where they are equal.
    var span: ClosedRange<Moment>
    var line: Int
}

/// Where one alarm must stand; what is nil may be anything.
struct AlarmClaim: Sendable {
    var filter: AlarmFilter
    /// The states that will do, and the word for them.
    var states: (word: String, all: Set<String>)?
    var severity: Severity?
    var occurrences: Int?

    static let words = AlarmState.allCases.map(\.rawValue) + Cover.allCases.map(\.rawValue) + ["active"]

    /// `active` is unacknowledged or acknowledged, as the design has it.
    static func states(_ word: String) -> Set<String> {
        word == "active" ? Set(AlarmState.allCases.filter(\.isActive).map(\.rawValue)) : [word]
    }
}

/// Which alarms are meant; what is nil may be anything.
struct AlarmFilter: Hashable, Sendable {
    var alarm: String?
    var device: String?
    var profile: String?
    var area: String?

    func takes(_ device: DeviceKey, _ alarm: String) -> Bool {
        (self.alarm ?? alarm) == alarm && (self.device ?? device.device) == device.device
            && (profile ?? device.profile) == device.profile && (area ?? device.area) == device.area
    }

    /// `smoke-high of sd-1`.
    var text: String {
        switch (alarm, device) {
        case (let alarm?, let device?): "\(alarm) of \(device)"
        case (let alarm?, nil): alarm
        case (nil, let device?): device
        case (nil, nil): "any alarm"
        }
    }
}

/// An event as a test expects it: the members it names, and no others, are looked at.
struct ExpectedEvent: Sendable {
    /// By the names of the event's line; `time` for its moment.
    var members: [(name: String, value: ExpectedValue)]
    var line: Int
}

/// What a member of an event must be.
indirect enum ExpectedValue: Sendable {
    case moment(Moment)
    case scalar(String)
    case number(Double)
    case boolean(Bool)
    case null
    /// These members; others may stand beside them.
    case object([(name: String, value: ExpectedValue)])
}
