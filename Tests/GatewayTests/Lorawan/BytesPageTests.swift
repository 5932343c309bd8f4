import AlarmEngine
import Foundation
import Testing

@testable import Gateway

/// One block of YAML of docs/bytes.md, and what the page says becomes of payloads.
private struct Example: CustomTestStringConvertible {
    var number: Int
    var yaml: String
    /// Such as `port 6: 0106 → {…}`.
    var outcomes: [String]

    var testDescription: String { "example \(number)" }

    static let all: [Example] = {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/bytes.md")
        let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
        let blocks = text.components(separatedBy: "\n```").map { $0.split(separator: "\n", maxSplits: 1) }
        var examples: [Example] = []
        for (block, next) in zip(blocks, blocks.dropFirst(2)) {
            guard block.first == "yaml", next.first == "text", let yaml = block.last, let outcomes = next.last else {
                continue
            }
            let lines = outcomes.split(separator: "\n").map(String.init)
            examples.append(Example(number: examples.count + 1, yaml: String(yaml), outcomes: lines))
        }
        return examples
    }()
}

@Suite("The examples of docs/bytes.md are true")
struct BytesPageTests {
    @Test("There are the examples the page needs")
    func areMany() {
        #expect(Example.all.count >= 7)
    }

    @Test("Each payload becomes what stands beside it", arguments: Example.all)
    fileprivate func isTrue(example: Example) throws {
        let description = try #require(try BytesPage.description(example.yaml))
        let plan = try BytesPlan(description)
        for outcome in example.outcomes {
            let sides = outcome.components(separatedBy: " → ")
            let head = sides[0].split(separator: " ")
            let port = head.count == 3 ? Int(head[1].dropLast()) : nil
            let digits = try #require(head.last).compactMap(\.hexDigitValue).map { UInt8($0) }
            let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
            let found: String
            do throws(BytesError) {
                let document = try bytes.withUnsafeBufferPointer { bytes throws(BytesError) in
                    try plan.document(bytes, port: port)
                }
                found = String(decoding: document, as: UTF8.self)
            } catch {
                found = "refused: \(error)"
            }
            #expect(found == sides.dropFirst().joined(separator: " → "), "\(outcome)")
        }
    }
}

enum BytesPage {
    /// The description under `bytes:` of a YAML text; the problems are thrown.
    static func description(_ yaml: String) throws -> BytesDescription? {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
        try yaml.write(to: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: path) }
        let file = try SourceFile(path.path(percentEncoded: false), shown: "page.yaml")
        let description = BytesPage.description(in: file)
        if file.hasErrors { throw Problems(all: file.problems.sorted()) }
        return description
    }

    static func description(in file: SourceFile) -> BytesDescription? {
        guard let root = YAMLDocument.root(of: file), let keys = MappingReader(root: root, of: file) else { return nil }
        return keys.required("bytes").flatMap { BytesReader(file: file).description(of: $0) }
    }
}

/// Files with mistakes, `NAME.yaml`, and what is said of them, `NAME.txt`, byte for byte.
@Suite("Every mistake in a bytes: description has its message")
struct BytesMistakeTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Mistakes")
    private static let cases: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }()

    @Test("The file, line, column, advice and excerpt are these", arguments: cases)
    func says(name: String) throws {
        let file = try SourceFile(
            Self.folder.appending(path: "\(name).yaml").path(percentEncoded: false), shown: "\(name).yaml")
        #expect(BytesPage.description(in: file) == nil)
        let said = file.problems.sorted().map { "\($0)\n" }.joined()
        let expected = Self.folder.appending(path: "\(name).txt")
        #expect(try said == String(contentsOf: expected, encoding: .utf8), "\(said)")
    }

    @Test("There are the cases the page calls for")
    func areMany() {
        #expect(Self.cases.count >= 6)
    }
}
