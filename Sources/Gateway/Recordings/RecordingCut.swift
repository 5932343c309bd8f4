import AlarmEngine

/// The part of a recording between two moments.
public struct RecordingCut: Sendable {
    /// Its first moment; nil is the beginning.
    public var from: Moment?
    /// The first moment that is out of it, so that two cuts at the same moment share no line; nil is the end.
    public var until: Moment?

    public init(from: Moment? = nil, until: Moment? = nil) {
        self.from = from
        self.until = until
    }

    /// Writes the lines of the part, as they stand.
    ///
    /// - Parameters:
    ///   - reader: the recording.
    ///   - output: where they go.
    /// - Throws: the one problem, if it cannot be read or written.
    public func run(_ reader: inout RecordingReader, to output: RecordingOutput) throws(Problem) {
        while let entry = try reader.nextEntry() {
            if let until, entry.at >= until { return }
            if let from, entry.at < from { continue }
            try output.write(entry.text)
        }
    }
}
