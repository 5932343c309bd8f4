import ArgumentParser

@main
struct Gengfu: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gengfu",
        abstract: "The night watchman: listens to a community's sensors and calls people.",
        version: "0.1.0",
        subcommands: [
            Run.self, Check.self, Devices.self, Explain.self, Decode.self, Discover.self, Replay.self, Record.self,
            Recording.self, Test.self, Demo.self,
            Tail.self, Status.self, Alarms.self, Acknowledge.self, Reset.self, Note.self, Shelve.self, Unshelve.self,
            OutOfService.self, InService.self, Drill.self, Maintenance.self, Absence.self, Periods.self,
            Deliveries.self,
        ]
    )
}
