import ArgumentParser

struct Acknowledge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack", abstract: "Say that you know of an alarm and act on it.")

    @OptionGroup var life: LifeArgument

    @OptionGroup var hand: HandOptions

    func run() throws { try hand.act(.acknowledge) { life.write(into: &$0) } }
}
