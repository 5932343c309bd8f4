import Glibc

/// Allocations of this process so far; counts only under `C/malloc-count.c`, and is 0 otherwise.
enum AllocationCount {
    private typealias Counter = @convention(c) () -> UInt
    private static let counter: Counter? = dlsym(nil, "gengfu_allocations").map {
        unsafeBitCast($0, to: Counter.self)
    }

    static var isCounting: Bool { counter != nil }

    static func now() -> UInt64 { counter.map { UInt64($0()) } ?? 0 }
}
