import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

/// What is read as a recording, and what is passed over (docs/recordings.md).
@Suite("Reading recordings")
struct RecordingReaderTests {
    private let folder = TemporaryFolder()

    private func read(_ text: String, isBase64: Bool = false) throws -> (messages: [RecordedMessage], odd: [String]) {
        writeFile(folder.file("r"), text)
        var reader = try RecordingReader(folder.file("r"), isBase64: isBase64)
        var messages: [RecordedMessage] = []
        while let message = try reader.next() { messages.append(message) }
        return (messages, reader.oddities.map { $0.replacing(folder.path + "/", with: "") })
    }

    private func refusal(_ text: String) -> String? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return "\(error)".replacing(folder.path + "/", with: "")
        }
    }

    private func message(
        _ milliseconds: Int64, _ payload: String, topic: String = "a/b", qos: Int = 0, retained: Bool = false
    ) -> RecordedMessage {
        RecordedMessage(
            at: Moment(milliseconds: milliseconds), topic: topic, payload: Array(payload.utf8), qos: qos,
            isRetained: retained)
    }

    @Test("The Python mqtt-recorder: no header, seconds since 1970 cut to milliseconds, True and False or 1 and 0")
    func python() throws {
        let (messages, odd) = try read(
            """
            a/b,"{""v"":1,""w"":""x,y""}",1,False,1795420800.2509,0.5\r
            a/b,21.5,0,True,1795420800.9,0.7\r
            a/b,"two\r
            lines",0,1,1795420801,0.1\r
            a/b,,0,0,1795420802.12345678,0.1\r

            """)
        #expect(
            messages == [
                message(1_795_420_800_250, #"{"v":1,"w":"x,y"}"#, qos: 1),
                message(1_795_420_800_900, "21.5", retained: true),
                message(1_795_420_801_000, "two\r\nlines", retained: true),
                message(1_795_420_802_123, ""),
            ])
        #expect(odd == [])
    }

    @Test("With its --encode_b64 every payload is Base64, which only the reader can be told")
    func base64() throws {
        let row = "a/b,AAH/,0,False,1795420800.5,0.1\n"
        #expect(try read(row).messages.map(\.payload) == [Array("AAH/".utf8)])
        #expect(try read(row, isBase64: true).messages.map(\.payload) == [[0, 1, 255]])
        writeFile(folder.file("r"), "a/b,no!,0,False,1795420800.5,0.1\n")
        var reader = try RecordingReader(folder.file("r"), isBase64: true)
        #expect(throws: Problem.self) { try reader.next() }
    }

    @Test("The Rust one: a header, whose columns may stand in any order, ISO 8601, and b64: before what is binary")
    func rust() throws {
        let (messages, _) = try read(
            """
            timestamp,topic,payload,qos,retain
            2026-11-23T08:00:00.250Z,a/b,{"v": 1},1,true
            2026-11-23T08:00:00.500Z,a/b,b64:AAH/,0,false

            """.replacing(#"{"v": 1}"#, with: #""{""v"": 1}""#))
        #expect(messages.map(\.payload) == [Array(#"{"v": 1}"#.utf8), [0, 1, 255]])
        #expect(messages.map(\.qos) == [1, 0] && messages.map(\.isRetained) == [true, false])
        #expect(messages.first?.at == Timestamp.moment("2026-11-23T08:00:00.250Z"))
        #expect(
            try read("payload,time,topic\nx,2026-11-23 08:00:00.250,a/b\n").messages
                == [message(1_795_420_800_250, "x")], "a time without a zone is UTC")
    }

    @Test("A row that is none is pointed at, and so is a line that is neither")
    func refusals() {
        #expect(refusal("a/b,x\n")?.hasPrefix("r:1:1: error: this is no line of a recording: a row is topic") == true)
        #expect(refusal("no recording\n")?.contains("or a line is JSON") == true)
        #expect(refusal("a/b,x,0,False,1795420800,1\na/b,x,7,False,1795420800,1\n")?.hasPrefix("r:2:") == true)
        #expect(refusal("a/b,x,0,False,noon,1\n")?.contains("the time is none") == true)
        #expect(refusal("a/b,\"x\"y,0,False,1,1\n")?.contains("quotation mark") == true)
        #expect(refusal("{\"t\":\"2026-11-23T08:00:00Z\"}\n")?.contains("the topic is missing") == true)
    }

    @Test(
        "A last line that breaks off is passed over, and said; one in the middle is refused, one that is whole is read")
    func broken() throws {
        let whole = message(1_795_420_800_250, "x").line
        let half = String(whole.dropLast(9))
        let (messages, odd) = try read(whole + "\n" + half)
        #expect(messages.count == 1 && odd == ["r:2: the last line breaks off; it is passed over."])
        #expect(try read(whole + "\n" + whole).messages.count == 2)
        #expect(try read(whole + "\n" + whole).odd == [])
        #expect(refusal(whole + "\n" + half + "\n" + whole + "\n")?.hasPrefix("r:2:") == true)
        #expect(try read(half).odd == ["r:1: the last line breaks off; it is passed over."])
    }

    @Test(
        "A row whose quotation mark is never closed breaks off at the end of a file, and is refused before a line's end"
    )
    func brokenRow() throws {
        let head = "timestamp,topic,payload\n2026-11-23T08:00:00Z,a/b,22\n"
        let (messages, odd) = try read(head + "2026-11-23T08:00:01Z,a/b,\"23")
        #expect(messages.map(\.payload) == [Array("22".utf8)])
        #expect(odd == ["r:3: the last line breaks off; it is passed over."])
        #expect(try read(head + "2026-11-23T08:00:01Z,a/b,\"2\n\n3").odd == odd, "where the row begins")
        #expect(try read(head + "2026-11-23T08:00:01Z,a/b,\"23\"").messages.count == 2)
        #expect(try read(head + "2026-11-23T08:00:01Z,a/b,\"23\"").odd == [])
        let never = refusal(head + "2026-11-23T08:00:01Z,a/b,\"23\n")
        #expect(never?.hasPrefix("r:3:1: error:") == true && never?.contains("never closed") == true, "\(never ?? "")")
    }

    @Test("Bad lines are refused, or where that is asked for passed over, with their number and the first")
    func badLines() throws {
        let whole = Array(message(1_795_420_800_250, "x").line.utf8)
        var bytes = whole + [0x0A]
        bytes += Array(#"{"tst":"2026-11-23T08:00:00.3Z","topic":"a","payload":""#.utf8) + [0xFF, 0x22, 0x7D, 0x0A]
        bytes += whole + [0x0A] + Array("{\"t\":1}\n".utf8) + whole + [0x0A] + whole.dropLast(9)
        #expect(FileManager.default.createFile(atPath: folder.file("r"), contents: Data(bytes)))
        var strict = try RecordingReader(folder.file("r"))
        #expect(try strict.next() != nil)
        #expect(throws: Problem.self) { try strict.next() }
        var reader = try RecordingReader(folder.file("r"), skipsBadLines: true)
        var count = 0
        while try reader.next() != nil { count += 1 }
        #expect(count == 3 && reader.badCount == 2 && reader.firstBadLine?.line == 2 && reader.brokenLine == 6)
        let odd = reader.oddities.map { $0.replacing(folder.path + "/", with: "") }
        #expect(
            odd.count == 2
                && odd.last?.hasPrefix("2 lines that cannot be read were passed over; the first: r:2:") == true)
    }

    @Test("A byte order mark and blank lines are no matter")
    func blanks() throws {
        let line = message(1_795_420_800_250, "x").line
        #expect(try read("\u{FEFF}" + line + "\n\n \r\n" + line + "\r\n").messages.count == 2)
    }

    @Test("An entry has the line as it stands, its own time, and that in order")
    func entries() throws {
        let first =
            #"{"tst":"2026-11-23T08:00:00.250999Z+0000","topic":"a/b","qos":0,"retain":0,"payload":{"v": 1.50}}"#
        let second = #"{ "t":"2026-11-23T07:00:00Z", "topic":"a/b", "payload":"x", "note":"kept" }"#
        writeFile(folder.file("r"), first + "\n" + second + "\r\n")
        var reader = try RecordingReader(folder.file("r"))
        let one = try #require(try reader.nextEntry())
        let two = try #require(try reader.nextEntry())
        #expect(
            String(decoding: one.text, as: UTF8.self) == first && String(decoding: two.text, as: UTF8.self) == second)
        #expect(two.line.at == Timestamp.moment("2026-11-23T07:00:00Z") && two.at == one.at)
        #expect(try reader.nextEntry() == nil && reader.backwardCount == 1)
    }
}

extension RecordingReader.Entry: Equatable {
    public static func == (left: Self, right: Self) -> Bool {
        left.text == right.text && left.at == right.at && left.line == right.line
    }
}
