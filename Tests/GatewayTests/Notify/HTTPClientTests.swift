import AlarmEngine
import Dispatch
import Glibc
import TestSupport
import Testing

@testable import Gateway

@Suite("The HTTP client")
struct HTTPClientTests {
    private let queue = DispatchQueue(label: "test.http")

    /// Posts and waits for the answer.
    private func post(
        _ url: String, client: HTTPClient? = nil, timeout: Span = .seconds(5), caFile: String? = nil,
        isNew: Bool = false
    ) throws -> HTTPAnswer {
        let answer = try start(url, client: client, timeout: timeout, caFile: caFile, isNew: isNew)
        _ = eventually { answer.locked { $0 != nil } }
        return try #require(answer.locked { $0 })
    }

    /// Posts; the answer comes later.
    private func start(
        _ url: String, client: HTTPClient? = nil, timeout: Span = .seconds(5), caFile: String? = nil,
        isNew: Bool = false
    ) throws -> Locked<HTTPAnswer?> {
        let client = try #require(client ?? HTTPClient(queue: queue))
        let answer = Locked<HTTPAnswer?>(nil)
        let request = HTTPRequest(
            address: try WebhookAddress(url, of: "centre"), headers: [("webhook-id", "msg_1")], body: "{}",
            timeout: timeout, caFile: caFile, usesNewConnection: isNew)
        queue.async {
            client.post(request) { came in withExtendedLifetime(client) { answer.locked { $0 = came } } }
        }
        return answer
    }

    @Test("A status is the answer; headers and body arrive as they were given")
    func status() throws {
        let server = HTTPServer { _ in .status(204) }
        defer { server.stop() }
        #expect(try post(server.url) == .status(204, retryAfterSeconds: nil))
        let request = try #require(server.requests.first)
        #expect(request.body == "{}")
        #expect(request.headers["webhook-id"] == "msg_1")
        #expect(request.headers["user-agent"] == "gengfu")
        #expect(request.headers["expect"] == nil)
    }

    @Test("Retry-After is read in seconds and as a date")
    func retryAfter() throws {
        let server = HTTPServer { request in
            .status(503, headers: ["Retry-After": request.number == 1 ? "17" : "Fri, 31 Dec 2100 23:59:59 GMT"])
        }
        defer { server.stop() }
        #expect(try post(server.url) == .status(503, retryAfterSeconds: 17))
        guard case .status(503, let seconds?) = try post(server.url) else {
            Issue.record("no Retry-After")
            return
        }
        #expect(seconds > 86_400)
    }

    @Test("A redirect is an answer, and nobody goes there")
    func redirect() throws {
        let trap = HTTPServer { _ in .status(200) }
        let server = HTTPServer { _ in .status(302, headers: ["Location": trap.url]) }
        defer {
            server.stop()
            trap.stop()
        }
        #expect(try post(server.url) == .status(302, retryAfterSeconds: nil))
        #expect(trap.requests.isEmpty)
    }

    @Test("An endless answer ends after 64 KiB; its status decides")
    func endless() throws {
        let server = HTTPServer { _ in .endless }
        defer { server.stop() }
        #expect(try post(server.url, timeout: .minutes(10)) == .status(200, retryAfterSeconds: nil))
    }

    @Test("A hung request fails when its time is over, and others pass it meanwhile")
    func hang() throws {
        let server = HTTPServer { $0.path == "/hang" ? .hang : .status(200) }
        defer { server.stop() }
        let client = try #require(HTTPClient(queue: queue))
        let hung = try start("http://127.0.0.1:\(server.port)/hang", client: client, timeout: .seconds(1))
        #expect(eventually { !server.requests.isEmpty })
        #expect(try post(server.url, client: client) == .status(200, retryAfterSeconds: nil))
        #expect(eventually { hung.locked { $0 != nil } })
        guard case .failed(let why) = hung.locked({ $0 }) else {
            Issue.record("it did not fail")
            return
        }
        #expect(why.contains("timed out"))
    }

    @Test("A refused connection and a hang-up fail with a sentence")
    func nobody() throws {
        guard case .failed(let why) = try post("http://127.0.0.1:\(freePort())/hook?token=hunter2") else {
            Issue.record("it did not fail")
            return
        }
        #expect(why.contains("refused") || why.contains("connect"))
        let server = HTTPServer { _ in .close }
        defer { server.stop() }
        guard case .failed = try post(server.url) else {
            Issue.record("it did not fail")
            return
        }
    }

    @Test("A connection is used again, but not for a second attempt")
    func connections() throws {
        let server = HTTPServer { _ in .status(200) }
        defer { server.stop() }
        let client = try #require(HTTPClient(queue: queue))
        for isNew in [false, false, true] { _ = try post(server.url, client: client, isNew: isNew) }
        #expect(server.requests.map(\.connection) == [1, 1, 2])
    }

