import Testing

@testable import AlarmEngine

@Suite("What a payload brings")
struct PayloadTests {
    private func plan(_ fields: [FieldDescription], form: PayloadForm = .json) throws -> MessagePlan {
        try Profile(
            ProfileDescription(
                name: "p", service: .elderCare,
                messages: [MessageDescription(topic: "t/{device}", payload: form, fields: fields)])
        ).messages[0]
    }

    /// Such as `v=1 on=true`; an overflow shows as `?`.
    private func read(_ payload: String, _ fields: [FieldDescription] = FieldDescription.usual) throws -> String {
        let reading = try plan(fields).read(Array(payload.utf8)).readings[0]
        let values = reading.values.map { "\(fields[$0.field].name)=\($0.value?.text ?? "?")" }
        return (values + (reading.mistypedFields > 0 ? ["mistyped \(reading.mistypedFields)"] : [])).joined(
            separator: " ")
    }

    @Test("Fields come with their types; what is missing or null brings nothing")
    func json() throws {
        #expect(try read(#"{"v":1.5,"on":true,"mode":"A"}"#) == "v=1.5 on=true mode=A")
        #expect(try read(#"{"v":1,"w":null,"x":[1]}"#) == "v=1")
        #expect(try read(#"{"v":1e999,"w":2}"#) == "v=? w=2")
        #expect(try read(#"{"v":-0.0,"mode":"\u70df"}"#) == "v=0 mode=烟")
    }

