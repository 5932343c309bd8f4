import Foundation
import Gateway
import Testing

/// The folder of fixtures, found from this file.
private let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures").path(percentEncoded: false)

private let cases: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: fixtures)) ?? []
    return names.filter { !$0.hasPrefix(".") && $0 != "README.md" }.sorted()
}()

@Suite("Every mistake has its message")
struct FixtureTests {
    @Test("The file, line, column, advice and excerpt are these", arguments: cases)
    func says(name: String) throws {
        let folder = "\(fixtures)/\(name)"
        let expected = try String(contentsOfFile: "\(folder)/expected.txt", encoding: .utf8)
        #expect(!expected.isEmpty, "nothing is said of this case")

        #expect(said(of: folder) == expected)
    }

    @Test("There are the cases the design asks for")
    func areMany() {
        #expect(cases.count >= 200)
    }

    private func said(of folder: String) -> String {
        let hasConfiguration = FileManager.default.fileExists(atPath: "\(folder)/gengfu.yaml")
        let problems: [Problem]
        do throws(Problems) {
            let setup = try Setup.load(
                config: hasConfiguration ? "gengfu.yaml" : nil, devices: hasConfiguration ? nil : ["devices"],
                in: folder)
            problems = setup.warnings
        } catch {
            problems = error.all
        }
        return problems.map { "\($0)\n" }.joined()
    }
}
