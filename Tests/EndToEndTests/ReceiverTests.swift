import Foundation
import Gateway
import Glibc
import TestSupport
import Testing

private let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
private let otherSecret = "whsec_Z2VuZ2Z1LXRlc3RzLXNlY29uZC1zZWNyZXQ="

@Suite("The receiver trusts what is signed, fresh and well formed")
struct ReceiverTrustTests {
    @Test("A signed delivery is taken and printed as a JSON line with the body as it was sent")
    func takesSigned() throws {
        let receiver = try RunningReceiver(["--json"], secrets: [secret])
        let body = #"{"seq":7,"alarm":"smoke-high","place":"曼弄村","v":1.50}"#

        let answer = try receiver.deliver(body, headers: signedHeaders(body, id: "msg_1", secrets: [secret]))

        #expect(answer.status == 200)
        #expect(receiver.lines.count == 1)
        let line = try #require(receiver.lines.first)
        #expect(line.hasSuffix(#","id":"msg_1","repeat":false,"path":"/hook","body":\#(body)}"#))
        #expect(line.hasPrefix(#"{"received":"20"#) && line.contains(#"Z","id":"#))
        #expect(receiver.talk.contains("signatures are not checked") == false)
    }

    @Test("The example of Standard Webhooks verifies; a space fewer in its body does not")
    func knowsPublishedExample() throws {
        let receiver = try RunningReceiver(["--tolerance", "36500d"], secrets: [secret])
        let headers = [
            "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp: 1614265330",
            "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ]
        #expect(try receiver.deliver(#"{"test": 2432232314}"#, headers: headers).status == 200)
        #expect(try receiver.deliver(#"{"test":2432232314}"#, headers: headers).status == 401)
    }

    @Test("A signature by another secret, over another id or of another version is 401, and nothing is printed")
    func refusesBadSignature() throws {
        let receiver = try RunningReceiver(secrets: [secret])
        let good = try signedHeaders("{}", id: "msg_1", secrets: [secret])
        let byOther = try signedHeaders("{}", id: "msg_1", secrets: [otherSecret])
        let otherID = ["webhook-id: msg_2"] + good.dropFirst()
        let asymmetric = good.map { $0.replacingOccurrences(of: "v1,", with: "v1a,") }

        for headers in [byOther, otherID, asymmetric] {
            #expect(try receiver.deliver("{}", headers: headers).status == 401)
        }
        #expect(receiver.lines.isEmpty)
        #expect(try receiver.get("stats").body.contains(#""rejected":3"#))
        #expect(try receiver.deliver("{}", headers: good).status == 200)
    }

    @Test("While secrets change, any of two secrets and any of two signatures is enough")
    func takesEitherSecret() throws {
        let receiver = try RunningReceiver(secrets: [secret, otherSecret])
        let unknown = "whsec_dGhlLXJlY2VpdmVyLWtub3dzLW5vdGhpbmctb2YtbWU="
        for (index, secrets) in [[secret], [otherSecret], [unknown, otherSecret]].enumerated() {
            let headers = try signedHeaders("{}", id: "msg_\(index)", secrets: secrets)
            #expect(try receiver.deliver("{}", headers: headers).status == 200)
        }
        #expect(try receiver.deliver("{}", headers: signedHeaders("{}", id: "msg_9", secrets: [unknown])).status == 401)
    }

    @Test(
        "A timestamp may be up to the tolerance away, on both sides",
        arguments: [(-290, 200), (290, 200), (-310, 401), (310, 401)])
    func checksTime(offset: Int, status: Int) throws {
        let receiver = try RunningReceiver(secrets: [secret])
        let headers = try signedHeaders("{}", id: "msg_1", secrets: [secret], timestamp: secondsNow() + offset)
        #expect(try receiver.deliver("{}", headers: headers).status == status)
    }

    @Test("A missing header is 400; so is an id that could be cut elsewhere, and a body that is no JSON object")
    func refusesMalformed() throws {
        let receiver = try RunningReceiver(secrets: [secret])
        let good = try signedHeaders("{}", id: "msg_1", secrets: [secret])
        for missing in good.indices {
            let headers = good.indices.filter { $0 != missing }.map { good[$0] }
            #expect(try receiver.deliver("{}", headers: headers).status == 400)
        }
        #expect(try receiver.deliver("{}", headers: signedHeaders("{}", id: "a.1", secrets: [secret])).status == 400)
        for body in ["", "[1]", "null", #"{"a":1"#, "{\"a\":\"line\nbreak\"}", "{} {}", "\u{FEFF}{}", "{\0}\0"] {
            let headers = try signedHeaders(body, id: "msg_2", secrets: [secret])
            #expect(try receiver.deliver(body, headers: headers).status == 400, "\(body)")
        }
        #expect(receiver.lines.isEmpty)
    }

    @Test("A body of 256 KiB is taken, one byte more is 413")
    func boundsBody() throws {
        let receiver = try RunningReceiver()
        let room = 256 * 1024 - #"{"a":""}"#.utf8.count
        let (fits, tooLong) = (String(repeating: "x", count: room), String(repeating: "x", count: room + 1))
        #expect(try receiver.deliver(#"{"a":"\#(fits)"}"#, id: "msg_1").status == 200)
        #expect(try receiver.deliver(#"{"a":"\#(tooLong)"}"#, id: "msg_2").status == 413)
        #expect(receiver.lines.count == 1)
    }

    @Test("A repeat is confirmed again, printed as a repeat and counted apart")
    func marksRepeats() throws {
        let receiver = try RunningReceiver()
        #expect(try receiver.deliver(id: "msg_1").body.contains(#""repeat":false"#))
        let again = try receiver.deliver(id: "msg_1")
        #expect(again.status == 200 && again.body.contains(#""repeat":true"#))

        #expect(receiver.lines.map { $0.hasSuffix("  repeat") } == [false, true])
        let stats = try receiver.get("stats").body
        #expect(stats.contains(#""received":1"#) && stats.contains(#""repeats":1"#) && stats.contains(#""200":2"#))
        #expect(receiver.talk.contains("signatures are not checked"))
        #expect(try receiver.get("health").status == 200)
    }
}

@Suite("The receiver prints so that people and programs can read it")
struct ReceiverPrintingTests {
    @Test("The line for people names the event and escapes what could drive a terminal")
    func escapesControlCharacters() throws {
        let receiver = try RunningReceiver(["--output", "/dev/null"])
        let body = """
            {"time":"2026-11-23T08:00:00.250Z","severity":"severe","event":"raised","alarm":"smoke-high",
             "device":"s-1\\u202e","text":{"en":"\\u001b[2JSmoke \\u009b31m at 曼弄村\\n"}}
            """
        #expect(try receiver.deliver(body, id: "msg_1").status == 200)

        let line = try #require(receiver.lines.first)
        let columns = line.split(separator: " ").joined(separator: " ")
        #expect(
            columns == "2026-11-23T08:00:00.250Z severe raised smoke-high s-1\\u{202e} "
                + "\\u{1b}[2JSmoke \\u{9b}31m at 曼弄村\\u{a} msg_1")
    }

