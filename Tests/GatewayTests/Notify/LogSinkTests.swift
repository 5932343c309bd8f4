import AlarmEngine
import Dispatch
import Glibc
import Logging
import TestSupport
import Testing

@testable import Gateway

/// Keeps what the daemon's own log is told.
private struct LogKeeper: LogHandler {
    let kept: Locked<[String]>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        kept.locked { $0.append("\(event.level): \(event.message)") }
    }
}

private final class LogUnderTest: Sendable {
    let sink: LogSink
    let reports: Locked<[SinkReport]>
    let talk: Locked<[String]>

    init(_ file: String?, format: LogConfiguration.Format = .json, journal: Int32? = nil, bound: Int = 1000) {
        let reports = Locked<[SinkReport]>([])
        let talk = Locked<[String]>([])
        self.reports = reports
        self.talk = talk
        sink = LogSink(
            name: "log", configuration: LogConfiguration(file: file, format: format, journal: journal != nil),
            text: EventText(language: .en), bound: bound, journal: journal ?? 2, retryPause: Span(milliseconds: 50),
            log: Logger(label: "test") { _ in LogKeeper(kept: talk) },
            report: { report in reports.locked { $0.append(report) } })
    }

    func write(_ sequences: ClosedRange<Int64>) { sink.write(sequences.map { numbered($0) }) }

    func hasWritten(_ sequence: Int64) -> Bool {
        eventually { reports.locked { $0.contains(.written(through: sequence)) } }
    }

    func stop() {
        let done = DispatchSemaphore(value: 0)
        sink.stop(within: .seconds(5)) { done.signal() }
        done.wait()
    }
}

/// The numbers of the events in a JSON log; nil for a line that is no event.
private func sequences(_ path: String) -> [Int64?] {
    readFile(path).split(separator: "\n").map { line in
        guard line.hasPrefix("{\"seq\":"), line.hasSuffix("}") else { return nil }
        return Int64(line.dropFirst(7).prefix { $0.isNumber })
    }
}