    @Test(
        "A value of another type brings nothing and is counted",
        arguments: [#""5""#, "true", "[5]", "{}", #"{"v":5}"#, #""""#])
    func mistyped(value: String) throws {
        #expect(try read("{\"v\":\(value),\"w\":1}") == "w=1 mistyped 1")
        #expect(try read("{\"v\":\(value),\"on\":1,\"mode\":7,\"w\":1}") == "w=1 mistyped 3")
    }

    @Test(
        "A payload with none of its fields, in their types, is undecodable",
        arguments: ["{}", "[]", "1", "null", #"{"v":null}"#, #"{"v":"x"}"#, #"{"x":1}"#, #"{"on":1,"mode":null}"#])
    func noField(payload: String) throws {
        #expect(throws: UndecodableCause.noDeclaredField) { try read(payload) }
    }

    @Test("A message without declared fields is a sign of life whatever it says, if it is JSON")
    func noFields() throws {
        #expect(try read("{}", []) == "")
        #expect(throws: UndecodableCause.self) { try read("{", []) }
    }

    @Test("Undecodable payloads say why, without the payload")
    func causes() throws {
        let plan = try plan(FieldDescription.usual)
        #expect(throws: UndecodableCause.notUTF8) { try plan.read([0xFF]) }
        #expect(throws: UndecodableCause.notJSON(JSONError(offset: 0, reason: "no value begins like this"))) {
            try plan.read(Array("secret".utf8))
        }
        #expect(UndecodableCause.notUTF8.text == "it is not UTF-8")
        #expect(UndecodableCause.notJSON(JSONError(offset: 0, reason: "x")).text == "not JSON at byte 0: x")
        #expect(UndecodableCause.noDeclaredField.text == "it has none of the declared fields with a value of its type")
    }

    @Test(
        "A text payload is one value of its field's type",
        arguments: [
            (.number, "12.5", "12.5"), (.number, " 12 \n", "12"), (.number, "-1e2", "-100"), (.boolean, "true", "true"),
            (.boolean, "\tfalse ", "false"), (.text, "OPEN", "OPEN"), (.text, " a\n", " a\n"), (.text, "null", "null"),
            (.text, "烟", "烟"), (.text, "12", "12"),
        ] as [(ValueType, String, String)])
    func text(type: ValueType, payload: String, value: String) throws {
        let plan = try plan([FieldDescription(name: "x", path: "", type: type)], form: .text)
        #expect(try plan.read(Array(payload.utf8)).readings[0].values.map { $0.value?.text } == [value])
    }

    @Test(
        "A text payload that is not of the type is undecodable",
        arguments: [
            (.number, "x"), (.number, "1 2"), (.number, "0x1"), (.number, "NaN"), (.number, "\"1\""), (.number, "true"),
            (.number, "null"), (.number, "[1]"), (.number, "01"), (.boolean, "1"), (.boolean, "TRUE"), (.boolean, "on"),
            (.number, " "),
        ] as [(ValueType, String)])
    func badText(type: ValueType, payload: String) throws {
        let plan = try plan([FieldDescription(name: "x", path: "", type: type)], form: .text)
        #expect(throws: UndecodableCause.noDeclaredField) { try plan.read(Array(payload.utf8)) }
    }

    @Test("A text payload beyond the doubles is unknown, and one that is not UTF-8 undecodable")
    func oddText() throws {
        let number = try plan([FieldDescription(name: "x", path: "", type: .number)], form: .text)
        #expect(try number.read(Array("1e999".utf8)).readings[0].values.map(\.value) == [nil])
        let text = try plan([FieldDescription(name: "x", path: "", type: .text)], form: .text)
        #expect(throws: UndecodableCause.notUTF8) { try text.read([0xC4, 0xE3]) }
    }

    @Test("Two fields may read the same place, each by its own scale")
    func samePlace() throws {
        let fields = [
            FieldDescription(name: "raw", path: "/t", type: .number),
            FieldDescription(name: "t", path: "/t", type: .number, scale: "0.1", offset: "-40"),
            FieldDescription(name: "all", path: "", type: .text),
        ]
        #expect(try read(#"{"t":655}"#, fields) == "raw=655 t=25.5 mistyped 1")
    }

    @Test("A sequence is a number, else there is none")
    func sequence() throws {
        let plan = try Profile.sample(sequence: true).messages[0]
        for (text, value) in [("7", 7), ("7.5", 7.5), ("\"7\"", nil), ("null", nil), ("1e999", nil)]
            as [(String, Double?)]
        {
            #expect(try plan.read(Array("{\"v\":1,\"seq\":\(text)}".utf8)).readings[0].sequence == value)
        }
    }

    @Test("What C writes for no number hides nothing beside it")
    func nonNumbers() throws {
        #expect(try read(#"{"v":nan,"w":-inf,"on":true,"mode":"nan"}"#) == "on=true mode=nan")
        #expect(try read(#"{"v":-nan,"x":[nan(ind),inf],"w":2}"#) == "w=2")
        #expect(throws: UndecodableCause.noDeclaredField) { try read(#"{"v":nan}"#) }
        let text = try plan([FieldDescription(name: "x", path: "", type: .text)], form: .text)
        #expect(try text.read(Array("nan".utf8)).readings[0].values.map { $0.value?.text } == ["nan"])
        let loose = try plan(FieldDescription.usual, form: .looseJSON)
        #expect(try loose.read(Array("{v: -NAN, w: 1}".utf8)).readings[0].values.map { $0.value?.text } == ["1"])
    }

    @Test(
        "The zeros of a string of C, or of its whole buffer, are no part of a text; nor is a byte-order mark",
        arguments: [0, 1, 8], [0, 1])
    func padded(zeros: Int, newlines: Int) throws {
        let end = String(repeating: "\n", count: newlines) + String(repeating: "\0", count: zeros)
        for mark in ["", "\u{FEFF}"] {
            #expect(try read("\(mark){\"v\":1}\(end)") == "v=1")
            let forms: [(PayloadForm, String, String)] = [
                (.text, "/x", "12"), (.csv, "/0", "12"), (.pairs, "/x", "x=12"), (.looseJSON, "/x", "{x: 12}"),
            ]
            for (form, path, payload) in forms {
                let field = FieldDescription(name: "x", path: form == .text ? "" : path, type: .number)
                let read = try plan([field], form: form).read(Array("\(mark)\(payload)\(end)".utf8))
                #expect(read.readings.first?.values.map { $0.value?.text } == ["12"], "\(form)")
            }
            var reachable = try Profile.of(.availability(), alarms: [], silence: .hours(1)).messages[0]
            #expect(try reachable.read(Array("\(mark)offline\(end)".utf8)).isOnline == false)
            reachable = try Profile.of(.availability(), alarms: [], silence: .hours(1)).messages[0]
            #expect(try reachable.read(Array("\(mark){\"state\":\"offline\"}\(end)".utf8)).isOnline == false)
        }
    }

    @Test("Zeros within are what they were, and nothing but zeros is nothing")
    func zeros() throws {
        #expect(throws: UndecodableCause.self) { try read("{\"v\":1}\0x") }
        #expect(throws: UndecodableCause.self) { try read("\0{\"v\":1}") }
        #expect(throws: UndecodableCause.self) { try read("\0\0\0") }
        #expect(throws: UndecodableCause.self) { try read("\u{FEFF}") }
        let text = try plan([FieldDescription(name: "x", path: "", type: .text)], form: .text)
        #expect(try text.read(Array("a\0b\0".utf8)).readings[0].values.map { $0.value?.text } == ["a\0b"])
    }

    @Test("Text in hex or base64 may end in zeros, and bytes keep theirs")
    func wrapped() throws {
        for (encoding, payload) in [(PayloadEncoding.hex, "7b2276223a317d00"), (.base64, "eyJ2IjoxfQA=")] {
            var message = MessageDescription(topic: "t/{device}", fields: FieldDescription.usual)
            message.body.encoding = encoding
            let plan = try Profile.of(message).messages[0]
            #expect(try plan.read(Array("\(payload)\0\0".utf8)).readings[0].values.map { $0.value?.text } == ["1"])
        }
    }
}

extension MessageContents {
    fileprivate var isOnline: Bool? {
        guard case .availability(let said) = self else { return nil }
        return said.isOnline
    }
}
