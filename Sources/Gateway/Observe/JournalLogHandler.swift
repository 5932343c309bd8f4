import AlarmEngine
import Glibc
import Logging

/// Writes the daemon's own log to stderr: for the journal with a priority before each line, else for a person.
public struct JournalLogHandler: LogHandler {
    public enum Form: Sendable {
        /// `<4>message key=value`: journald takes the number for the priority (sd-daemon(3)).
        case journal
        /// `2026-11-23T08:00:00.250Z warning message key=value`.
        case plain
    }

    public var metadata: Logger.Metadata = [:]
    public var logLevel: Logger.Level = .info
    public var metadataProvider: Logger.MetadataProvider?
    private let form: Form
    private let descriptor: Int32

    /// Writes to `descriptor` with one `write` a line.
    public init(form: Form, descriptor: Int32 = STDERR_FILENO) {
        self.form = form
        self.descriptor = descriptor
    }

    /// Makes it the process's log; call it once, and only in an executable.
    public static func bootstrap(level: Logger.Level = .info) {
        let form = Form.suiting(STDERR_FILENO) { name in getenv(name).map { String(cString: $0) } }
        LoggingSystem.bootstrap { _ in
            var handler = JournalLogHandler(form: form)
            handler.logLevel = level
            return handler
        }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let provided = metadataProvider?.get() ?? [:]
        let all = metadata.merging(provided) { $1 }.merging(event.metadata ?? [:]) { $1 }
        var text = TerminalSafe.escaped("\(event.message)")
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            text += " \(TerminalSafe.escaped(key))=\(quotedIfNeeded("\(value)"))"
        }
        if let error = event.error { text += " error=\(quotedIfNeeded("\(error)"))" }
        write(prefix(for: event.level) + text + "\n")
    }

    private func prefix(for level: Logger.Level) -> String {
        switch form {
        case .journal: return "<\(level.journalPriority)>"
        case .plain:
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            let moment = Moment(milliseconds: Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000)
            return "\(Timestamp.text(moment)) \(level.rawValue) "
        }
    }

    private func write(_ line: String) {
        var bytes = Array(line.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}

extension JournalLogHandler.Form {
    /// The journal's form if `descriptor` is the stream that journald gave this service.
    ///
    /// `JOURNAL_STREAM` is `device:inode` of it (systemd.exec(5)). A child of the service whose stderr went elsewhere inherits
    /// the variable but not the stream, which is why both are compared.
    static func suiting(_ descriptor: Int32, environment: (String) -> String?) -> Self {
        guard let stream = environment("JOURNAL_STREAM") else { return .plain }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .plain }
        return stream == "\(status.st_dev):\(status.st_ino)" ? .journal : .plain
    }
}

extension Logger.Level {
    /// Of syslog(3): 3 error, 4 warning, 5 notice, 6 info, 7 debug; 2 critical.
    fileprivate var journalPriority: Int {
        switch self {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}

private func quotedIfNeeded(_ text: String) -> String {
    let needsQuotes =
        text.isEmpty || text.utf8.contains { $0 == 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "=") }
    let safe = TerminalSafe.escaped(text)
    return needsQuotes
        ? "\"\(safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\""))\"" : safe
}
