import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite("Writing recordings")
struct RecordingWriterTests {
    private let folder = TemporaryFolder()

    private func message(_ seconds: Int64, _ payload: String = "x") -> RecordedMessage {
        RecordedMessage(
            at: Moment(milliseconds: 1_795_507_200_000 + seconds * 1000), topic: "a/b", payload: Array(payload.utf8))
    }

    private var names: [String] { (namesInFolder(folder.path) ?? []).filter { $0.hasSuffix(".jsonl") } }

    private func lines(_ name: String) -> Int { readFile(folder.file(name)).split(separator: "\n").count }

    @Test("A new file after so long, named by its first message's time in UTC; a second less is the same file")
    func byTime() throws {
        let writer = try RecordingWriter(folder.file("R.jsonl"), rotation: RecordingRotation(span: .hours(1)))
        for second in [0, 3599, 3600, 7199, 10_000] { writer.write(message(Int64(second))) }
        try writer.flush()
        #expect(names == ["R-20261124T080000Z.jsonl", "R-20261124T090000Z.jsonl", "R-20261124T104640Z.jsonl"])
        #expect(names.map(lines) == [2, 2, 1])
        #expect(writer.count == 5 && writer.fileCount == 3)
    }

    @Test("A new file before one becomes too large; whole lines only, and numbers tell those of one second apart")
    func bySize() throws {
        let size = message(0).line.utf8.count + 1
        let writer = try RecordingWriter(folder.file("R"), rotation: RecordingRotation(bytes: size * 2))
        for _ in 0..<5 { writer.write(message(0)) }
        writer.write(message(0, String(repeating: "y", count: size * 3)))
        try writer.flush()
        let expected = ["", "-2", "-3", "-4"].map { "R-20261124T080000Z\($0).jsonl" }
        #expect(Set(names) == Set(expected))
        #expect(expected.map(lines) == [2, 2, 1, 1])
        for name in names { #expect(readFile(folder.file(name)).hasSuffix("}\n")) }
    }

    @Test("Of the files so many are kept, the newest; others' files are not touched")
    func keep() throws {
        for other in [
            "R-notes.jsonl", "R-20261124T080000Z.txt", "RR-20261124T080000Z.jsonl", "R-20261123T080000Z-x.jsonl",
        ] {
            writeFile(folder.file(other), "")
        }
        writeFile(folder.file("R-20261123T080000Z.jsonl"), "")
        let rotation = RecordingRotation(bytes: 1, keep: 2)
        let writer = try RecordingWriter(folder.file("R"), rotation: rotation)
        for second in [0, 0, 0, 1] { writer.write(message(Int64(second))) }
        try writer.flush()
        #expect(
            Set(names) == [
                "R-20261124T080000Z-3.jsonl", "R-20261124T080001Z.jsonl", "R-notes.jsonl", "RR-20261124T080000Z.jsonl",
                "R-20261123T080000Z-x.jsonl",
            ])
    }

    @Test("Bounds as they are written")
    func bounds() {
        var rotation = RecordingRotation()
        #expect(rotation.take("100MiB") && rotation.bytes == 104_857_600)
        #expect(rotation.take("1d") && rotation.span == .hours(24))
        for text in ["", "100", "0KiB", "-1MiB", "1MB", "500ms", "1.5h", "99999999GiB"] {
            let isTaken = rotation.take(text)
            #expect(!isTaken, "\(text)")
        }
    }

    @Test("A file that ends in half a line, as of a recorder that was killed, is mended before it is appended to")
    func mending() throws {
        let path = folder.file("R.jsonl")
        let whole = message(0).line
        for (left, expected, isSaid) in [
            (whole + "\n" + whole.dropLast(7), 2, true), (whole + "\n", 2, false), (whole + "\n" + whole, 3, false),
            (String(whole.dropLast(7)), 1, true), ("", 1, false),
        ] {
            writeFile(path, left)
            let writer = try RecordingWriter(path)
            #expect((writer.mending != nil) == isSaid)
            writer.write(message(1))
            try writer.flush()
            var reader = try RecordingReader(path)
            var count = 0
            while try reader.next() != nil { count += 1 }
            #expect(count == expected && reader.oddities == [])
        }
    }

    @Test("What cannot be written is said: no folder, a full disk")
    func failures() throws {
        #expect(throws: Problem.self) { try RecordingWriter(folder.file("no/R")) }
        #expect(throws: Problem.self) {
            try RecordingWriter(folder.file("no/R"), rotation: RecordingRotation(bytes: 1))
        }
        let full = try RecordingWriter("/dev/full")
        full.write(message(0))
        #expect(throws: Problem.self) { try full.flush() }
        let writer = try RecordingWriter(folder.file("R"), rotation: RecordingRotation(bytes: 1))
        writer.write(message(0))
        try FileManager.default.removeItem(atPath: folder.path)
        writer.write(message(1))
        #expect(throws: Problem.self) { try writer.flush() }
    }
}
