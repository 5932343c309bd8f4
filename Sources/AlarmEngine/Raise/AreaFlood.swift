/// How many alarms one area had lately, and the flood they make.
///
/// All moments are on the gateway's clock. Source: docs/life.md, "Flood".
struct AreaFlood: Hashable, Sendable {
    /// So many alarms in less than the window are a flood.
    private static let beginning = 10
    private static let window = Span.minutes(10)
    /// It is over when fewer than these lie in the window.
    private static let ending = 5

    /// The newest last; at most ten.
    private(set) var raises: [Moment] = []
    /// The beginning of the flood that is on; nil if none is.
    private(set) var beganAt: Moment?
    /// How many alarms it has had.
    private(set) var count = 0

    var isOn: Bool { beganAt != nil }

    init() {}

    init(_ record: FloodRecord) {
        raises = Array(record.raises.suffix(Self.beginning))
        guard raises.count >= Self.ending else { return }
        beganAt = record.beganAt
        count = record.count
    }

    func record(area: String) -> FloodRecord {
        FloodRecord(area: area, raises: raises, beganAt: beganAt, count: count)
    }

    /// Counts an alarm, and answers whether it is the one that begins a flood.
    mutating func count(at now: Moment) -> Bool {
        if raises.count == Self.beginning { raises.removeFirst() }
        raises.append(now)
        if isOn {
            count += 1
            return false
        }
        guard raises.count == Self.beginning, now - raises[0] < Self.window else { return false }
        beganAt = now
        count = Self.beginning
        return true
    }

    /// When fewer than five alarms lie in the last ten minutes; nil unless a flood is on.
    var endsAt: Moment? {
        isOn ? raises[raises.count - Self.ending] + Self.window : nil
    }

    mutating func end() {
        beganAt = nil
        count = 0
    }

    /// The gateway's clock was set anew.
    mutating func move(by span: Span) {
        for index in raises.indices { raises[index] = raises[index] + span }
        beganAt = beganAt.map { $0 + span }
    }
}
