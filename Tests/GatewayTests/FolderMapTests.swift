import Foundation
import Testing

/// The README's map of folders says what is on the disk, no more and no less.
@Suite("The folder map")
struct FolderMapTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The first word of each line of the README's block marked `folder-map`.
    private static func mapped(in readme: String) throws -> Set<String> {
        let text = try String(contentsOf: root.appending(path: readme), encoding: .utf8)
        let blocks = text.components(separatedBy: "```text folder-map\n").dropFirst()
        return Set(
            blocks.flatMap { block in
                (block.components(separatedBy: "\n```").first ?? "").split(separator: "\n").compactMap { line in
                    line.split(separator: " ").first.map(String.init)
                }
            })
    }

    /// What belongs into it: every entry of the top, and every folder of sources, tests and devices.
    private static func onDisk() throws -> Set<String> {
        var found: Set<String> = []
        for name in try FileManager.default.contentsOfDirectory(atPath: root.path)
        where !name.hasPrefix(".git") && !name.hasPrefix(".build") && !["Package.resolved", ".swiftpm"].contains(name) {
            found.insert(isFolder(name) ? name + "/" : name)
        }
        for (top, depth) in [("Sources", 2), ("Tests", 1), ("Devices", 1)] {
            found.formUnion(try folders(under: top, depth: depth))
        }
        return found
    }

    private static func folders(under path: String, depth: Int) throws -> [String] {
        guard depth > 0 else { return [] }
        let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: path).path)
        let inner = names.map { "\(path)/\($0)" }.filter(isFolder)
        return try inner.flatMap { ["\($0)/"] + (try folders(under: $0, depth: depth - 1)) }
    }

    private static func isFolder(_ path: String) -> Bool {
        (try? root.appending(path: path).resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? false
    }

    @Test("The README maps what is on the disk")
    func mapIsTrue() throws {
        let mapped = try Self.mapped(in: "README.md")
        let found = try Self.onDisk()
        #expect(mapped.subtracting(found).sorted() == [], "mapped, and not there")
        #expect(found.subtracting(mapped).sorted() == [], "there, and not mapped")
    }

    @Test("The four rooms of the gateway never name each other")
    func roomsKeepApart() throws {
        let rooms = ["Ingest", "Ledger", "Notify", "Observe"]
        let gateway = Self.root.appending(path: "Sources/Gateway")
        var owners: [String: String] = [:]
        var sources: [String: String] = [:]
        for room in rooms {
            let folder = gateway.appending(path: room)
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".swift")
            {
                let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
                sources[room, default: ""] += text
                for match in text.matches(of: /(?m)^(?:public )?(?:final )?(?:struct|class|enum|protocol|actor) (\w+)/)
                {
                    owners[String(match.1)] = room
                }
            }
        }
        #expect(owners.count > 20, "the rooms have types")
        for (type, owner) in owners.sorted(by: { $0.key < $1.key }) {
            for room in rooms where room != owner {
                let uses = sources[room]?.contains(try Regex("\\b\(type)\\b")) ?? false
                #expect(!uses, "\(room) names \(type), which is \(owner)'s")
            }
        }
    }
}
