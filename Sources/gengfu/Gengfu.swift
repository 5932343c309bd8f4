import ArgumentParser

@main
struct Gengfu: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gengfu",
        abstract: "The night watchman: listens to a community's sensors and calls people.",
        subcommands: [
            Check.self, Replay.self, Test.self,
            Tail.self, Status.self, Alarms.self, Acknowledge.self, Reset.self, Deliveries.self,
        ]
    )
}
