import Glibc
import Logging
import TestSupport
import Testing

@testable import Gateway

@Suite("The daemon's own log")
struct JournalLogHandlerTests {
    let folder = TemporaryFolder()

    @Test(
        "For the journal each level stands before the line as its priority",
        arguments: [
            (Logger.Level.critical, 2), (.error, 3), (.warning, 4), (.notice, 5), (.info, 6), (.debug, 7), (.trace, 7),
        ])
    func priorities(level: Logger.Level, priority: Int) {
        #expect(written(.journal) { $0.log(level: level, "the broker is back") } == "<\(priority)>the broker is back\n")
    }

    @Test("What a device sent can neither break the line nor drive a terminal")
    func escapes() {
        let line = written(.journal) { logger in
            logger.warning(
                "topic a\n<0>forged\u{1B}[2J\u{9B}1m", metadata: ["device": "x\u{202E}\"y z", "seq": "7", "empty": ""])
        }
        #expect(
            line == "<4>topic a\\u{a}<0>forged\\u{1b}[2J\\u{9b}1m device=\"x\\u{202e}\\\"y z\" empty=\"\" seq=7\n")
    }

    @Test("For a person the time stands before it")
    func plain() throws {
        let line = written(.plain) { $0.error("no such file") }
        let parts = line.split(separator: " ", maxSplits: 1)
        #expect(Timestamp.moment(String(parts[0])) != nil)
        #expect(parts[1] == "error no such file\n")
    }

    @Test("The logger's own metadata is there too, and a line's own goes before it")
    func metadata() {
        let line = written(.journal) { logger in
            var logger = logger
            logger[metadataKey: "client"] = "gengfu"
            logger[metadataKey: "broker"] = "a"
            logger.info("connected", metadata: ["broker": "b"])
        }
        #expect(line == "<6>connected broker=b client=gengfu\n")
    }

    @Test("It is the journal's form only on the very stream that journald gave")
    func detection() {
        var status = stat()
        fstat(STDERR_FILENO, &status)
        func form(_ stream: String?) -> JournalLogHandler.Form {
            .suiting(STDERR_FILENO) { $0 == "JOURNAL_STREAM" ? stream : nil }
        }
        #expect(form("\(status.st_dev):\(status.st_ino)") == .journal)
        #expect(form("\(status.st_dev):\(status.st_ino + 1)") == .plain)
        #expect(form(nil) == .plain)
    }

    private func written(_ form: JournalLogHandler.Form, _ body: (Logger) -> Void) -> String {
        let path = folder.file("log")
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var handler = JournalLogHandler(form: form, descriptor: descriptor)
        handler.logLevel = .trace
        body(Logger(label: "test") { [handler] _ in handler })
        close(descriptor)
        return readFile(path)
    }
}
