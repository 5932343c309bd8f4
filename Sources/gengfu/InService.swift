import ArgumentParser

struct InService: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "in-service", abstract: "Put an alarm back into service: it is told again, at once if it is on.")

    @OptionGroup var alarm: AlarmOptions

    @OptionGroup var hand: HandOptions

    func run() throws { try hand.act(.returnToService) { alarm.write(into: &$0) } }
}
