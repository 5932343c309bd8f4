import AlarmEngine

/// A folder that tests `correlations.yaml`: a recording of several devices, and the events we must give.
///
/// It lies in the folder `correlations` beside that file, and has a configuration of its own, which says where the
/// devices are and which of them are installed.
public struct CorrelationFolder: Sendable {
    public let path: String

    private static let files = ["gengfu.yaml", "recording.jsonl", "expected.jsonl"]

    /// Every folder in `correlations` under `folder`, by path.
    public static func all(under folder: String) -> [CorrelationFolder] {
        let tests = "\(folder)/correlations"
        guard fileKind("\(tests).yaml") == .file else { return [] }
        return (namesInFolder(tests) ?? []).map { "\(tests)/\($0)" }.filter { fileKind($0) == .folder }
            .map { CorrelationFolder(path: $0) }
    }

    /// Replays the recording against all that the folder's configuration names.
    ///
    /// - Throws: every problem, if a file is wrong or cannot be read.
    public func test() throws(Problems) -> DeviceFolder.Outcome {
        var outcome = DeviceFolder.Outcome()
        for file in Self.files where fileKind("\(path)/\(file)") != .file {
            outcome.missing = file
            return outcome
        }
        let setup = try Setup.load(config: "\(path)/gengfu.yaml")
        var said: [String] = []
        var replay = OfflineReplay(setup.engineConfiguration) { said.append(EventLine.json($0)) }
        do throws(Problem) {
            try replay.read("\(path)/recording.jsonl", news: { _ in })
            outcome.difference = ExpectedEvents.difference(
                expected: try ExpectedEvents.read("\(path)/expected.jsonl"), actual: said)
        } catch {
            throw Problems(all: [error])
        }
        outcome.messages = replay.counts.messages
        outcome.events = said.count
        return outcome
    }
}
