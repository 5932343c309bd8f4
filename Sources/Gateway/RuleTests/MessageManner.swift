import AlarmEngine

/// What a step says of its messages beside what is in them.
struct MessageManner {
    /// All that a step which sends messages may say, beside when and who.
    static let keys = ["says", "payload", "payload_b64", "every", "times", "retain", "topic", "time", "sequence"]

    var every: Span?
    var times = 1
    var isRetained = false
    /// The device's own time at the first message; nil is that of the message.
    var time: Moment?
    var tellsTime = true
    var sequence: Int64?
    var tellsSequence = true
    var topic: String?

    /// Nil, and reported, where it cannot be understood.
    init?(_ keys: MappingReader, _ clock: TestClock) {
        if let value = keys.optional("every") {
            guard let span = value.text("an interval such as 30s").flatMap({ Offset($0)?.span }), span > .zero else {
                value.report("must be an interval longer than nothing, such as 30s")
                return nil
            }
            every = span
        }
        if let value = keys.optional("times") {
            guard let count = value.integer(1...SamplePattern.mostSamples) else { return nil }
            times = count
            if times > 1, every == nil {
                value.report("does not say how far apart they come; write 'every' beside it")
            }
        }
        isRetained = keys.optional("retain")?.boolean() ?? false
        topic = keys.optional("topic")?.filledText("a topic")
        if let value = keys.optional("time") {
            tellsTime = value.node.scalar?.string != "none"
            if tellsTime { time = clock.moment(value) }
        }
        if let value = keys.optional("sequence") {
            tellsSequence = value.node.scalar?.string != "none"
            if tellsSequence { sequence = value.integer(0...Int(Int32.max)).map(Int64.init) }
        }
    }
}
