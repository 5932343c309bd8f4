import AlarmEngine
import Dispatch
import Glibc
import TestSupport
import Testing

@testable import Gateway

@Suite("Following events")
struct EventFollowerTests {
    let fixture = ControlFixture()

    @Test("Through restarts of the daemon every event is heard once, in order")
    func restarts() throws {
        fixture.shelf.append(100)
        let follower = try FollowerThread(path: fixture.path, after: 0, count: 1000) { try fixture.server() }
        for round in 1...9 {
            #expect(eventually { follower.heard.count > (round - 1) * 100 })
            follower.server.stop()
            fixture.shelf.append(50)
            follower.server = try fixture.server()
            fixture.shelf.append(50)
            follower.server.eventsArrived(upTo: Int64(fixture.shelf.count))
        }
        #expect(follower.finished())
        follower.server.stop()
        #expect(follower.heard == (1...1000).map { Int64($0) })
        #expect(follower.news.filter { $0 == .waiting }.count == follower.news.filter { $0 == .resumed }.count)
        #expect(follower.news.contains(.waiting))
    }

    @Test("Without a number only what comes is heard")
    func fromNow() throws {
        fixture.shelf.append(10)
        let follower = try FollowerThread(path: fixture.path, after: nil, count: 5) { try fixture.server() }
        // When it has connected is not to be seen: something happens until it has heard enough.
        let heardEnough = eventually {
            fixture.shelf.append(1)
            follower.server.eventsArrived(upTo: Int64(fixture.shelf.count))
            return follower.heard.count == 5
        }
        #expect(heardEnough)
        #expect(follower.finished())
        follower.server.stop()
        let first = try #require(follower.heard.first)
        #expect(first > 10)
        #expect(follower.heard == Array(first..<first + 5))
    }

    @Test("A ledger with fewer events than were heard is another one, and is told from its beginning")
    func otherLedger() throws {
        fixture.shelf.append(3)
        let follower = try FollowerThread(path: fixture.path, after: 7, count: 3) { try fixture.server() }
        #expect(follower.finished())
        follower.server.stop()
        #expect(follower.news == [.otherLedger])
        #expect(follower.heard == [1, 2, 3])
    }

    @Test("Without a daemon at the start it says so at once")
    func noDaemon() {
        var follower = EventFollower(path: fixture.path, after: nil)
        #expect {
            try follower.run(news: { _ in }) { _ in true }
        } throws: { error in
            "\(error)".hasPrefix("No daemon listens on \(fixture.path) (No such file or directory); start it with")
        }
    }

    @Test("It ends when nobody reads what it writes, though nothing happens")
    func readerGone() throws {
        let server = try fixture.server()
        defer { server.stop() }
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        var follower = EventFollower(path: fixture.path, after: 0)
        try follower.run(output: ends[1], news: { _ in }) { _ in true }
        #expect(follower.sequence == 0)
    }

    @Test("The last events that are wanted are found far back")
    func history() throws {
        fixture.shelf.append(1234)
        let server = try fixture.server()
        defer { server.stop() }
        let history = EventHistory(client: try ControlClient(path: fixture.path))
        let filter = EventFilter(minimumSeverity: .severe)
        let (events, newest) = try history.last(80) { $0.event.map { filter.matches($0.event) } ?? true }
        #expect(newest == 1234)
        #expect(events.map(\.sequence) == (44...123).map { $0 * 10 })
        #expect(try history.last(3) { _ in true }.events.map(\.sequence) == [1232, 1233, 1234])
        #expect(try history.last(0) { _ in true }.events.isEmpty)
        #expect(try history.last(5000) { _ in true }.events.map(\.sequence) == (1...1234).map { Int64($0) })
    }

    @Test("An event read from its line writes the same line again")
    func reading() throws {
        fixture.shelf.append(10)
        for (_, line) in fixture.shelf.events(after: 0, limit: 10) {
            let event = try #require(NumberedEvent(JSONValue(parsing: Array(line.utf8))))
            #expect(EventLine.json(event) == line)
        }
    }
}

/// A follower on a thread of its own, as the command is.
private final class FollowerThread: @unchecked Sendable {
    var server: ControlServer
    private let queue = DispatchQueue(label: "heard")
    private let done = DispatchGroup()
    private var numbers: [Int64] = []
    private var said: [EventFollower.News] = []

    var heard: [Int64] { queue.sync { numbers } }
    var news: [EventFollower.News] { queue.sync { said } }

    init(path: String, after: Int64?, count: Int, server: () throws -> ControlServer) throws {
        self.server = try server()
        done.enter()
        DispatchQueue.global().async { [self] in
            var follower = EventFollower(path: path, after: after)
            try? follower.run(news: { news in queue.sync { said.append(news) } }) { record in
                queue.sync {
                    numbers.append(record.sequence)
                    return numbers.count < count
                }
            }
            done.leave()
        }
    }

    func finished() -> Bool { done.wait(timeout: .now() + .seconds(10)) == .success }
}
