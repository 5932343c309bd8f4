import ArgumentParser

/// What the shipped profiles make of real recordings: for developers, not for operators.
@main
struct Trials: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gengfu-trials",
        abstract: "Feed recorded fires and recorded homes to the shipped profiles, and print what they make of them.",
        subcommands: [Fires.self, Days.self]
    )
}
