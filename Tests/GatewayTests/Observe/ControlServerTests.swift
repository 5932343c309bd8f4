import AlarmEngine
import Dispatch
import Glibc
import TestSupport
import Testing

@testable import Gateway

@Suite("Control socket")
struct ControlServerTests {
    let fixture = ControlFixture()

    @Test("A request reaches the pipeline with who sent it, and the answer comes back")
    func answers() throws {
        let server = try fixture.server { request, peer, reply in
            let asked = ControlRequest.hand(
                HandRequest(.acknowledge(id: "0123abcd"), by: peer.user, reason: "going there"))
            reply(request == asked && peer.userID == getuid() ? "{\"ok\":true,\"n\":1}" : "{\"ok\":true,\"n\":2}")
        }
        defer { server.stop() }
        let lines = try fixture.exchange("{\"do\":\"ack\",\"id\":\"0123ABCD\",\"reason\":\"going there\"}\n", lines: 1)
        #expect(lines == ["{\"ok\":true,\"n\":1}"])
    }

    @Test(
        "Garbage gets a sentence, and the connection goes on",
        arguments: [
            ("nonsense", "not JSON"), ("[]", "JSON object"), ("{}", "needs 'do'"),
            ("{\"do\":7}", "'do' must be a string"),
            ("{\"do\":\"dance\"}", "Nothing here does 'dance'"), ("{\"do\":\"ack\"}", "needs 'id'"),
            ("{\"do\":\"ack\",\"id\":\"12\"}", "4 to 16 hex digits"),
            ("{\"do\":\"ack\",\"id\":\"zzzzzz\"}", "4 to 16 hex digits"),
            ("{\"do\":\"ack\",\"id\":\"123456\",\"reson\":\"x\"}", "'reson' is no member"),
            ("{\"do\":\"events\",\"last\":-1}", "whole number"), ("{\"do\":\"events\",\"last\":1.5}", "whole number"),
            ("{\"do\":\"events\",\"last\":\"3\"}", "whole number"),
            ("{\"do\":\"alarms\",\"severity\":\"bad\"}", "extreme"),
            ("{\"do\":\"alarms\",\"signal\":[1]}", "must be strings"),
            ("{\"do\":\"deliveries\",\"retry\":1}", "true or false"), ("\u{0}\u{1B}[2J", "not JSON"), ("", "not JSON"),
        ])
    func garbage(line: String, sentence: String) throws {
        let server = try fixture.server()
        defer { server.stop() }
        let lines = try fixture.exchange(line + "\n{\"do\":\"status\"}\n", lines: 2)
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("{\"ok\":false,\"error\":\"") == true)
        #expect(lines.first?.contains(sentence) == true, "\(lines.first ?? "")")
        #expect(lines.last == "{\"ok\":true}")
    }

    @Test("A line of 65 536 bytes is read, one byte more ends the connection with a sentence", arguments: [0, 1])
    func longLines(more: Int) throws {
        let server = try fixture.server()
        defer { server.stop() }
        let head = "{\"do\":\"status\"}"
        let line = head + String(repeating: " ", count: 65_536 + more - head.utf8.count)
        for ending in ["\n", more == 0 ? "\n" : "   "] {
            let client = try RawClient(fixture.path)
            defer { client.close() }
            client.send(line + ending)
            let reply = client.lines(1).first ?? ""
            #expect(reply.contains(more == 0 ? "\"ok\":true" : "at most 65536 bytes"))
            if more == 1 { #expect(client.isClosed) }
        }
    }

    @Test("Requests sent at once are answered one by one, in order")
    func pipelined() throws {
        let server = try fixture.server { request, _, reply in
            guard case .deliveries(_, _, let limit) = request else { return reply("{}") }
            reply("{\"ok\":true,\"n\":\(limit)}")
        }
        defer { server.stop() }
        let text = (1...500).map { "{\"do\":\"deliveries\",\"limit\":\($0)}\n" }.joined()
        #expect(try fixture.exchange(text, lines: 500) == (1...500).map { "{\"ok\":true,\"n\":\($0)}" })
    }

    @Test("A client that closes its sending half still gets its answer")
    func halfClosed() throws {
        let server = try fixture.server()
        defer { server.stop() }
        let client = try RawClient(fixture.path)
        defer { client.close() }
        client.send("{\"do\":\"status\"}\n{\"do\":\"status\"}\n")
        shutdown(client.descriptor, Int32(SHUT_WR))
        #expect(client.lines(3) == ["{\"ok\":true}", "{\"ok\":true}"])
    }

    @Test("64 clients are served, the 65th is told so, and one that leaves makes room")
    func clientBound() throws {
        let server = try fixture.server()
        defer { server.stop() }
        var clients = try (0..<64).map { _ in try RawClient(fixture.path) }
        defer { clients.forEach { $0.close() } }
        clients[63].send("{\"do\":\"status\"}\n")
        #expect(clients[63].lines(1) == ["{\"ok\":true}"])
        #expect(
            try fixture.exchange("", lines: 2) == [
                "{\"ok\":false,\"error\":\"The daemon serves 64 already; close one.\"}"
            ])
        clients.removeFirst().close()
        #expect(
            eventually { (try? fixture.exchange("{\"do\":\"status\"}\n", lines: 1)) == ["{\"ok\":true}"] })
    }

    @Test("A follower that does not read costs one page, holds up nobody, and misses nothing")
    func slowReader() throws {
        let server = try fixture.server()
        defer { server.stop() }
        let slow = try RawClient(fixture.path)
        defer { slow.close() }
        slow.send("{\"do\":\"follow\",\"after\":0}\n")
        #expect(slow.lines(1) == ["{\"ok\":true,\"last\":0}"])
        for _ in 0..<50 {
            fixture.shelf.append(100, padding: 2000)
            server.eventsArrived(upTo: Int64(fixture.shelf.count))
            #expect(try fixture.exchange("{\"do\":\"status\"}\n", lines: 1) == ["{\"ok\":true}"])
        }
        // 5,000 events of 2 kB are 10 MB; the socket takes some hundred kB, and nothing more was read from the shelf.
        #expect(fixture.shelf.pages < 20)
        let numbers = slow.lines(5000).map { $0.prefix { $0 != "," } }
        #expect(numbers == (1...5000).map { "{\"seq\":\($0)" })
    }

    @Test("The last events come as lines behind their count")
    func lastEvents() throws {
        fixture.shelf.append(30)
        let server = try fixture.server()
        defer { server.stop() }
        let lines = try fixture.exchange("{\"do\":\"events\",\"last\":3}\n", lines: 4)
        #expect(lines.first == "{\"ok\":true,\"last\":30,\"events\":3}")
        #expect(lines.dropFirst().map { $0.prefix(10) } == ["{\"seq\":28,", "{\"seq\":29,", "{\"seq\":30,"])
    }

    @Test("An answer that comes after its client has gone harms nobody")
    func lateAnswer() throws {
        let waiting = Waiting()
        let server = try fixture.server { request, _, reply in
            if request == .status { waiting.keep(reply) } else { reply(ControlReply.accepted()) }
        }
        defer { server.stop() }
        let client = try RawClient(fixture.path)
        client.send("{\"do\":\"status\"}\n")
        #expect(eventually { waiting.count == 1 })
        client.close()
        waiting.answerAll("{\"ok\":true}")
        #expect(try fixture.exchange("{\"do\":\"deliveries\"}\n", lines: 1) == ["{\"ok\":true}"])
    }
}

/// Answers that are kept back.
private final class Waiting: @unchecked Sendable {
    private let queue = DispatchQueue(label: "waiting")
    private var replies: [@Sendable (String) -> Void] = []

    var count: Int { queue.sync { replies.count } }

    func keep(_ reply: @escaping @Sendable (String) -> Void) { queue.sync { replies.append(reply) } }

    func answerAll(_ text: String) { queue.sync { replies.forEach { $0(text) } } }
}
