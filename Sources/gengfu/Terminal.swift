import Gateway
import Glibc

/// What a command prints: data on stdout, talk on stderr.
enum Terminal {
    /// Whether colours may be used: on a terminal, unless `NO_COLOR` is set and not empty (no-color.org).
    static var isColoured: Bool {
        let refusal = getenv("NO_COLOR").map { String(cString: $0) } ?? ""
        return refusal.isEmpty && isatty(STDOUT_FILENO) == 1
    }

    /// Writes a line to stdout at once; false if nobody reads it any more.
    @discardableResult
    static func say(_ line: String) -> Bool { say(Array(line.utf8)) }

    /// Writes a line to stdout at once; false if nobody reads it any more.
    @discardableResult
    static func say(_ line: [UInt8]) -> Bool { write(line + [UInt8(ascii: "\n")], to: STDOUT_FILENO) }

    /// Writes a sentence to stderr; what came from outside is made safe.
    static func complain(_ sentence: String) {
        _ = write(Array("gengfu: \(TerminalSafe.escaped(sentence))\n".utf8), to: STDERR_FILENO)
    }

    /// Writes a remark to stderr, as it is.
    static func note(_ remark: String) {
        _ = write(Array("\(remark)\n".utf8), to: STDERR_FILENO)
    }

    /// Writes a problem to stderr as `check` prints it, its lines made safe one by one.
    static func complain(_ problem: Problem) {
        let lines = problem.description.split(separator: "\n", omittingEmptySubsequences: false)
        let text = lines.map { TerminalSafe.escaped(String($0)) + "\n" }.joined()
        _ = write(Array(text.utf8), to: STDERR_FILENO)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
