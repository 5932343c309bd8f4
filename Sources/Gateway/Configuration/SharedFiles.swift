import AlarmEngine
import Yams

/// A file of `shapes/` or `envelopes/`: a mapping that profiles are made with.
final class SharedFile {
    let name: String
    let kind: SharedFiles.Kind
    let path: String
    let file: SourceFile
    /// Nil, and reported, if it is no mapping.
    let root: Node.Mapping?
    /// Whether something was made with it.
    var isUsed = false

    init(name: String, kind: SharedFiles.Kind, path: String, file: SourceFile) {
        self.name = name
        self.kind = kind
        self.path = path
        self.file = file
        guard let root = YAMLDocument.root(of: file) else {
            self.root = nil
            return
        }
        if root.mapping == nil {
            file.report("the file must be a mapping of keys, such as 'key: value'", at: file.beginning)
        }
        self.root = root.mapping
    }
}

/// What profiles share: the mappings in `shapes/` and the envelopes in `envelopes/` (docs/payloads.md, section 6).
///
/// Each file is read once, and its lines get numbers of their own, behind those of every profile, so that a place in a
/// profile made of several files still says where it really stands.
final class SharedFiles {
    enum Kind: String, CaseIterable {
        case shape = "shapes"
        case envelope = "envelopes"

        /// With its article, for "names …, which is …".
        var noun: String {
            switch self {
            case .shape: "a shape"
            case .envelope: "an envelope"
            }
        }
    }

    /// What is found under a name.
    enum Finding {
        case file(SharedFile)
        /// Nothing, and how the sentence about it ends.
        case nothing(advice: String)
        /// It is there and cannot be read, which is reported.
        case unreadable
    }

    /// The lines of the longest profile that may be made with shared files.
    static let longestProfile = 10_000

    /// Whether a profile could not be made with what it asked for: then nobody can say what is not used.
    var isAskedInVain = false
    private let roots: [String]
    private let commons: [String]
    private let paths: Paths
    private var byPath: [String: SharedFile?] = [:]
    private var inOrder: [SharedFile] = []
    private var nextLine = SharedFiles.longestProfile + 1
    private var unreadable: [Problem] = []

    /// - Parameters:
    ///   - roots: the folders of devices, absolute; looked into after those above the file that asks.
    ///   - commons: folders to look into last.
    ///   - paths: how files are shown.
    init(roots: [String], commons: [String], paths: Paths) {
        self.roots = roots
        self.commons = commons
        self.paths = paths
    }

    /// What is wrong with the shared files themselves.
    var problems: [Problem] { unreadable + inOrder.flatMap(\.file.problems) }

    /// The file of that name: in the nearest folder above `folder` that has one, else in the folders of devices.
    func find(_ name: String, _ kind: Kind, for folder: String) -> Finding {
        let places = self.places(of: kind, for: folder)
        guard let path = places.map({ "\($0)/\(name).yaml" }).first(where: { fileKind($0) == .file }) else {
            let known = Set(places.flatMap(names)).sorted()
            if let meant = suggestion(for: name, among: known) { return .nothing(advice: "did you mean '\(meant)'?") }
            guard !known.isEmpty else {
                let advice =
                    "write it in the folder of devices, or name the folder that has it, too; the shipped one is "
                return .nothing(advice: advice + ShippedDevices.packaged)
            }
            return .nothing(advice: "there are \(known.joined(separator: ", "))")
        }
        return read(path, name, kind).map(Finding.file) ?? .unreadable
    }

    /// Reads what no profile asked for in the folders of devices, and says so of shapes.
    ///
    /// An envelope that nothing is sent in is none of the integrator's doing: they come as a set.
    func reportUnused() {
        for root in roots {
            for kind in Kind.allCases {
                for name in names(in: "\(root)/\(kind.rawValue)") {
                    guard let shared = read("\(root)/\(kind.rawValue)/\(name).yaml", name, kind), !shared.isUsed,
                        !shared.file.hasErrors
                    else { continue }
                    _ = Composition(shared.file, self).resolved(shared)
                    guard kind == .shape, !shared.file.hasErrors, !isAskedInVain else { continue }
                    let message = "no profile extends this shape; extend it, or take it away"
                    shared.file.report(message, at: shared.file.beginning, weight: .warning)
                }
            }
        }
    }

    private func read(_ path: String, _ name: String, _ kind: Kind) -> SharedFile? {
        let real = realPath(path)
        if let known = byPath[real] { return known?.root == nil ? nil : known }
        do throws(Problem) {
            let file = try SourceFile(path, shown: paths.shown(path), firstLine: nextLine)
            nextLine += file.lineCount
            let shared = SharedFile(name: name, kind: kind, path: path, file: file)
            byPath[real] = shared
            inOrder.append(shared)
            return shared.root == nil ? nil : shared
        } catch {
            byPath[real] = .some(nil)
            unreadable.append(error)
            return nil
        }
    }

    private func places(of kind: Kind, for folder: String) -> [String] {
        var places: [String] = []
        var steps = folder.split(separator: "/")
        for _ in 0..<16 {
            let place = "/" + (steps + [Substring(kind.rawValue)]).joined(separator: "/")
            if fileKind(place) == .folder {
                places.append(place)
                break
            }
            if steps.popLast() == nil { break }
        }
        for root in (roots + commons).map({ "\($0)/\(kind.rawValue)" })
        where fileKind(root) == .folder && !places.contains(root) {
            places.append(root)
        }
        return places
    }

    private func names(in folder: String) -> [String] {
        (namesInFolder(folder) ?? []).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    }
}
