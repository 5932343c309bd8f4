import AlarmEngine

/// A `*.test.yaml` file: tests of a device's rules beside its `profile.yaml`, or of several devices' beside a
/// `correlations.yaml`.
public struct RuleTestFile: Sendable {
    public let path: String
    let tests: [RuleTest]
    /// The profile of the folder it lies in; nil beside `correlations.yaml`.
    let profile: String?

    public var testCount: Int { tests.count }

    /// Whether it lies in that device's folder.
    public func isIn(_ device: DeviceFolder) -> Bool {
        path.hasPrefix(device.path + "/") && !path.dropFirst(device.path.utf8.count + 1).contains("/")
    }

    static let suffix = ".test.yaml"

    /// Reads every test file in or under `folder`, in order of their paths.
    ///
    /// - Parameters:
    ///   - folder: holds device folders at any depth.
    ///   - setup: the profiles the tests are about.
    /// - Returns: the files, all of them sound.
    /// - Throws: every problem of every file, in one go.
    public static func all(under folder: String, _ setup: Setup) throws(Problems) -> [RuleTestFile] {
        var files: [RuleTestFile] = []
        var problems: [Problem] = []
        for path in paths(in: folder, depth: 0) {
            do throws(Problems) {
                files.append(try RuleTestFile(path, setup))
            } catch {
                problems += error.all
            }
        }
        guard problems.isEmpty else { throw Problems(all: problems.sorted()) }
        return files
    }

    /// Reads one file.
    ///
    /// - Parameters:
    ///   - path: ends in `.test.yaml`.
    ///   - setup: the profiles the tests are about.
    /// - Throws: every problem of the file.
    public init(_ path: String, _ setup: Setup) throws(Problems) {
        self.path = path
        let file: SourceFile
        do throws(Problem) { file = try SourceFile(path, shown: path) } catch { throw Problems(all: [error]) }
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let base = folder.isEmpty ? "." : folder
        if fileKind("\(base)/profile.yaml") == .file {
            profile = DeviceFolder.profileName(of: base)
        } else {
            profile = nil
            if fileKind("\(base)/correlations.yaml") != .file {
                file.report(
                    "a test file stands beside a profile.yaml or a correlations.yaml; move it there", at: .beginning)
            }
        }
        let descriptions = profile.map { name in setup.descriptions.filter { $0.name == name } } ?? setup.descriptions
        // A device's folder is tested by itself, as its recording is.
        tests = RuleTestReader(
            file: file, profiles: descriptions, own: profile, correlations: setup.correlations.map(\.name)
        ).tests()
        if file.hasErrors { throw Problems(all: Set(file.problems).sorted()) }
    }

    private static func paths(in folder: String, depth: Int) -> [String] {
        guard depth < 16, let names = namesInFolder(folder) else { return [] }
        return names.flatMap { name -> [String] in
            let path = "\(folder)/\(name)"
            switch fileKind(path) {
            case .file: return name.hasSuffix(suffix) ? [path] : []
            case .folder: return paths(in: path, depth: depth + 1)
            case nil: return []
            }
        }
    }
}
