import ArgumentParser
import Glibc
import Synchronization

/// SIGINT and SIGTERM, heard between two steps, so that whoever goes can clear up first.
enum Interruption {
    private static let number = Atomic<Int32>(0)

    static func watch() {
        // Made before a handler needs it, which must not allocate.
        number.store(0, ordering: .relaxed)
        for signalNumber in [SIGINT, SIGTERM] {
            signal(signalNumber) { Interruption.number.store($0, ordering: .relaxed) }
        }
    }

    /// The exit code of what a signal ended, as shells have it; nil if none came.
    static var exitCode: ExitCode? {
        let number = number.load(ordering: .relaxed)
        return number == 0 ? nil : ExitCode(128 + number)
    }

    /// Waits, but no longer than until somebody interrupts.
    ///
    /// - Throws: an exit code, if somebody did.
    static func sleep(milliseconds: Double) throws {
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        while exitCode == nil, case let left = end - ContinuousClock.now, left > .zero {
            usleep(left > .milliseconds(50) ? 50_000 : UInt32(left / .microseconds(1)))
        }
        if let exitCode { throw exitCode }
    }
}
