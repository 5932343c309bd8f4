import AlarmEngine
import Dispatch
import Glibc
import Logging
import TestSupport
import Testing

@testable import Gateway

/// A webhook sink at a server, and all it reported.
private final class SinkUnderTest: Sendable {
    let sink: WebhookSink
    let reports: Locked<[SinkReport]>
    let start = GatewayClock.utc()

    init(_ url: String, secretFile: String? = nil, bound: Int = 100, change: (inout WebhookConfiguration) -> Void = { _ in })
        throws
    {
        var configuration = WebhookConfiguration(
            url: url, secretFile: secretFile, deadline: .seconds(10), timeout: .seconds(5), fallback: "backup",
            carry: Carried(values: true, text: true, place: false), lanes: 2, longestPause: .seconds(1))
        change(&configuration)
        let reports = Locked<[SinkReport]>([])
        self.reports = reports
        // A jitter of 0.02 makes the first pause 20 ms.
        sink = try WebhookSink(
            name: "centre", configuration: configuration, gateway: "gengfu-menghai", outboxBound: bound,
            clock: GatewayClock.utc, random: { 0.02 }, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            report: { report in reports.locked { $0.append(report) } })
    }

    func enqueue(_ sequences: ClosedRange<Int64>, _ signal: Signal = .alarm) {
        sink.enqueue(sequences.map { delivery($0, signal, createdAt: GatewayClock.utc()) })
    }

    var delivered: [Int64] {
        reports.locked { reports in
            reports.compactMap { if case .outcome(let sequence, .delivered) = $0 { sequence } else { nil } }
        }
    }

    var outcomes: [DeliveryOutcome] {
        reports.locked { $0.compactMap { if case .outcome(_, let outcome) = $0 { outcome } else { nil } } }
    }

    func said(_ report: SinkReport) -> Bool { reports.locked { $0.contains(report) } }

    /// Waits for `stop`, at most so long.
    func stop(within limit: Span = .seconds(5)) {
        let done = DispatchSemaphore(value: 0)
        sink.stop(within: limit) { done.signal() }
        done.wait()
    }
}

@Suite("A webhook", .timeLimit(.minutes(1)))
struct WebhookSinkTests {
    @Test("Is told with the headers and the signature of Standard Webhooks, and the body of the contract")
    func request() throws {
        let folder = TemporaryFolder()
        writeFile(folder.file("hook-secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
        let server = HTTPServer { _ in .status(200) }
        defer { server.stop() }
        let tested = try SinkUnderTest(server.url, secretFile: folder.file("hook-secret"))
        tested.enqueue(7...7)
        #expect(eventually { tested.delivered == [7] })
        let request = try #require(server.requests.first)
        let event = numbered(7, alarm: "alarm-7", signal: .alarm, severity: .severe)
        let carried = Carried(values: true, text: true, place: false)
        #expect(request.body == EventLine.body(of: event, carrying: carried, gateway: "gengfu-menghai"))
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["webhook-id"] == "msg_\(event.id)_7")
        let timestamp = try #require(Int64(request.headers["webhook-timestamp"] ?? ""))
        #expect(abs(timestamp - GatewayClock.utc().milliseconds / 1000) <= 5)
        let secret = try #require(Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        #expect(
            request.headers["webhook-signature"]
                == WebhookSignature.header(
                    id: "msg_\(event.id)_7", timestamp: timestamp, body: request.body, secrets: [secret]))
        tested.stop()
    }

    @Test("500, then 200: delivered at the second attempt, with the same id")
    func retried() throws {
        let server = HTTPServer { $0.number == 1 ? .status(500) : .status(200) }
        defer { server.stop() }
        let tested = try SinkUnderTest(server.url)
        tested.enqueue(1...1)
        #expect(eventually { tested.delivered == [1] })
        let ids = server.requests.map { $0.headers["webhook-id"] }
        #expect(ids.count == 2 && ids[0] == ids[1])
        tested.stop()
    }

    @Test("429 with Retry-After is obeyed")
    func retryAfter() throws {
        let server = HTTPServer { $0.number == 1 ? .status(429, headers: ["Retry-After": "1"]) : .status(200) }
        defer { server.stop() }
        let tested = try SinkUnderTest(server.url)
        tested.enqueue(1...1)
        #expect(eventually { tested.delivered == [1] })
        let times = server.requests.compactMap { Int64($0.headers["webhook-timestamp"] ?? "") }
        #expect(times.count == 2 && times[1] > times[0])
        tested.stop()
    }

    @Test("302 and 410 are refusals: to the fallback at once, and later events go on", arguments: [302, 410])
    func refused(status: Int) throws {
        let server = HTTPServer { $0.number == 1 ? .status(status, headers: ["Location": "/hook"]) : .status(200) }
        defer { server.stop() }
        let tested = try SinkUnderTest(server.url)
        tested.enqueue(1...2, .trouble)
        #expect(eventually { tested.delivered == [2] })
        #expect(tested.said(.fallback(sequence: 1, to: "backup", because: .refused)))
        #expect(tested.said(.troubles(late: 0, refused: 1)))
        #expect(server.requests.count == 2)
        tested.stop()
    }

