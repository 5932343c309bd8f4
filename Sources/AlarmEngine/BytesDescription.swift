/// How the bytes of a binary payload are read, from front to back.
public struct BytesDescription: Hashable, Sendable {
    public init() {}
}
