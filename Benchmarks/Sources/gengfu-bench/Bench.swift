import ArgumentParser

@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gengfu-bench",
        abstract: "How fast Gengfu is, beside the cost of receiving a message at all.",
        subcommands: [Drive.self]
    )
}
