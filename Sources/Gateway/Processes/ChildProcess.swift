import Glibc

/// A child of ours that hears SIGTERM.
///
/// Foundation's `Process` lets a child inherit the blocked signals of the thread that started it, and Dispatch's worker
/// threads block them all: such a child ignores `terminate()`. This one starts with none blocked and none ignored.
public struct ChildProcess: Sendable {
    public enum Ending: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
    }

    public struct SpawnError: Error, CustomStringConvertible {
        public let program: String
        public let code: Int32
        public var description: String { "Starting \(program) failed: \(String(cString: strerror(code)))." }
    }

    public let processID: Int32

    /// Starts a program, sought in `PATH` where its name has no slash.
    ///
    /// - Parameters:
    ///   - program: its name or path.
    ///   - arguments: those after the name.
    ///   - output: the file that takes its standard output; nil inherits ours.
    ///   - errors: the file that takes its standard error; nil inherits ours. Both files are made or appended to.
    ///   - environment: `NAME=value` lines added to ours.
    /// - Throws: the system's reason, if it cannot be started.
    public init(
        _ program: String, _ arguments: [String], output: String? = nil, errors: String? = nil,
        environment: [String] = []
    ) throws(SpawnError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, file) in [(Int32(1), output), (Int32(2), errors)] {
            guard let file else { continue }
            posix_spawn_file_actions_addopen(&actions, descriptor, file, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var inherited: [String] = []
        var entry = environ
        while let line = entry.pointee {
            let text = String(cString: line)
            let name = text.prefix { $0 != "=" } + "="
            if !environment.contains(where: { $0.hasPrefix(name) }) { inherited.append(text) }
            entry += 1
        }
        var child: pid_t = 0
        let argumentStrings = CStrings([program] + arguments)
        let environmentStrings = CStrings(inherited + environment)
        defer { withExtendedLifetime((argumentStrings, environmentStrings)) {} }
        let code = posix_spawnp(
            &child, program, &actions, &attributes, argumentStrings.pointers, environmentStrings.pointers)
        guard code == 0 else { throw SpawnError(program: program, code: code) }
        processID = child
    }

    public func send(_ signal: Int32) {
        kill(processID, signal)
    }

    /// Whether it still runs; collects it once it has ended, so a later ``wait()`` may not learn how.
    public var isRunning: Bool {
        var status: Int32 = 0
        return waitpid(processID, &status, WNOHANG) == 0
    }

    /// Waits until it ends.
    ///
    /// Call it once.
    @discardableResult
    public func wait() -> Ending {
        var status: Int32 = 0
        while waitpid(processID, &status, 0) < 0, errno == EINTR {}
        return Self.ending(status)
    }

    /// Waits at most so many milliseconds; nil if it still runs then.
    public func wait(atMostMilliseconds limit: Int) -> Ending? {
        for _ in 0..<max(1, limit / 10) {
            var status: Int32 = 0
            if waitpid(processID, &status, WNOHANG) == processID {
                return Self.ending(status)
            }
            usleep(10_000)
        }
        return nil
    }

    /// What `waitpid` says: the exit code stands in the second byte, the signal in the first.
    private static func ending(_ status: Int32) -> Ending {
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    }
}

/// An `argv`: C strings, and a null pointer at the end.
private final class CStrings {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ strings: [String]) {
        pointers = strings.map { strdup($0) } + [nil]
    }

    deinit {
        pointers.forEach { free($0) }
    }
}
