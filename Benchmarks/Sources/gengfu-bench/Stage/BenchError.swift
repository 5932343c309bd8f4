import Glibc

/// Why a part cannot be measured: what we were doing, and what is wrong.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    static func cannotWrite(_ path: String) -> BenchError {
        BenchError("Writing \(path) failed: \(String(cString: strerror(errno))).")
    }
}
