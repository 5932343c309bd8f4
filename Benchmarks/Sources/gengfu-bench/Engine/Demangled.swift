import Glibc

/// Names of Swift functions as they were written.
enum Demangled {
    private typealias Demangle =
        @convention(c) (
            UnsafePointer<CChar>?, Int, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>?, UInt32
        ) -> UnsafeMutablePointer<CChar>?

    /// The runtime's own function for it, by which its backtraces are made.
    private static let demangle: Demangle? = dlsym(nil, "swift_demangle").map { unsafeBitCast($0, to: Demangle.self) }

    /// At most 100 characters; what is no Swift name stays as it is.
    static func text(_ name: String) -> String {
        let plain = name.split(separator: "'").first.map(String.init) ?? name
        guard plain.hasPrefix("$s"), let demangle else { return short(name) }
        guard let text = demangle(plain, plain.utf8.count, nil, nil, 0) else { return short(name) }
        defer { free(text) }
        return short(String(cString: text))
    }

    private static func short(_ text: String) -> String {
        var (short, rest) = ("", text[...])
        while let first = rest.first {
            if let noise = noises.first(where: { rest.hasPrefix($0) }) {
                rest = rest.dropFirst(noise.count)
            } else if rest.hasPrefix(" in _") {
                rest = rest.dropFirst(5).drop { $0.isHexDigit }
            } else {
                short.append(first)
                rest = rest.dropFirst()
            }
        }
        return short.count > 100 ? String(short.prefix(99)) + "…" : short
    }

    /// Modules that go without saying.
    private static let noises = [
        "Swift.", "AlarmEngine.", "(extension in Swift):", "function signature specialization ",
    ]
}
