/// A whole case: what is configured, and what happens.
struct Course: Codable, Hashable, Sendable {
    var profiles: [CourseProfile]
    var registry: [CourseRow] = []
    var sinks: [CourseSink] = []
    /// Seconds east of UTC, from so many milliseconds since 1970 on.
    var offsets: [CourseOffset] = []
    var desks: [CourseDesk] = []
    var policies: [CoursePolicy] = []
    var longestShelf: Int64 = 12 * 3_600_000
    /// The gateway's name, where one is configured.
    var gateway: String?
    var steps: [CourseStep]

    /// When it begins, in milliseconds since 1970.
    static let start: Int64 = 1_795_420_800_000
}

extension Course {
    /// The engine takes a step of the clock to come just before what follows it in the batch, so what comes later is told
    /// apart.
    var inTime: Course {
        var course = self
        for place in steps.indices {
            guard case .clockStepped = steps[place].what else { continue }
            if place > 0 && steps[place].wait > 0 { course.steps[place - 1].endsBatch = true }
            if place + 1 == steps.count || steps[place + 1].wait > 0 { course.steps[place].endsBatch = true }
        }
        return course
    }
}

struct CourseProfile: Codable, Hashable, Sendable {
    var name: String
    /// `fire-station`, `emergency-broadcast` or `elder-care`.
    var service = "fire-station"
    var hasTime = false
    var hasSequence = false
    /// Whether its topic names an area.
    var hasArea = false
    var fields: [CourseField]
    var parameters: [CourseParameter] = []
    var silence: CourseSilence?
    var alarms: [CourseAlarm]
    var maximumAge: Int64 = 3_600_000
    var maximumNotifyAge: Int64 = 3_600_000
}

struct CourseField: Codable, Hashable, Sendable {
    var name: String
    /// `number`, `boolean` or `text`.
    var type: String
    /// What it is until it is heard; of its type.
    var start: CourseMessage.Raw?
}

struct CourseParameter: Codable, Hashable, Sendable {
    var name: String
    var number: Double
}

struct CourseSilence: Codable, Hashable, Sendable {
    var after: Int64
    var severity = "minor"
    var signal = "trouble"
    var acknowledgement: String?
}

struct CourseAlarm: Codable, Hashable, Sendable {
    struct Level: Codable, Hashable, Sendable {
        var when: Phrase
        var severity: String
    }

    var name: String
    var levels: [Level]
    var isLevelled = false
    var clearWhen: Phrase?
    var deadband: Double?
    var onDelay: Int64 = 0
    var offDelay: Int64 = 0
    var signal = "trouble"
    var latch = false
    var isMomentary = false
    var acknowledgement: String?
    var suppressWhen: Phrase?
    var isInactivity = false
}

struct CourseRow: Codable, Hashable, Sendable {
    var device: String
    var profile: String
    var area = ""
    var zone: String?
    var contact: String?
    var group: String?
    var parameters: [CourseParameter] = []
}

struct CourseSink: Codable, Hashable, Sendable {
    var name: String
    var severity = "minor"
    var signals = ["test", "trouble", "supervisory", "alarm"]
    var isStandby = false
    var takesDrills = false
}

struct CourseOffset: Codable, Hashable, Sendable {
    var from: Int64
    var secondsEast: Int
}

struct CourseDesk: Codable, Hashable, Sendable {
    var code: String
    var sink: String
}

struct CoursePolicy: Codable, Hashable, Sendable {
    struct Step: Codable, Hashable, Sendable {
        var after: Int64
        /// `acknowledged` or `cleared`.
        var unless: String
        /// A level's name, or a sink's.
        var to: String
    }

    var signals: [String]
    var services: [String]?
    var severity = "minor"
    var steps: [Step]
}

struct CourseStep: Codable, Hashable, Sendable {
    /// Milliseconds since the step before it.
    var wait: Int64
    /// The engine is asked to decide after it.
    var endsBatch = true
    var what: What

    enum What: Codable, Hashable, Sendable {
        case message(CourseMessage)
        case hand(CourseHand)
        case listening(Bool)
        /// Time passes.
        case nothing
        case clockStepped(Int64)
        case restart
    }

    /// Mere time is no input, so the engine must be asked.
    var isBatchOver: Bool { endsBatch || what == .nothing }
}

struct CourseMessage: Codable, Hashable, Sendable {
    var profile: String
    var area = ""
    var device: String
    var body: Body
    var isRetained = false
    var mayBeRedelivery = false

    enum Body: Codable, Hashable, Sendable {
        /// Fields in order, its time as milliseconds before receipt, its sequence number.
        case reading([Entry], lag: Int64?, sequence: Int?)
        /// Not JSON.
        case broken
        case empty
    }

    struct Entry: Codable, Hashable, Sendable {
        var field: String
        var value: Raw
    }

    /// A value as JSON has it.
    enum Raw: Codable, Hashable, Sendable {
        case number(Double)
        case truth(Bool)
        case text(String)
        case null
        /// A number beyond the doubles.
        case huge
    }
}

struct CourseHand: Codable, Hashable, Sendable {
    var profile = ""
    var area = ""
    var device = ""
    var alarm = ""
    /// Acts on a life that began so much earlier than the one that is.
    var staleBy: Int64 = 0
    var action: Action
    var by: String? = "lin"
    var reason: String?

    enum Action: Codable, Hashable, Sendable {
        case acknowledge, reset, note
        /// Milliseconds from now; nil is not said.
        case shelve(until: Int64?, isOnce: Bool)
        case unshelve
        case takeOutOfService(until: Int64?)
        case returnToService
        /// `drill`, `maintenance` or `absence`; its target is the hand's area (a code), zone and device.
        case begin(kind: String, zone: String?, device: String?, from: Int64, until: Int64)
        case end(kind: String, zone: String?, device: String?)
    }
}

extension CourseMessage {
    /// Its payload when it is received at `receipt`.
    func payload(at receipt: Int64) -> String {
        switch body {
        case .broken: return "{\"v\":"
        case .empty: return ""
        case .reading(let entries, let lag, let sequence):
            var members = entries.map { "\"\($0.field)\":\($0.value.written)" }
            if let lag { members.append("\"ts\":\(receipt - lag)") }
            if let sequence { members.append("\"seq\":\(sequence)") }
            return "{\(members.joined(separator: ","))}"
        }
    }
}

extension CourseMessage.Raw {
    var written: String {
        switch self {
        case .number(let number): Phrase.number(number).written
        case .truth(let truth): truth ? "true" : "false"
        case .text(let text): "\"\(text)\""
        case .null: "null"
        case .huge: "1e999"
        }
    }
}
