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
        /// There is no recording, and need not be: the folder has tests of rules.
        public var isAbsent = false

        public var passes: Bool { difference.isEmpty && missing == nil }
    }

    /// Every folder with a `profile.yaml` in or under `folder`, by path.
    public static func all(under folder: String) -> [DeviceFolder] {
        ProfileLoader.profileFiles(in: folder, depth: 0).map { file in
            let path = String(file.dropLast("/profile.yaml".count))
            return DeviceFolder(path: path, profile: profileName(of: path))
        }
    }

    /// The name of the profile in a device folder: the folder's, whichever way leads there.
    static func profileName(of path: String) -> String {
        Paths(workingFolder: ".").absolute(path).split(separator: "/").last.map(String.init) ?? path
    }

    /// Replays the recording against this device's profile alone.
    ///
    /// - Parameters:
    ///   - setup: every profile under test.
    ///   - isTestedOtherwise: whether it has tests of rules, so that it needs no recording.
    /// - Returns: how it went.
    /// - Throws: the one problem, if a file cannot be read.
    public func test(_ setup: Setup, isTestedOtherwise: Bool = false) throws(Problem) -> Outcome {
        var outcome = Outcome()
        if isTestedOtherwise, fileKind("\(path)/recording.jsonl") != .file {
            outcome.isAbsent = true
            return outcome
        }
        for file in ["recording.jsonl", "expected.jsonl"] where fileKind("\(path)/\(file)") != .file {
            outcome.missing = file
            return outcome
        }
        var configuration = Engine.Configuration(profiles: setup.profiles.filter { $0.name == profile })
        configuration.localClock = setup.localClock
        configuration.legacyText = LegacyText.system ?? .ascii
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
