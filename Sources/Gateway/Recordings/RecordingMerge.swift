import AlarmEngine

/// Several recordings made one, in order of time; of lines at one time those of the first recording come first.
///
/// One line of each is in memory.
public struct RecordingMerge {
    /// So many can be open at once.
    public static let most = 256

    private final class Source {
        var reader: RecordingReader
        var next: RecordingReader.Entry?

        init(_ path: String, isBase64: Bool, skipsBadLines: Bool) throws(Problem) {
            reader = try RecordingReader(path, isBase64: isBase64, skipsBadLines: skipsBadLines)
            next = try reader.nextEntry()
        }

        func advance() throws(Problem) { next = try reader.nextEntry() }
    }

    private let sources: [Source]

    /// Opens the recordings.
    ///
    /// - Parameters:
    ///   - paths: at most ``most``.
    ///   - isBase64: whether the payloads of CSV without a header are Base64.
    ///   - skipsBadLines: whether a line that cannot be read is passed over and counted.
    /// - Throws: the one problem, if one cannot be opened, or there are too many.
    public init(_ paths: [String], isBase64: Bool = false, skipsBadLines: Bool = false) throws(Problem) {
        if let beyond = paths.dropFirst(Self.most).first {
            throw Problem(file: beyond, message: "at most \(Self.most) recordings are merged at once; merge in steps")
        }
        var sources: [Source] = []
        for path in paths {
            sources.append(try Source(path, isBase64: isBase64, skipsBadLines: skipsBadLines))
        }
        self.sources = sources
    }

    /// Writes all lines, as they stand.
    ///
    /// - Parameter output: where they go.
    /// - Throws: the one problem, if one cannot be read or written.
    public func run(to output: RecordingOutput) throws(Problem) {
        while true {
            var first: (source: Source, entry: RecordingReader.Entry)?
            for source in sources {
                guard let entry = source.next else { continue }
                if let known = first, known.entry.at <= entry.at { continue }
                first = (source, entry)
            }
            guard let first else { return }
            try output.write(first.entry.text)
            try first.source.advance()
        }
    }

    /// What was odd about them: a sentence each.
    public var oddities: [String] { sources.flatMap { $0.reader.oddities } }
}
