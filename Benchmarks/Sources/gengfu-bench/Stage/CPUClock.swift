import Glibc

/// CPU time to the nanosecond: what a machine that others use as well cannot falsify as it does wall time.
enum CPUClock {
    /// Nanoseconds of the calling thread.
    static func thread() -> UInt64 { read(CLOCK_THREAD_CPUTIME_ID) }

    /// User and system time of all threads of a process, those that ended too; 0 once it has ended.
    static func process(_ id: pid_t) -> UInt64 {
        var clock = clockid_t()
        guard clock_getcpuclockid(id, &clock) == 0 else { return 0 }
        return read(clock)
    }

    /// Nanoseconds that only grow, for what must be told in wall time.
    static func monotonic() -> UInt64 { read(CLOCK_MONOTONIC) }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        guard clock_gettime(clock, &time) == 0 else { return 0 }
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
