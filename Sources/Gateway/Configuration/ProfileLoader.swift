import AlarmEngine

/// Finds and reads every device folder under the folders given.
struct ProfileLoader {
    private let paths: Paths
    private let shared: SharedFiles
    /// Absolute, as they were given.
    let folders: [String]
    private(set) var profiles: [ReadProfile] = []
    private(set) var problems: [Problem] = []
    /// Every name a file claims, also where the rest of it is wrong.
    private(set) var claimedNames: Set<String> = []

    /// Reads them all.
    ///
    /// - Parameters:
    ///   - folders: absolute paths; each may be a device folder or hold any depth of them.
    ///   - paths: how files are shown.
    ///   - commons: folders of devices whose shapes and envelopes may be used too, though their devices are not read.
    init(folders: [String], paths: Paths, commons: [String] = []) {
        self.paths = paths
        self.folders = folders
        shared = SharedFiles(roots: folders, commons: commons, paths: paths)
        let found = folders.flatMap { files(under: $0) }
        // One of several may be empty: packages make a folder for the integrator's own devices.
        if found.isEmpty, problems.isEmpty {
            let message = "no profile.yaml is in it or beneath it"
            problems = folders.map { Problem(file: paths.shown($0), message: message) }
        }
        var seen: Set<String> = []
        for path in found where seen.insert(realPath(path)).inserted { read(path) }
        shared.reportUnused()
        problems += shared.problems.filter { $0.weight == .error }
        reportSharedNames()
    }

    /// What is doubtful about the shapes and envelopes.
    var warnings: [Problem] { shared.problems.filter { $0.weight == .warning } }

    private mutating func files(under folder: String) -> [String] {
        guard fileKind(folder) == .folder else {
            let exists = fileKind(folder) != nil
            let message = exists ? "it is no folder; name the folder that holds the devices" : "there is no such folder"
            problems.append(Problem(file: paths.shown(folder), message: message, isMissingInput: !exists))
            return []
        }
        return ProfileLoader.profileFiles(in: folder, depth: 0)
    }

    static func profileFiles(in folder: String, depth: Int) -> [String] {
        guard depth < 16, let names = namesInFolder(folder) else { return [] }
        return names.flatMap { name -> [String] in
            let path = "\(folder)/\(name)"
            switch fileKind(path) {
            case .file: return name == "profile.yaml" ? [path] : []
            case .folder: return isShared(name) ? [] : profileFiles(in: path, depth: depth + 1)
            case nil: return []
            }
        }
    }

    /// Whether a folder holds no devices, but what they are made with.
    private static func isShared(_ name: String) -> Bool { SharedFiles.Kind(rawValue: name) != nil }

    private mutating func read(_ path: String) {
        let shown = paths.shown(path)
        do throws(Problem) {
            let file = try SourceFile(path, shown: shown)
            let steps = path.split(separator: "/").dropLast()
            let folderName = steps.last.map(String.init) ?? ""
            claimedNames.insert(folderName)
            guard
                let profile = ProfileReader(
                    file: file, folderName: folderName, folder: "/" + steps.joined(separator: "/"), shared: shared
                ).profile()
            else {
                problems += file.problems
                return
            }
            claimedNames.insert(profile.description.name)
            profiles.append(profile)
        } catch {
            problems.append(error)
        }
    }

    private func reportSharedNames() {
        var first: [String: ReadProfile] = [:]
        for profile in profiles {
            let name = profile.description.name
            if let other = first[name] {
                let message = "the profile '\(name)' is described in \(other.file.shown) too; rename one of them"
                profile.file.report(message, at: profile.place(of: ["profile"]))
            } else {
                first[name] = profile
            }
        }
    }
}