    @Test("The JSON line stays one line and harmless, and reads back as what was sent")
    func keepsJSONOnOneLine() throws {
        let receiver = try RunningReceiver(["--json"])
        let body = "{\n  \"a\": \"\u{9B}31m\u{7F}\u{2028}\",\r\n\t\"b\": 1.50\n}"
        #expect(try receiver.deliver(body, id: "msg_1").status == 200)

        #expect(receiver.lines.count == 1)
        let line = try #require(receiver.lines.first)
        #expect(line.contains("\u{9B}") == false && line.contains(#"\u009b31m\u007f\u2028"#))
        let read = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        let sent = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? NSDictionary
        #expect(read?["body"] as? NSDictionary == sent)
        #expect(read?["repeat"] as? Bool == false)
    }

    @Test("An output file has the JSON lines beside what is printed, and is appended to")
    func appendsToFile() throws {
        let folder = TemporaryFolder()
        writeFile(folder.file("hooks.jsonl"), "{}\n")
        let receiver = try RunningReceiver(["--output", folder.file("hooks.jsonl")])
        #expect(try receiver.deliver(#"{"a":1}"#, id: "msg_1").status == 200)
        let lines = readFile(folder.file("hooks.jsonl")).split(separator: "\n")
        #expect(lines.count == 2 && lines.last?.hasSuffix(#""body":{"a":1}}"#) == true)
        #expect(receiver.lines.count == 1)
    }

    @Test("What cannot be written down is not confirmed, and is new when it comes again")
    func confirmsOnlyWhatIsKept() throws {
        let receiver = try RunningReceiver(["--output", "/dev/full"])
        #expect(try receiver.deliver(id: "msg_1").status == 500)
        #expect(try receiver.deliver(id: "msg_1").status == 500)
        #expect(receiver.lines.isEmpty)
        #expect(try receiver.get("stats").body.contains(#""received":0,"refused":0,"rejected":2,"repeats":0"#))
    }
}
