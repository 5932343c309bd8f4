import Glibc

/// Tells systemd how the daemon is, as sd_notify(3) describes; does nothing where nobody asked.
///
/// Spoken directly to the socket: libsystemd would bring liblzma and more into the daemon for a dozen lines.
public struct ServiceManager: Sendable {
    private let socketName: String?
    /// Milliseconds between two pings of the watchdog, half of what systemd allows; nil if it does not watch us.
    public let watchdogMilliseconds: Int?

    /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
    public init() {
        self.init(environment: { name in getenv(name).map { String(cString: $0) } })
    }

    /// - Parameter environment: the value of a variable.
    init(environment: (String) -> String?) {
        let name = environment("NOTIFY_SOCKET") ?? ""
        socketName = name.hasPrefix("/") || name.hasPrefix("@") ? name : nil
        let isForUs = environment("WATCHDOG_PID").map { Int32($0) == getpid() } ?? true
        if isForUs, let allowed = environment("WATCHDOG_USEC").flatMap({ Int($0) }), allowed > 0 {
            watchdogMilliseconds = max(1, allowed / 2000)
        } else {
            watchdogMilliseconds = nil
        }
    }

    /// The ledger and the sinks run.
    public func ready(status: String) {
        send("READY=1\nSTATUS=\(oneLine(status))\n")
    }

    /// What `systemctl status` shows, such as how many batches wait.
    public func report(status: String) {
        send("STATUS=\(oneLine(status))\n", mayBeLost: true)
    }

    /// The configuration is being read again; ``ready(status:)`` must follow.
    public func reloading() {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        send("RELOADING=1\nMONOTONIC_USEC=\(Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000)\n")
    }

    public func stopping() {
        send("STOPPING=1\n")
    }

    /// Say this only after work has really gone through the pipeline.
    public func pingWatchdog() {
        send("WATCHDOG=1\n", mayBeLost: true)
    }

    private func oneLine(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }

    /// What may be lost never waits for a systemd that does not read: an alarm must not be late for it.
    private func send(_ message: String, mayBeLost: Bool = false) {
        guard let socketName, let address = UnixAddress(socketName) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(message.utf8)
        let flags = Int32(MSG_NOSIGNAL) | Int32(mayBeLost ? MSG_DONTWAIT : 0)
        _ = address.withPointer { sendto(descriptor, bytes, bytes.count, flags, $0, $1) }
    }
}
