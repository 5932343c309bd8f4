import TestSupport
import Testing

@testable import Gateway

@Suite("Signatures")
struct WebhookSignatureTests {
    private let text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    @Test("The example of Standard Webhooks' own libraries comes out")
    func publishedVector() throws {
        let secret = try #require(Secret(text[...]))
        let header = WebhookSignature.header(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: #"{"test": 2432232314}"#,
            secrets: [secret])
        #expect(header == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test("While a key is rotated there is a signature for each, with a space between; with no secret there is none")
    func rotation() throws {
        let secret = try #require(Secret(text[...]))
        let other = try #require(Secret("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))
        let parts = WebhookSignature.header(id: "a", timestamp: 1, body: "b", secrets: [secret, other])?.split(
            separator: " ")
        #expect(parts?.count == 2)
        #expect(parts?.first != parts?.last)
        #expect(WebhookSignature.header(id: "a", timestamp: 1, body: "b", secrets: []) == nil)
    }

    @Test("A secret shows itself nowhere")
    func neverShown() throws {
        let secret = try #require(Secret(text[...]))
        var dumped = ""
        dump(secret, to: &dumped)
        dump([secret], to: &dumped)
        for shown in ["\(secret)", String(reflecting: secret), "\([secret])", "\(Optional(secret) as Any)", dumped] {
            #expect(shown.contains("secret"))
            // The key's first byte is 0x31.
            #expect(!shown.contains("MfKQ") && !shown.contains("49"))
        }
    }

    @Test("Base64 goes both ways at every length, and takes nothing else")
    func base64() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            let text = Base64.text(of: bytes)
            #expect(Base64.bytes(of: text[...]) == bytes)
            #expect(Base64.bytes(of: text.prefix { $0 != "=" }) == bytes)
        }
        for bad in ["A", "AAAAA", "A===", "AA=A", "====", "AAA\n", "AAA-", "A\u{0}AA", "é"] {
            #expect(Base64.bytes(of: bad[...]) == nil, "\(bad)")
        }
    }

    @Test("A bad secret file is an error that says where and does not say what")
    func badFiles() throws {
        let folder = TemporaryFolder()
        let path = folder.file("hook-secret")
        func reason(_ contents: String?) -> String {
            if let contents { writeFile(path, contents) }
            do {
                _ = try Secret.all(inFile: path)
                return "none"
            } catch { return "\(error)" }
        }
        #expect(reason(nil).contains("No such file"))
        #expect(reason("").contains("there is no secret in it"))
        #expect(reason("# comment\n\n").contains("there is no secret in it"))
        #expect(reason("\(text)\nhunter2\n").contains("line 2 is no such secret"))
        #expect(!reason("\(text)\nhunter2\n").contains("hunter2"))
        #expect(reason("whsec_\n").contains("line 1"))
        #expect(reason("  \(text) \r\n\n\(text)\n") == "none")
    }
}
