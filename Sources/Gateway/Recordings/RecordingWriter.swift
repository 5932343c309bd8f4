import AlarmEngine
import Dispatch
import Glibc

/// Appends messages to a recording, a line each; into one file, or into one after the other.
///
/// `@unchecked Sendable` is sound: what varies is touched on `queue` alone.
public final class RecordingWriter: @unchecked Sendable {
    private let queue = DispatchQueue(label: "gengfu.recording")
    private let rotation: RecordingRotation?
    private let names: RotatedNames
    private var file: RecordingFile?
    /// When the file's first message was.
    private var begunAt = Moment.distantPast
    private var written = 0
    private var files = 0
    /// Why the next file could not be begun.
    private var failure: Problem?

    /// Opens the file, and makes it where it is missing; of a recording that rotates the first message does.
    ///
    /// A line that broke off at the end of the file, as of a recorder that was killed, is taken away first.
    ///
    /// - Parameters:
    ///   - path: the file; `-` is the standard output. Of a recording that rotates what its files' names begin with.
    ///   - rotation: when another file is begun; nil for never.
    /// - Throws: the one problem, if it cannot be written.
    public init(_ path: String, rotation: RecordingRotation? = nil) throws(Problem) {
        self.rotation = rotation
        names = RotatedNames(path)
        guard rotation == nil else {
            if names.all().isEmpty { try Self.tryFolder(names, path) }
            return
        }
        file = try RecordingFile(path, .appending)
        files = 1
    }

    /// A folder that is not there should be found out at once, not by the first message.
    private static func tryFolder(_ names: RotatedNames, _ path: String) throws(Problem) {
        let trial = names.path(.distantPast, number: 0)
        let folder = trial.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        guard access(folder, W_OK) == 0 else {
            throw Problem(file: path, message: "the recording cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    /// How many messages were written.
    public var count: Int { queue.sync { written } }

    /// How many files were begun or gone on with.
    public var fileCount: Int { queue.sync { files } }

    /// What was done about a line that broke off.
    public var mending: String? { queue.sync { file?.mending } }

    public func write(_ message: RecordedMessage) {
        queue.sync {
            let line = message.line
            if let rotation { turn(rotation, before: line.utf8.count + 1, at: message.at) }
            guard failure == nil, let file else { return }
            file.append(line.utf8)
            written += 1
        }
    }

    /// Puts everything written so far on the disk.
    ///
    /// - Throws: the one problem, if it cannot be written.
    public func flush() throws(Problem) {
        let result = queue.sync {
            Result { () throws(Problem) in
                if let failure { throw failure }
                try file?.synchronize()
            }
        }
        try result.get()
    }

    /// Goes on in a new file where the one there is has enough, and deletes those that are too many.
    private func turn(_ rotation: RecordingRotation, before line: Int, at moment: Moment) {
        if let file, !rotation.isOver(size: file.size, begunAt: begunAt, line: line, at: moment) { return }
        do throws(Problem) {
            try file?.synchronize()
            file = try newFile(at: moment)
            begunAt = moment
            files += 1
            if let keep = rotation.keep { for old in names.all().dropLast(keep) { unlink(old) } }
            names.synchronizeFolder()
        } catch {
            failure = error
            file = nil
        }
    }

    private func newFile(at moment: Moment) throws(Problem) -> RecordingFile {
        var number = 1
        while true {
            let path = names.path(moment, number: number)
            if access(path, F_OK) != 0 { return try RecordingFile(path, .new) }
            number += 1
        }
    }
}
