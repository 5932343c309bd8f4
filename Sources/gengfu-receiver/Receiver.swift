import ArgumentParser

@main
struct Receiver: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gengfu-receiver",
        abstract: "The other end of a webhook: checks signatures and repeats, and prints."
    )
}
