import ArgumentParser

/// How much of everything: `full` for the record, `quick` to see within minutes that it runs.
enum Scale: String, ExpressibleByArgument {
    case quick, full

    /// Alternating runs, of which the median counts.
    var runs: Int { self == .full ? 5 : 3 }
}
