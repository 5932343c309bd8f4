/// Where the tools for recordings write: the standard output, or a file that was not there before.
public final class RecordingOutput {
    private static let block = 1 << 20

    private let file: RecordingFile
    public private(set) var count = 0

    /// Makes the file; one that is there is never overwritten.
    ///
    /// - Parameter path: nil or `-` is the standard output.
    /// - Throws: the one problem, if it cannot be made.
    public init(_ path: String?) throws(Problem) {
        let path = path ?? "-"
        file = try RecordingFile(path, path == "-" ? .appending : .new)
    }

    /// Writes a line as it stands.
    ///
    /// - Throws: the one problem, if it cannot be written.
    public func write(_ text: [UInt8]) throws(Problem) {
        file.append(text)
        count += 1
        if file.waiting >= Self.block { try file.write() }
    }

    /// Writes what waits, and waits for the disk.
    ///
    /// - Throws: the one problem, if it cannot be written.
    public func finish() throws(Problem) {
        try file.synchronize()
    }
}
