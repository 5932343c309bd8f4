import Testing

@testable import AlarmEngine

@Suite("Wrapped bytes")
struct UnwrappingTests {
    private func text(_ encoding: PayloadEncoding, _ payload: String) -> String {
        var trial = FormTrial(
            .text,
            fields: [
                .text("").with {
                    $0.name = "x"; $0.path = ""
                }
            ])
        trial.message.body.encoding = encoding
        return trial.read(payload)
    }

    @Test(
        "Hexadecimal, with blanks and colons between its digits",
        arguments: [("4869", "Hi"), ("48 69", "Hi"), ("48:69\r\n", "Hi"), ("4 8 6 9", "Hi"), ("e7839F", "烟")])
    func hex(payload: String, value: String) {
        #expect(text(.hex, payload) == "x=\(value)")
    }

    @Test(
        "What is no hexadecimal says where",
        arguments: [("4", 1), ("486", 3), ("48zz", 2), ("0x48", 1), ("48-69", 2)])
    func badHex(payload: String, offset: Int) {
        #expect(text(.hex, payload) == "✗ not hex at byte \(offset)")
    }

    @Test(
        "Base64 of either alphabet, its padding optional",
        arguments: [
            ("SGk=", "Hi"), ("SGk", "Hi"), ("SG\nk=", "Hi"), ("fn5+fw==", "~~~\u{7F}"), ("fn5-fw", "~~~\u{7F}"),
            ("4pi6", "☺"), ("w78_", "ÿ?"), ("w78/", "ÿ?"),
        ])
    func base64(payload: String, value: String) {
        #expect(text(.base64, payload) == "x=\(value)")
    }

    @Test(
        "What is no base64 says where",
        arguments: [("SGk=S", 4), ("S", 1), ("SGkhS", 5), ("SG$k", 2), ("SGk===", 6)])
    func badBase64(payload: String, offset: Int) {
        #expect(text(.base64, payload) == "✗ not base64 at byte \(offset)")
    }

    @Test("What is unwrapped must be of its charset, and may begin with a byte-order mark")
    func charset() {
        #expect(text(.hex, "C4E3") == "✗ it is not UTF-8")
        #expect(text(.hex, "EFBBBF4869") == "x=Hi")
        #expect(FormTrial().read([0xEF, 0xBB, 0xBF] + Array(#"{"v":1}"#.utf8)) == "v=1")
        #expect(FormTrial().read([0xEF, 0xBB] + Array(#"{"v":1}"#.utf8)) == "✗ it is not UTF-8")
    }

    @Test("Text in GB 18030 is read by the table that is handed in")
    func gb18030() {
        var trial = FormTrial(fields: [.text("v")])
        trial.message.body.charset = .gb18030
        trial.aids.legacyText = LegacyText { bytes in bytes == [0xD1, 0xCC] ? "烟" : nil }
        #expect(trial.read(Array(#"{"v":""#.utf8) + [0xD1, 0xCC] + Array(#""}"#.utf8)) == "v=烟")
        #expect(trial.read(Array(#"{"v":"a"}"#.utf8)) == "v=a")
    }
}
