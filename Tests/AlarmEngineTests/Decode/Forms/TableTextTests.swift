import Testing

@testable import AlarmEngine

@Suite("Comma-separated and key=value text")
struct TableTextTests {
    private func csv(_ description: CSVDescription, _ payload: String) -> String {
        var trial = FormTrial(.csv)
        trial.message.body.csv = description
        return trial.document(payload)
    }

    @Test(
        "A line is an array of strings",
        arguments: [
            ("a,b", #"["a","b"]"#), ("a, b ,\r\n", #"["a","b",""]"#), (#""a,b","c""d""#, #"["a,b","c\"d"]"#),
            (#" "a" ,b"#, #"["a","b"]"#), ("\n\na\n", #"["a"]"#), ("a\"b,c", #"["a\"b","c"]"#), (",", #"["",""]"#),
            ("\"x\ny\",1", #"["x\u000ay","1"]"#), ("烟,1", #"["烟","1"]"#),
        ])
    func arrays(payload: String, document: String) {
        #expect(csv(CSVDescription(), payload) == document)
    }

    @Test("Columns name its values, and one without a name is passed over")
    func columns() {
        let description = CSVDescription(separator: ";", columns: ["time", nil, "level"])
        #expect(csv(description, "12;x;3,5") == #"{"time":"12","level":"3,5"}"#)
        #expect(csv(description, "12;x;3;4;5") == #"{"time":"12","level":"3"}"#)
        #expect(csv(description, "12") == #"{"time":"12"}"#)
    }

    @Test("Rows are an array, one a line")
    func rows() {
        let description = CSVDescription(columns: ["a", "b"], hasRows: true)
        #expect(csv(description, "1,2\n3,4\n\n") == #"[{"a":"1","b":"2"},{"a":"3","b":"4"}]"#)
        #expect(csv(description, "") == "✗ " || csv(description, "\n") == "[]")
        #expect(csv(CSVDescription(hasRows: true), "1\r\n2") == #"[["1"],["2"]]"#)
    }

    @Test(
        "Broken text says where",
        arguments: [
            ("\"a", "2: the quotation mark has no second"),
            ("\"a\"b", "3: a separator or the line's end should follow the quotation mark"),
            ("a\nb", "1: a second line; 'rows: true' reads them all"), ("\n", "0: no line with a value in it"),
        ])
    func broken(payload: String, reason: String) {
        #expect(csv(CSVDescription(), payload) == "✗ not csv at byte \(reason)")
    }

    @Test("Numbers and booleans are read from the texts of a form that has nothing else")
    func values() {
        var trial = FormTrial(
            .csv,
            fields: [
                .number("v").with { $0.path = "/0" }, .boolean("on").with { $0.path = "/1" },
                .text("mode").with { $0.path = "/2" },
            ])
        #expect(trial.read("1.50,true,7") == "v=1.5 on=true mode=7")
        #expect(trial.read("x,yes,7") == "mode=7 mistyped 2")
        trial.message.sequence = "/0"
        #expect(trial.read("12,,7") == "v=12 mode=7 #12 mistyped 1")
    }

    @Test(
        "Pairs are an object of strings",
        arguments: [
            ("&", "=", "a=1&b=2", #"{"a":"1","b":"2"}"#), ("&", "=", "&a=1&&b", #"{"a":"1","b":""}"#),
            (" ", "=", " a=1\t b=2\n", #"{"a":"1","b":"2"}"#), (", ", ": ", "a: 1, b: x: y", #"{"a":"1","b":"x: y"}"#),
            (";", ":", " a : 1 ;烟:2;", #"{"a":"1","烟":"2"}"#),
        ])
    func pairs(between: String, equals: String, payload: String, document: String) {
        var trial = FormTrial(.pairs)
        trial.message.body.pairs = PairsDescription(between: between, equals: equals)
        #expect(trial.document(payload) == document)
    }

    @Test("A text without a single pair is refused")
    func noPair() {
        #expect(FormTrial(.pairs).document("hello") == "✗ not pairs at byte 0: no name stands before a '='")
    }

    @Test("Whatever stands in them, what is read is JSON")
    func fuzz() {
        var random = SplitMix64(seed: 5)
        let letters = Array("a\"\\,;=& \n\r\t1\u{1}".utf8)
        for _ in 0..<30_000 {
            let bytes = (0..<Int(random.next() % 20)).map { _ in letters[Int(random.next() % UInt64(letters.count))] }
            for description in [
                CSVDescription(), CSVDescription(separator: ";", columns: ["x", nil, "\""], hasRows: true),
            ] {
                guard let document = bytes.withUnsafeBufferPointer({ try? description.document($0) }) else { continue }
                #expect(throws: Never.self) { try JSONValue(parsing: document) }
            }
            for description in [PairsDescription(), PairsDescription(between: " ", equals: ";")] {
                guard let document = bytes.withUnsafeBufferPointer({ try? description.document($0) }) else { continue }
                #expect(throws: Never.self) { try JSONValue(parsing: document) }
            }
        }
    }
}
