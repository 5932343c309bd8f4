import ArgumentParser

struct Unshelve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End a shelving early: the alarm is told again, at once if it is on.")

    @OptionGroup var alarm: AlarmOptions

    @OptionGroup var hand: HandOptions

    func run() throws { try hand.act(.unshelve) { alarm.write(into: &$0) } }
}