    @Test("A hung request holds up no fire, fails at its timeout and is tried again")
    func hang() throws {
        let server = HTTPServer { $0.number == 1 ? .hang : .status(200) }
        defer { server.stop() }
        let tested = try SinkUnderTest(server.url) { $0.timeout = .seconds(2) }
        tested.enqueue(1...2, .trouble)
        #expect(eventually { server.requests.count == 1 })
        tested.enqueue(3...3)
        #expect(eventually { !tested.delivered.isEmpty })
        #expect(tested.delivered == [3])
        #expect(tested.outcomes == [.delivered])
        #expect(eventually { tested.delivered.count == 3 })
        tested.stop()
    }

    @Test("Nobody listening: an alarm is late, goes to the fallback, and arrives once somebody does")
    func down() throws {
        let port = freePort()
        let tested = try SinkUnderTest("http://127.0.0.1:\(port)/hook") { $0.deadline = Span(milliseconds: 300) }
        tested.enqueue(1...3)
        #expect(eventually { tested.said(.fallback(sequence: 3, to: "backup", because: .late)) })
        #expect(eventually { tested.said(.troubles(late: 3, refused: 0)) })
        let server = HTTPServer(port: port) { _ in .status(200) }
        defer { server.stop() }
        #expect(eventually { tested.delivered.sorted() == [1, 2, 3] })
        #expect(eventually { tested.reports.locked { $0.last } == .troubles(late: 0, refused: 0) })
        tested.stop()
    }

    @Test("Beyond the bound it asks for a refill, and tells everything in order")
    func refill() throws {
        let server = HTTPServer { _ in .status(200) }
        defer { server.stop() }
        let tested = try SinkUnderTest(server.url, bound: 10)
        func event(_ sequence: Int64) -> PendingDelivery {
            delivery(sequence, .trouble, alarm: "a", kind: .severity, createdAt: tested.start)
        }
        tested.sink.enqueue((1...30).map(event))
        #expect(eventually { tested.said(.wantsRefill(limit: 10)) })
        #expect(eventually { tested.delivered.count == 10 })
        tested.sink.refill((1...30).map(event), isComplete: true)
        #expect(eventually { tested.delivered.count == 20 })
        tested.sink.refill((21...30).map(event), isComplete: true)
        #expect(eventually { tested.delivered.count == 30 })
        let told = server.requests.compactMap { $0.headers["webhook-id"]?.split(separator: "_").last.flatMap { Int64($0) } }
        #expect(told == Array(1...30))
        tested.stop()
    }

    @Test("A stop lets what is under way end and starts nothing new")
    func stopEnds() throws {
        let server = HTTPServer { _ in
            usleep(200_000)
            return .status(200)
        }
        defer { server.stop() }
        let tested = try SinkUnderTest(server.url)
        tested.enqueue(1...5)
        #expect(eventually { server.requests.count == 2 })
        tested.stop()
        #expect(tested.delivered.sorted() == [1, 2])
        tested.enqueue(6...6)
        usleep(100_000)
        #expect(server.requests.count == 2)
    }

    @Test("A stop does not wait for a hung request longer than it may")
    func stopGivesUp() throws {
        let server = HTTPServer { _ in .hang }
        defer { server.stop() }
        let tested = try SinkUnderTest(server.url)
        tested.enqueue(1...1)
        #expect(eventually { server.requests.count == 1 })
        let before = GatewayClock.utc()
        tested.stop(within: Span(milliseconds: 200))
        #expect(GatewayClock.utc() - before < .seconds(3))
        #expect(tested.outcomes.isEmpty)
    }

    @Test("A flush ends when everything due is told")
    func flush() throws {
        let server = HTTPServer { _ in .status(200) }
        defer { server.stop() }
        let tested = try SinkUnderTest(server.url)
        tested.enqueue(1...20)
        let done = DispatchSemaphore(value: 0)
        tested.sink.flush(within: .seconds(20)) { done.signal() }
        done.wait()
        #expect(tested.delivered.count == 20)
        tested.stop()
    }

    @Test("A bad new configuration is refused and the old one goes on; a good one is taken over")
    func reload() throws {
        let old = HTTPServer { _ in .status(200) }
        let new = HTTPServer { _ in .status(200) }
        defer {
            old.stop()
            new.stop()
        }
        let tested = try SinkUnderTest(old.url)
        var configuration = WebhookConfiguration(
            url: "gopher://centre", secretFile: nil, deadline: .seconds(10), timeout: .seconds(5), fallback: nil,
            carry: .everything, lanes: 2, longestPause: .seconds(1))
        #expect(throws: SinkError.self) { try tested.sink.reload(configuration) }
        configuration.url = new.url
        configuration.secretFile = "/nonexistent/secret"
        #expect(throws: SinkError.self) { try tested.sink.reload(configuration) }
        tested.enqueue(1...1)
        #expect(eventually { old.requests.count == 1 })
        configuration.secretFile = nil
        try tested.sink.reload(configuration)
        tested.enqueue(2...2)
        #expect(eventually { new.requests.count == 1 })
        tested.stop()
    }
}
