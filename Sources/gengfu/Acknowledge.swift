import ArgumentParser

struct Acknowledge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack", abstract: "Says that somebody knows of an alarm and acts on it.")

    @OptionGroup var hand: HandOptions

    func run() throws { try hand.act("ack") }
}
