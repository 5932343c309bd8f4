import ArgumentParser
import Gateway

struct Note: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a remark into the life of an alarm, such as what was found on the spot.",
        discussion: "  gengfu note 4ddc 'burnt rice, nobody hurt' --by 'duty desk'")

    @OptionGroup var life: LifeArgument

    @Argument(help: "The remark; or say it with --reason.")
    var text: String?

    @OptionGroup var hand: HandOptions

    func validate() throws {
        let said = [text, hand.reason].compactMap { $0 }
        guard said.count == 1, !said[0].isEmpty else {
            throw ValidationError("A note needs its text once, behind the id or with --reason.")
        }
    }

    func run() throws {
        try hand.act(.note, reason: text) { life.write(into: &$0) }
    }
}
