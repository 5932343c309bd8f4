import ArgumentParser

/// Tools for recordings, which hold one line in memory at a time.
struct Recording: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look into recordings, and make others of them.",
        discussion: """
            A recording is ours, what mosquitto_sub -F %J or %j printed, or mqtt-recorder's CSV; - is the standard input. \
            Lines are written as they stand, times and all; those of CSV in our own format.
            """,
        subcommands: [RecordingStats.self, RecordingCutting.self, RecordingMerging.self, RecordingFiltering.self]
    )
}
