import ArgumentParser

/// The parts of the suite, as issue 5 names them.
enum Part: String, CaseIterable, ExpressibleByArgument {
    case floor = "a"
    case engine = "b"
    case latency = "c"
    case scale = "d"
    case burst = "e"
    case peers = "f"
}
