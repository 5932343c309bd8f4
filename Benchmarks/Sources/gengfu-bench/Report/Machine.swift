import Glibc

/// What a figure was measured on, and with what beside it.
struct Machine {
    let description: String

    /// - Throws: ``BenchError`` if a program that says a version cannot be run.
    init(_ stage: Stage) throws(BenchError) {
        let processors = TextFile.read("/proc/cpuinfo").split(separator: "\n").filter { $0.hasPrefix("model name") }
        let model = processors.first?.split(separator: ":").last.map { $0.drop { $0 == " " } } ?? "unknown CPU"
        let kernel = try stage.run("/bin/uname", ["-sr"]).trimmed
        let commit = (try? stage.run("git", ["describe", "--always", "--dirty"]))?.trimmed ?? "unknown"
        let date = try stage.run("/bin/date", ["-u", "+%Y-%m-%d %H:%M UTC"]).trimmed
        let load = TextFile.read("/proc/loadavg").split(separator: " ").prefix(3).joined(separator: " ")
        description =
            "\(model), \(processors.count) cores, \(kernel); libmosquitto \(try Machine.version("libmosquitto1", stage)), "
            + "mosquitto \(try Machine.version("mosquitto", stage)); commit \(commit), \(date); sizes \(stage.scale.rawValue); "
            + "load average \(load)"
    }

    private static func version(_ package: String, _ stage: Stage) throws(BenchError) -> String {
        (try? stage.run("dpkg-query", ["-W", "-f", "${Version}", package]))?.trimmed ?? "of unknown version"
    }
}

extension String {
    /// Without white space at its ends.
    var trimmed: String {
        let leading = drop { $0.isWhitespace }
        guard let last = leading.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(leading[...last])
    }
}
