import Glibc

/// Resolves paths against the folder they are meant from, and shows them as short as they were written.
struct Paths {
    /// The folder relative paths are meant from; absolute.
    let folder: String
    /// The folder that shown paths leave out; absolute.
    let workingFolder: String

    /// Paths as a command line means them.
    init(workingFolder: String) {
        let absolute = workingFolder.hasPrefix("/") ? workingFolder : "\(currentFolder())/\(workingFolder)"
        self.workingFolder = normalized(absolute)
        folder = self.workingFolder
    }

    private init(folder: String, workingFolder: String) {
        self.folder = folder
        self.workingFolder = workingFolder
    }

    /// Paths as a file means them that lies at `path`.
    func beside(_ path: String) -> Paths {
        let parent = absolute(path).split(separator: "/").dropLast().joined(separator: "/")
        return Paths(folder: "/" + parent, workingFolder: workingFolder)
    }

    func absolute(_ path: String) -> String {
        normalized(path.hasPrefix("/") ? path : "\(folder)/\(path)")
    }

    func shown(_ path: String) -> String {
        let whole = absolute(path)
        let prefix = workingFolder == "/" ? "/" : workingFolder + "/"
        return whole.hasPrefix(prefix) ? String(whole.dropFirst(prefix.count)) : whole
    }
}

/// Without `.` and doubled slashes; `..` stays, for a symbolic link may stand before it.
private func normalized(_ path: String) -> String {
    "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
}

private func currentFolder() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
}

enum FileKind {
    case file, folder
}

/// What is at a path, links followed; nil if nothing is.
func fileKind(_ path: String) -> FileKind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
}

/// The names in a folder, hidden ones left out, in order of their bytes; nil if it cannot be read.
public func namesInFolder(_ path: String) -> [String]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
            tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                String(cString: $0)
            }
        }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// The file's real place, links resolved.
func realPath(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
}

/// The whole of a file.
///
/// - Throws: a problem that says why it cannot be read.
public func readBytes(_ path: String, shown: String) throws(Problem) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(shown, errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count == 0 { return bytes }
        if count > 0 {
            bytes.append(contentsOf: buffer[..<count])
        } else if errno != EINTR {
            throw unreadable(shown, errno)
        }
    }
}

private func unreadable(_ shown: String, _ code: Int32) -> Problem {
    let message = code == ENOENT ? "there is no such file" : "it cannot be read: \(String(cString: strerror(code)))"
    return Problem(file: shown, message: message, isMissingInput: code == ENOENT)
}
