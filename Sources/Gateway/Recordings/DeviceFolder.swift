import AlarmEngine

/// A device folder as its test sees it: a recording, and the events we must give.
public struct DeviceFolder: Sendable {
    public let path: String
    let profile: String

    /// What came of its test.
    public struct Outcome: Sendable {
        public var messages = 0
        public var events = 0
        /// Empty if the events are those expected.
        public var difference: [String] = []
        /// A file that should be there.
        public var missing: String?

        public var passes: Bool { difference.isEmpty && missing == nil }
    }

    /// Every folder with a `profile.yaml` in or under `folder`, by path.
    public static func all(under folder: String) -> [DeviceFolder] {
        ProfileLoader.profileFiles(in: folder, depth: 0).map { file in
            let path = String(file.dropLast("/profile.yaml".count))
            return DeviceFolder(path: path, profile: path.split(separator: "/").last.map(String.init) ?? path)
        }
    }

    /// Replays the recording against this device's profile alone.
    ///
    /// - Throws: the one problem, if a file cannot be read.
    public func test(_ setup: Setup) throws(Problem) -> Outcome {
        var outcome = Outcome()
        for file in ["recording.jsonl", "expected.jsonl"] where fileKind("\(path)/\(file)") != .file {
            outcome.missing = file
            return outcome
        }
        var configuration = Engine.Configuration(profiles: setup.profiles.filter { $0.name == profile })
        configuration.localClock = setup.localClock
        var said: [String] = []
        var replay = OfflineReplay(configuration) { said.append(EventLine.json($0)) }
        try replay.read("\(path)/recording.jsonl", news: { _ in })
        outcome.messages = replay.counts.messages
        outcome.events = said.count
        outcome.difference = ExpectedEvents.difference(
            expected: try ExpectedEvents.read("\(path)/expected.jsonl"), actual: said)
        // A hand of the recording that does nothing tests nothing.
        outcome.difference += replay.refusals.map { "! \($0)" }
        return outcome
    }
}
