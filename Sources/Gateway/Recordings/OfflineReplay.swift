import AlarmEngine

/// Judges a recording in virtual time, as fast as it can.
///
/// The clock begins with the first message, and stops at the last or, if told so, at a moment before or after it.
public struct OfflineReplay {
    private static let batch = 512
    /// So many hands that cannot be done are told one by one.
    private static let mostRefusals = 10

    private var engine: Engine
    private let until: Moment?
    private var pending: [Input] = []
    private var clock: Moment?
    private var lastSequence: Int64 = 0
    private let emit: (NumberedEvent) -> Void
    public private(set) var counts = Counts()
    /// Why hands of the recording could not be done; the first ten of them.
    public private(set) var refusals: [String] = []
    /// How many could not be done.
    private var refused = 0

    /// - Parameters:
    ///   - configuration: profiles and registry.
    ///   - until: when the clock stops.
    ///   - emit: takes each event, in order.
    public init(
        _ configuration: Engine.Configuration, until: Moment? = nil, emit: @escaping (NumberedEvent) -> Void
    ) {
        engine = Engine(configuration: configuration)
        self.until = until
        self.emit = emit
    }

    /// Begins the clock, unless it runs already: from now on messages can reach us.
    public mutating func begin(at start: Moment) {
        guard clock == nil else { return }
        pending.append(.listening(true, at: start))
        clock = start
    }

    /// Takes the next message; those after the end are passed over.
    public mutating func take(_ message: RecordedMessage) {
        if let until, message.at > until { return }
        begin(at: message.at)
        clock = message.at
        pending.append(.message(message.message))
        if pending.count >= Self.batch { judge(at: message.at) }
    }

    /// Judges what is left, and the deadlines up to the end.
    public mutating func finish() {
        guard let clock else { return }
        judge(at: max(clock, until ?? clock))
    }

    @discardableResult
    private mutating func judge(at now: Moment) -> [HandRefusal?] {
        let decision = engine.decide(pending, at: now)
        engine.adopt(decision)
        pending.removeAll(keepingCapacity: true)
        counts += decision.counts
        for event in decision.events {
            lastSequence += 1
            emit(NumberedEvent(sequence: lastSequence, event: event))
        }
        return decision.refusals
    }
}

extension OfflineReplay {
    /// Does what an operator did, after all that was due by then; one after the end is passed over.
    ///
    /// - Parameter recorded: the hand.
    /// - Throws: one sentence, if it cannot be done; nothing is done then.
    public mutating func take(_ recorded: RecordedHand) throws(ControlRefusal) {
        if let until, recorded.at > until { return }
        begin(at: recorded.at)
        clock = recorded.at
        judge(at: recorded.at)
        let hand = try HandResolver(engine, at: recorded.at).hand(recorded.request)
        pending.append(.hand(hand))
        if let refusal = judge(at: recorded.at).first, let refusal {
            throw hand.refusal(refusal, longestShelf: engine.longestShelf)
        }
    }
}

/// Step by step: for tests of rules, which look in between.
extension OfflineReplay {
    /// Judges what was taken, and the deadlines up to `moment`.
    public mutating func advance(to moment: Moment) {
        begin(at: moment)
        let now = max(clock ?? moment, moment)
        clock = now
        judge(at: now)
    }

    /// Messages can reach us from `moment` on, or no longer.
    public mutating func listen(_ isListening: Bool, at moment: Moment) {
        advance(to: moment)
        pending.append(.listening(isListening, at: moment))
        judge(at: moment)
    }

    /// When something happens although no message comes; nil if nothing will.
    public var nextDeadline: Moment? { engine.nextDeadline }

    /// Where every device and alarm stands.
    public func records() -> [DeviceRecord] { engine.records() }
}

extension OfflineReplay {
    /// Judges a whole recording, and says what was odd about it.
    ///
    /// - Parameters:
    ///   - path: the recording; `-` is the standard input.
    ///   - isBase64: whether the payloads of a CSV without a header are Base64.
    ///   - skipsBadLines: whether a line that cannot be read is passed over and counted.
    ///   - news: takes a sentence for a person.
    /// - Throws: the one problem, if the recording cannot be read.
    public mutating func read(
        _ path: String, isBase64: Bool = false, skipsBadLines: Bool = false, news: (String) -> Void
    ) throws(Problem) {
        var reader = try RecordingReader(path, isBase64: isBase64, skipsBadLines: skipsBadLines)
        while let line = try reader.nextLine() {
            switch line {
            case .message(let message): take(message)
            case .hand(let hand):
                do throws(ControlRefusal) { try take(hand) } catch {
                    refused += 1
                    guard refusals.count < Self.mostRefusals else { continue }
                    refusals.append("\(path):\(reader.lineNumber): nothing was done. \(error)")
                }
            }
        }
        finish()
        refusals.forEach(news)
        if refused > refusals.count {
            news("\(path): \(refused - refusals.count) more hands could not be done either.")
        }
        reader.oddities.forEach(news)
        for (count, fate) in [
            (counts.unknownTopic, "came on topics of no profile, or of two that nothing tells apart"),
            (counts.undecodable, "could not be decoded"), (counts.redelivered, "repeated the one before"),
            (counts.unknownDevice, "came from devices that are not in the registry"),
            (counts.incredibleTime, "gave no credible time of their own"),
        ] where count > 0 {
            news("\(path): \(count) of \(counts.messages) messages \(fate).")
        }
        for (count, fate) in [
            (counts.known, "readings of messages with many were known already"),
            (counts.repeated, "transmissions were heard again"),
            (counts.overElements, "readings stood beyond the bound of a message and were left"),
            (counts.badNames, "readings did not say whose they are"),
        ] where count > 0 {
            news("\(path): \(count) \(fate).")
        }
    }
}

extension ExpectedEvents {
    /// The lines of a file of expected events, blank ones left out.
    public static func read(_ path: String) throws(Problem) -> [String] {
        let file = try SourceFile(path, shown: path)
        return file.text.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
    }
}
