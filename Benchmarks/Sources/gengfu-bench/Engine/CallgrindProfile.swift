import Glibc

/// Where the instructions of a run went: by the part of the engine whose source they come from, inlined ones too, with what
/// the Swift runtime and the C library did on its behalf beside it.
struct CallgrindProfile {
    /// The parts of the split that issue 5 asks for; what belongs to none is `rest`.
    private enum Group: String, CaseIterable {
        case decode = "decode (payload to readings)"
        case lookup = "lookup (topic to device)"
        case evaluate = "evaluate (rules)"
        case raise = "raise (lives, timers, deliveries)"
        case engine = "engine (batch, decide, adopt)"
        case library = "none of these"
    }

    private(set) var total = 0.0
    private var own: [Group: Double] = [:]
    private var behalf: [Group: Double] = [:]
    private var functions: [String: Double] = [:]

    // What the lines read so far say.
    private var names: [String: String] = [:]
    private var file = "", function = "", functionGroup = Group.library
    private var called = ""
    /// What each part called, by the function's name, and where each function was written.
    private var calls: [Group: [String: Double]] = [:]
    private var files: [String: String] = [:]
    private var isCall = false

    /// Reads callgrind's file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - sources: the engine's folder.
    /// - Throws: ``BenchError`` if there is nothing in it.
    init(path: String, sources: String) throws(BenchError) {
        let text = TextFile.read(path)
        for line in text.split(separator: "\n") { take(line) }
        settleCalls()
        guard total > 0 else { throw BenchError("\(path) is no profile; callgrind collected nothing.") }
    }

    private mutating func take(_ line: Substring) {
        if let equals = line.firstIndex(of: "="), let key = Key(rawValue: String(line[..<equals])) {
            take(key, line[line.index(after: equals)...])
        } else if let first = line.first, first.isNumber || first == "+" || first == "-" || first == "*" {
            let cost = line.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
            if isCall { calls[functionGroup, default: [:]][called, default: 0] += cost } else { takeOwn(cost) }
            isCall = false
        }
    }

    private enum Key: String {
        case fl, fi, fe, fn, cfn, cob, ob, cfi, cfl, calls
    }

    private mutating func take(_ key: Key, _ value: Substring) {
        switch key {
        case .fl, .fi, .fe: file = name(value, "file")
        case .fn:
            function = name(value, "function")
            functionGroup = group(of: file) ?? .library
            files[function] = file
        case .cfn: called = name(value, "function")
        case .ob, .cob: _ = name(value, "object")
        case .cfi, .cfl: _ = name(value, "file")
        case .calls: isCall = true
        }
    }

    /// `(7) text` says what `(7)` stands for from then on.
    private mutating func name(_ value: Substring, _ kind: String) -> String {
        guard value.first == "(", let end = value.firstIndex(of: ")") else { return String(value) }
        let key = kind + value[...end]
        let text = value[value.index(after: end)...].drop { $0 == " " }
        if !text.isEmpty { names[key] = String(text) }
        return names[key] ?? ""
    }

    private mutating func takeOwn(_ cost: Double) {
        total += cost
        functions[function, default: 0] += cost
        own[group(of: file) ?? functionGroup, default: 0] += cost
    }

    /// What functions of the engine had others do: the runtime, the C library, and what the compiler made of no source,
    /// such as the copying of a struct.
    private mutating func settleCalls() {
        for (caller, callees) in calls where caller != .library {
            let others = callees.filter { group(of: files[$0.key] ?? "") == nil }.values.reduce(0, +)
            behalf[caller, default: 0] += others
            own[.library, default: 0] -= others
        }
        // What a callback did for the runtime would be counted twice; it is little.
        own[.library] = max(0, own[.library] ?? 0)
    }

    private func group(of file: String) -> Group? {
        guard let range = file.range(after: "AlarmEngine/") else { return nil }
        let path = file[range...]
        let lookups = ["TopicRouter", "TopicPattern", "Route.swift", "Engine+Owner", "DeviceKey"]
        if lookups.contains(where: { path.hasSuffix($0 + ".swift") || path.hasSuffix($0) }) { return .lookup }
        return path.hasPrefix("Decode/")
            ? .decode
            : path.hasPrefix("Evaluate/")
                ? .evaluate
                : ["Raise/", "Route/", "Correlate/"].contains { path.hasPrefix($0) } ? .raise : .engine
    }

    /// Two tables in Markdown.
    func text(messages: Double) -> String {
        var lines = [
            "Instructions per message by the source they come from (debug lines, so that what is inlined counts where it was "
                + "written), and what the runtime and the C library did on their behalf:", "",
            "| part | its own | on its behalf | together | share |", "|---|---|---|---|---|",
        ]
        for group in Group.allCases {
            let (mine, others) = (own[group] ?? 0, behalf[group] ?? 0)
            let cells = [mine, others, mine + others].map { Figure.text($0 / messages) }
            let share = Figure.fixed((mine + others) / total * 100, 1)
            lines.append("| \(([group.rawValue] + cells).joined(separator: " | ")) | \(share) % |")
        }
        lines += [
            "", "The twelve functions that took most, themselves:", "", "| function | instructions per message |",
            "|---|---|",
        ]
        for (name, cost) in functions.sorted(by: { $0.value > $1.value }).prefix(12) {
            lines.append("| `\(Demangled.text(name))` | \(Figure.text(cost / messages)) |")
        }
        return lines.joined(separator: "\n")
    }
}

extension String {
    /// Where a text ends that stands in it; nil if it does not.
    fileprivate func range(after part: String) -> String.Index? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }
}
