import AlarmEngine
import TestSupport
import Testing

@testable import Gateway

@Suite("Reading CSV")
struct CSVTableTests {
    let folder = TemporaryFolder()

    private func table(_ text: String) throws -> (rows: [[String]], problems: [Problem]) {
        writeFile(folder.file("t.csv"), text)
        let file = try SourceFile(folder.file("t.csv"), shown: "t.csv", showsExcerpts: false)
        let table = CSVTable(file, required: ["a"], optional: [])
        return (table?.rows.map { $0.fields.map(\.text) } ?? [], file.problems)
    }

    @Test(
        "RFC 4180's forms, and what spreadsheets make of them",
        arguments: [
            ("a,b\n1,2\n", [["1", "2"]]),
            ("a,b\r\n1,2\r\n", [["1", "2"]]),
            ("a,b\n1,2", [["1", "2"]]),
            ("\u{FEFF}a,b\n1,2\n", [["1", "2"]]),
            ("a,b\n\"1,5\",\"say \"\"hi\"\"\"\n", [["1,5", "say \"hi\""]]),
            ("a,b\n\"two\nlines\",2\n3,4\n", [["two\nlines", "2"], ["3", "4"]]),
            ("a,b\n\n 1 ,\t2\n\n", [["1", "2"]]),
            ("a,b\n\"\",\n", [["", ""]]),
            ("a\n烟感\n", [["烟感"]]),
        ])
    func forms(text: String, expected: [[String]]) throws {
        let (rows, problems) = try table(text)

        #expect(rows == expected)
        #expect(problems.map(\.description) == [])
    }

    @Test("Lines and columns count what the reader sees")
    func places() throws {
        let (_, problems) = try table("a,b\n\"烟\n感\",2\n烟感,x\"y\n")

        #expect(problems.map { [$0.line, $0.column] } == [[4, 5]])
    }

    @Test(
        "A quotation mark that is never closed hides its row, and none of those after it",
        arguments: [
            ("a,b\n1,\"x\n3,4\n", [["3", "4"]], [[2, 3]]),
            ("a,b\n1,\"x,y\n3,\"4\"\n5,6\n", [["3", "4"], ["5", "6"]], [[2, 3]]),
            ("a,b\r\n1,\"x\r\n3,\"4, or \"\"5\"\"\"\r\n", [["3", "4, or \"5\""]], [[2, 3]]),
            ("a,b\n\"1,2\n\"3,4\n5,6\n", [["5", "6"]], [[2, 1], [3, 1]]),
            ("a,b\n1,\"two\nlines\"\n3,\"4\n", [["1", "two\nlines"]], [[4, 3]]),
            ("a,b\n1,\"2\" 3\n4,5\n", [["1", "2"], ["4", "5"]], [[2, 7]]),
        ])
    func unclosed(text: String, rows: [[String]], places: [[Int]]) throws {
        let (read, problems) = try table(text)

        #expect(read == rows)
        #expect(problems.map { [$0.line, $0.column] } == places)
    }

    @Test("Overrides become values of their parameters' types; the holder is dropped")
    func overrides() throws {
        writeFile(
            folder.file("registry.csv"),
            "device,profile,area,zone,place,holder,limit,armed,note\nd-1,p,5328,hall,No. 3,王秀兰,12.50,TRUE,007\nd-2,p,,,,,,,\n"
        )
        let file = try SourceFile(folder.file("registry.csv"), shown: "registry.csv", showsExcerpts: false)
        let profile = ProfileDescription(
            name: "p", service: .fireStation, messages: [MessageDescription(topic: "a/{device}")],
            parameters: [
                ParameterDescription(name: "limit", value: .number(1)),
                ParameterDescription(name: "armed", value: .boolean(false)),
                ParameterDescription(name: "note", value: .text("")),
            ])
        let devices = RegistryReader(file: file, profiles: [profile], unreadable: []).devices().all

        #expect(file.problems.map(\.description) == [])
        #expect(
            devices == [
                RegisteredDevice(
                    device: "d-1", profile: "p", area: "5328", zone: "hall", place: "No. 3",
                    parameters: [
                        ParameterDescription(name: "limit", value: .number(12.5)),
                        ParameterDescription(name: "armed", value: .boolean(true)),
                        ParameterDescription(name: "note", value: .text("007")),
                    ]),
                RegisteredDevice(device: "d-2", profile: "p"),
            ])
        #expect(!"\(devices)".contains("王秀兰"))
    }

    @Test("A registry of 50 000 devices is read in seconds")
    func size() throws {
        let rows = (0..<50_000).map { "d-\($0),p,5328,hall,No. \($0),,\n" }.joined()
        writeFile(folder.file("registry.csv"), "device,profile,area,zone,place,holder,limit\n" + rows)
        let file = try SourceFile(folder.file("registry.csv"), shown: "registry.csv", showsExcerpts: false)
        let profile = ProfileDescription(
            name: "p", service: .fireStation, messages: [MessageDescription(topic: "{area}/{device}")],
            parameters: [ParameterDescription(name: "limit", value: .number(1))])
        let start = ContinuousClock.now
        let devices = RegistryReader(file: file, profiles: [profile], unreadable: []).devices().all

        #expect(devices.count == 50_000)
        #expect(ContinuousClock.now - start < .seconds(30))
    }
}
