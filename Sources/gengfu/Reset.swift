import ArgumentParser

struct Reset: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let go of a latched or momentary alarm that somebody has looked at.")

    @OptionGroup var life: LifeArgument

    @OptionGroup var hand: HandOptions

    func run() throws { try hand.act(.reset) { life.write(into: &$0) } }
}
