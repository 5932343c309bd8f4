import Glibc

/// What the kernel says of a process's memory.
enum Resident {
    /// Bytes of this process that are in memory.
    static func bytes() -> Int { field("VmRSS", of: "self") }

    static func bytes(of process: pid_t) -> Int { field("VmRSS", of: String(process)) }

    /// The most there ever were.
    static func peak(of process: pid_t) -> Int { field("VmHWM", of: String(process)) }

    private static func field(_ name: String, of process: String) -> Int {
        let lines = TextFile.read("/proc/\(process)/status").split(separator: "\n")
        let line = lines.first { $0.hasPrefix(name + ":") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 } ?? 0
    }
}