    @Test("Thousands of requests leave no descriptor behind")
    func descriptors() throws {
        let server = HTTPServer { $0.number % 3 == 0 ? .close : .status(200) }
        let client = try #require(HTTPClient(queue: queue))
        for _ in 0..<20 { _ = try post(server.url, client: client) }
        let before = openSockets()
        for _ in 0..<300 { _ = try post(server.url, client: client) }
        #expect(eventually { openSockets() <= before + 20 })
        server.stop()
    }

    private func openSockets() -> Int {
        (3..<1024).count { fcntl(Int32($0), F_GETFD) >= 0 }
    }
}

@Suite("TLS of a webhook")
struct WebhookTLSTests {
    private let queue = DispatchQueue(label: "test.https")

    /// `openssl s_server` with a certificate for these names, which answers 204 to whatever it is sent.
    private func server(for names: String, in folder: TemporaryFolder) throws -> (Int, ChildProcess, Certificates) {
        let certificates = try Certificates(server: names, in: folder)
        let port = freePort()
        writeFile(folder.file("answer"), "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        let command =
            "exec openssl s_server -quiet -accept 127.0.0.1:\(port) -cert \(certificates.server) "
            + "-key \(certificates.serverKey) < \(folder.file("answer"))"
        let child = try ChildProcess("sh", ["-c", command], output: "/dev/null", errors: folder.file("server.log"))
        // A connection to see whether it listens would take the one answer.
        let entry = ":\(String(port, radix: 16, uppercase: true)) 00000000:0000 0A"
        #expect(eventually { readFile("/proc/net/tcp").contains(entry) })
        return (port, child, certificates)
    }

    private func post(_ url: String, caFile: String?) throws -> HTTPAnswer {
        let client = try #require(HTTPClient(queue: queue))
        let answer = Locked<HTTPAnswer?>(nil)
        let request = HTTPRequest(
            address: try WebhookAddress(url, of: "centre"), headers: [], body: "{}", timeout: .seconds(5),
            caFile: caFile,
            usesNewConnection: false)
        queue.async {
            client.post(request) { came in withExtendedLifetime(client) { answer.locked { $0 = came } } }
        }
        _ = eventually { answer.locked { $0 != nil } }
        return try #require(answer.locked { $0 })
    }

    @Test("A certificate of the authority named in the configuration, for the right name, is trusted")
    func trusted() throws {
        let folder = TemporaryFolder()
        let (port, child, certificates) = try server(for: "IP:127.0.0.1", in: folder)
        defer {
            child.send(SIGKILL)
            child.wait()
        }
        let answer = try post("https://127.0.0.1:\(port)/hook", caFile: certificates.authority)
        #expect(answer == .status(204, retryAfterSeconds: nil))
    }

    @Test("One that nobody vouches for is not")
    func selfSigned() throws {
        let folder = TemporaryFolder()
        let (port, child, _) = try server(for: "IP:127.0.0.1", in: folder)
        defer {
            child.send(SIGKILL)
            child.wait()
        }
        guard case .failed(let why) = try post("https://127.0.0.1:\(port)/hook", caFile: nil) else {
            Issue.record("it was trusted")
            return
        }
        #expect(why.contains("certificate"))
    }

    @Test("One for another name is not")
    func wrongName() throws {
        let folder = TemporaryFolder()
        let (port, child, certificates) = try server(for: "DNS:elsewhere.example", in: folder)
        defer {
            child.send(SIGKILL)
            child.wait()
        }
        let answer = try post("https://127.0.0.1:\(port)/hook", caFile: certificates.authority)
        guard case .failed(let why) = answer else {
            Issue.record("it was trusted")
            return
        }
        #expect(why.contains("subject name"))
    }
}

@Suite("The address of a webhook")
struct WebhookAddressTests {
    @Test("Shows scheme, host and port, and nothing of the rest")
    func place() throws {
        let address = try WebhookAddress(
            "https://user:hunter2@centre.example:8443/hook/tok3n?key=s3cret#f", of: "centre")
        var dumped = ""
        dump(address, to: &dumped)
        #expect(address.place == "https://centre.example:8443")
        #expect("\(address)" == address.place)
        for secret in ["hunter2", "tok3n", "s3cret"] { #expect(!dumped.contains(secret)) }
        let cleaned = address.cleaned("Failed: \(address.url) or /hook/tok3n or key=s3cret\nor user:hunter2\u{1B}[2J")
        for secret in ["hunter2", "tok3n", "s3cret", "\u{1B}", "\n"] { #expect(!cleaned.contains(secret)) }
    }

    @Test("Only http and https", arguments: ["", "centre", "ftp://a/b", "file:///etc/passwd", "mqtt://a", "https://"])
    func others(url: String) {
        #expect(throws: SinkError.self) { try WebhookAddress(url, of: "centre") }
    }
}
