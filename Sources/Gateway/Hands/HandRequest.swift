import AlarmEngine

/// What an operator does, as a request on the control socket or a line of a recording says it; see docs/life.md.
///
/// It names things as people do. Which life, device and moments that means is ``HandResolver``'s to find.
public struct HandRequest: Hashable, Sendable {
    /// The word behind `do`.
    public enum Verb: String, CaseIterable, Sendable {
        case acknowledge = "ack"
        case reset, note, shelve, unshelve
        case takeOutOfService = "out-of-service"
        case returnToService = "in-service"
        case drill, maintenance, absence
    }

    public enum Action: Hashable, Sendable {
        case acknowledge(id: String)
        case reset(id: String)
        /// Its text is the request's reason.
        case note(id: String)
        case shelve(NamedTarget, Ending?, isOnce: Bool)
        case unshelve(NamedTarget)
        case takeOutOfService(NamedTarget, Ending?)
        case returnToService(NamedTarget)
        /// It begins at once where no beginning is said.
        case begin(Period.Kind, Period.Target, from: Moment?, Ending)
        case end(Period.Kind, Period.Target)
    }

    /// One alarm, as it was named.
    public enum NamedTarget: Hashable, Sendable {
        /// A life's id or a beginning of it: 4 to 16 hex digits, small letters.
        case id(String)
        /// An alarm of a device, raised or not; profile and the beginning of an area where the device alone is not unique.
        case alarm(String, device: String, profile: String?, area: String?)
    }

    /// When it is to end.
    public enum Ending: Hashable, Sendable {
        case after(Span)
        case at(Moment)

        func moment(from beginning: Moment) -> Moment {
            switch self {
            case .after(let span): beginning + span
            case .at(let moment): moment
            }
        }
    }

    public var action: Action
    /// Who did it; nil where the request does not say.
    public var by: String?
    public var reason: String?

    public init(_ action: Action, by: String? = nil, reason: String? = nil) {
        self.action = action
        self.by = by
        self.reason = reason
    }
}
