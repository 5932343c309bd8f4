/// What is wrong with a profile, and where in it.
public struct ProfileProblem: Error, Hashable, Sendable {
    public enum Weight: Sendable {
        case error, warning
    }

    public var weight: Weight
    /// The keys down to the place, such as `["alarms", "smoke-high", "when"]`; numbers for places in a list.
    ///
    /// A message's keys stand under `["messages", "0"]` even where the profile has no `messages:`.
    public var path: [String]
    /// Where an expression is wrong: the offset in UTF-8 bytes from its beginning.
    public var offset: Int?
    /// One sentence: what is wrong, what would be right.
    public var message: String

    public init(weight: Weight = .error, path: [String], offset: Int? = nil, message: String) {
        self.weight = weight
        self.path = path
        self.offset = offset
        self.message = message
    }
}
