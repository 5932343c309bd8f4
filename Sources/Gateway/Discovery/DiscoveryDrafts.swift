import Glibc

/// Writes what was discovered into files to go on with; none that is there is ever touched.
public struct DiscoveryDrafts: Sendable {
    private let folder: String

    /// Makes the folder, where it is missing.
    ///
    /// - Parameter folder: it may hold other files, but no earlier drafts.
    /// - Throws: the one problem, if it cannot be made, or drafts are in it already.
    public init(_ folder: String) throws(Problem) {
        self.folder = folder
        if mkdir(folder, 0o750) != 0, errno != EEXIST {
            throw Problem(file: folder, message: "the folder cannot be made: \(String(cString: strerror(errno)))")
        }
        for name in ["registry-draft.csv", "inventory.csv", "unknown-topics.md", "devices"]
        where access("\(folder)/\(name)", F_OK) == 0 {
            throw Problem(
                file: "\(folder)/\(name)",
                message: "it is there already, and nothing is overwritten; name another folder")
        }
    }

    /// Writes the files.
    ///
    /// - Parameter report: what they are about; a file that would be empty is not made.
    /// - Returns: the files, in the order they were made.
    /// - Throws: the one problem, if one cannot be written.
    public func write(_ report: DiscoveryReport) throws(Problem) -> [String] {
        var made: [String] = []
        for (name, rows) in [("registry-draft.csv", report.registryRows), ("inventory.csv", report.inventoryRows)]
        where !rows.isEmpty {
            made.append(try write(name, rows.joined(separator: "\n") + "\n"))
        }
        if let text = report.unknownTopics { made.append(try write("unknown-topics.md", text)) }
        for draft in report.profileDrafts {
            for path in ["devices", "devices/\(draft.name)"] where mkdir("\(folder)/\(path)", 0o750) != 0 {
                guard errno == EEXIST else { throw failure(path, errno) }
            }
            made.append(try write("devices/\(draft.name)/profile.yaml", draft.text))
        }
        return made
    }

    private func write(_ name: String, _ text: String) throws(Problem) -> String {
        let path = "\(folder)/\(name)"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw failure(name, errno) }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(name, errno) }
            rest = rest.dropFirst(count)
        }
        return path
    }

    private func failure(_ name: String, _ code: Int32) -> Problem {
        Problem(file: "\(folder)/\(name)", message: "it cannot be written: \(String(cString: strerror(code)))")
    }
}
