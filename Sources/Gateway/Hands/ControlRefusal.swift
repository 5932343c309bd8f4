/// Why a request is refused: one sentence.
public struct ControlRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    public init(_ sentence: String) {
        description = sentence
    }
}