@Suite("The log sink", .timeLimit(.minutes(1)))
struct LogSinkTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("alarms.log") }

    @Test("Writes a line an event and says how far it is")
    func writes() {
        let tested = LogUnderTest(path)
        tested.write(1...3)
        #expect(tested.hasWritten(3))
        #expect(readFile(path) == (1...3).map { EventLine.json(numbered($0)) + "\n" }.joined())
        tested.stop()
    }

    @Test("Writes text where text is asked for")
    func writesText() {
        let tested = LogUnderTest(path, format: .text)
        tested.write(1...1)
        #expect(tested.hasWritten(1))
        #expect(readFile(path) == EventText(language: .en).line(numbered(1)) + "\n")
        tested.stop()
    }

    @Test("Goes on in a new file once the old one is renamed and it is told to reopen")
    func reopens() {
        let tested = LogUnderTest(path)
        tested.write(1...2)
        #expect(tested.hasWritten(2))
        rename(path, folder.file("alarms.log.1"))
        tested.write(3...3)
        #expect(tested.hasWritten(3))
        tested.sink.reopen()
        tested.write(4...4)
        #expect(tested.hasWritten(4))
        #expect(sequences(folder.file("alarms.log.1")) == [1, 2, 3])
        #expect(sequences(path) == [4])
        tested.stop()
    }

    @Test("Its file has mode 0640, though the service's umask is 0077")
    func mode() {
        let before = umask(0o077)
        let tested = LogUnderTest(path)
        tested.write(1...1)
        #expect(tested.hasWritten(1))
        umask(before)
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o7777 == 0o640)
        tested.stop()
    }

    @Test("Makes a new file when somebody removed it")
    func removed() {
        let tested = LogUnderTest(path)
        tested.write(1...1)
        #expect(tested.hasWritten(1))
        unlink(path)
        tested.write(2...2)
        #expect(tested.hasWritten(2))
        #expect(sequences(path) == [2])
        tested.stop()
    }

    @Test("Says once that its folder is missing, keeps trying, and loses nothing")
    func missingFolder() {
        let file = folder.file("later/alarms.log")
        let tested = LogUnderTest(file)
        tested.write(1...2)
        #expect(eventually { tested.talk.locked { !$0.isEmpty } })
        usleep(200_000)
        #expect(tested.talk.locked { $0.count } == 1)
        #expect(tested.talk.locked { $0.first?.contains("its folder must exist") } == true)
        mkdir(folder.file("later"), 0o755)
        #expect(tested.hasWritten(2))
        #expect(sequences(file) == [1, 2])
        #expect(eventually { tested.talk.locked { $0.last?.contains("again") } == true })
        tested.stop()
    }

    @Test("A full disk is said, and what it could not take comes from the ledger, in order")
    func fullDisk() {
        symlink("/dev/full", path)
        let tested = LogUnderTest(path, bound: 3)
        tested.write(1...5)
        #expect(eventually { tested.talk.locked { $0.first?.contains("the disk needs room") } == true })
        unlink(path)
        #expect(eventually { tested.reports.locked { $0.contains(.wantsRefillAfter(sequence: 3, limit: 3)) } })
        tested.write(6...6)
        tested.sink.refill((2...5).map { numbered($0) }, isComplete: false)
        #expect(eventually { tested.reports.locked { $0.contains(.wantsRefillAfter(sequence: 5, limit: 3)) } })
        tested.sink.refill([numbered(6)], isComplete: true)
        tested.write(7...7)
        #expect(tested.hasWritten(7))
        #expect(sequences(path) == [1, 2, 3, 4, 5, 6, 7])
        tested.stop()
    }

    @Test("A disk that fills up within a line leaves no half line")
    func partialWrite() throws {
        // A sparse file that ends just before this process's limit of file sizes: the write is cut short, as on a full disk.
        let limit = 1 << 30
        var before = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &before)
        signal(SIGXFSZ, SIG_IGN)
        var low = rlimit(rlim_cur: rlim_t(limit), rlim_max: before.rlim_max)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &low)
        defer { setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &before) }

        writeFile(path, "")
        truncate(path, limit - 26)
        let padding = open(path, O_WRONLY | O_APPEND)
        _ = Glibc.write(padding, "\n", 1)
        close(padding)
        let file = try LineFile(path)
        #expect(try file.append(["0123456789", "abcdefghij", "ABCDEFGHIJ"]) == 2)
        #expect(throws: LineFileError.self) { try file.append(["ABCDEFGHIJ"]) }
        #expect(tail(of: path, limit - 25) == "0123456789\nabcdefghij\n")
        #expect(try file.append(["AB"]) == 1)
        #expect(tail(of: path, limit - 25) == "0123456789\nabcdefghij\nAB\n")
    }

    @Test("A file that ends within a line, after a power cut, gets a line feed first")
    func tornFile() throws {
        writeFile(path, "{\"seq\":1")
        #expect(try LineFile(path).append(["whole"]) == 1)
        #expect(try LineFile(path).append(["next"]) == 1)
        #expect(readFile(path) == "{\"seq\":1\nwhole\nnext\n")
    }

    @Test("The journal hears each event with its priority, beside the file or alone")
    func journal() {
        let journal = open(folder.file("journal"), O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(journal) }
        let tested = LogUnderTest(nil, journal: journal)
        let severities: [(Severity, Event.Kind)] = [
            (.extreme, .raised), (.severe, .occurred), (.moderate, .severity), (.minor, .raised), (.extreme, .returned),
            (.extreme, .cleared),
        ]
        tested.sink.write(
            severities.enumerated().map { numbered(Int64($0 + 1), kind: $1.1, severity: $1.0) })
        #expect(tested.hasWritten(6))
        let lines = readFile(folder.file("journal")).split(separator: "\n")
        #expect(lines.map { $0.prefix(3) } == ["<1>", "<2>", "<4>", "<5>", "<6>", "<6>"])
        tested.stop()
    }

    private func tail(of path: String, _ offset: Int) -> String {
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = pread(descriptor, &buffer, buffer.count, offset)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
}
