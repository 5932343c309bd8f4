/// Why a binary payload cannot be read; it says nothing of what stands in it.
public struct BytesError: Error, Hashable, Sendable {
    /// The byte of the payload at which it was found, from 0.
    public var offset: Int
    /// The item's name, or what it does, such as `choose: _kind`; empty for the payload as a whole.
    public var item: String
    /// What is wrong, and what should be there: the end of a sentence.
    public var message: String

    public init(offset: Int, item: String, message: String) {
        self.offset = offset
        self.item = item
        self.message = message
    }
}

extension BytesError: CustomStringConvertible {
    /// One sentence without its full stop, such as `at byte 4, 'temperature': 2 bytes should stand here; the block ends after 1`.
    public var description: String {
        item.isEmpty ? "at byte \(offset): \(message)" : "at byte \(offset), '\(item)': \(message)"
    }
}
