/// Reads the paths that a configuration names.
struct FileReader {
    let file: SourceFile
    let paths: Paths
    let credentials: String?

    /// A path that need not exist yet.
    func path(_ value: YAMLValue) -> String? {
        value.filledText("a path").map(paths.absolute)
    }

    /// A file that will be read at once, and says itself if it is not there.
    func input(_ value: YAMLValue) -> String? {
        value.filledText("a file").map(paths.absolute)
    }

    /// A file that must be there.
    func existing(_ value: YAMLValue) -> String? {
        guard let path = path(value) else { return nil }
        guard fileKind(path) == .file else {
            value.report("names \(paths.shown(path)), which is not there")
            return nil
        }
        return path
    }

    /// A file with a secret: a bare name is sought among systemd's credentials first.
    ///
    /// One that is not there now is a warning, since systemd hands credentials only to the service.
    func secret(_ value: YAMLValue) -> String? {
        guard let name = value.filledText("a file") else { return nil }
        guard !name.hasPrefix("whsec_") else {
            value.report("must name a file; write the secret into a file that only the gateway may read")
            return nil
        }
        let isBare = !name.contains("/")
        if isBare, let credentials, fileKind("\(credentials)/\(name)") == .file { return "\(credentials)/\(name)" }
        let path = paths.absolute(name)
        if fileKind(path) != .file {
            let sought = isBare ? "neither among systemd's credentials nor at \(paths.shown(path))" : "not there"
            value.report("names \(quoted(name)), which is \(sought)", weight: isBare ? .warning : .error)
        }
        return path
    }
}
