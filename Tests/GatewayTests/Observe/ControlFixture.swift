import AlarmEngine
import Dispatch
import Glibc
import TestSupport

@testable import Gateway

/// Events in an array, as the ledger would have them; it outlives the servers that tell of them.
final class EventShelf: @unchecked Sendable {
    private let queue = DispatchQueue(label: "shelf")
    private var lines: [String] = []
    private var asked: [Int] = []

    var count: Int { queue.sync { lines.count } }

    /// The page sizes that were asked for.
    var pages: Int { queue.sync { asked.count } }

    func append(_ count: Int, padding: Int = 0) {
        queue.sync {
            for _ in 0..<count { lines.append(line(Int64(lines.count) + 1, padding)) }
        }
    }

    func events(after: Int64, limit: Int) -> [(seq: Int64, line: String)] {
        queue.sync {
            asked.append(limit)
            return lines.enumerated().dropFirst(Int(after)).prefix(limit).map { (Int64($0.offset) + 1, $0.element) }
        }
    }

    private func line(_ sequence: Int64, _ padding: Int) -> String {
        let severe = sequence % 10 == 0
        let event = Event(
            time: Moment(milliseconds: 1_795_420_800_250 + sequence), kind: .raised,
            life: Life(
                device: DeviceKey(profile: "smoke-detector", area: "532822001001", device: "smoke-\(sequence)"),
                alarm: "smoke-high", beganAt: Moment(milliseconds: sequence)),
            service: .fireStation, area: "532822001001", zone: nil, place: "3号楼", severity: severe ? .severe : .minor,
            signal: severe ? .alarm : .trouble, state: .unacknowledged, occurrences: 1,
            values: [NamedValue(name: "smoke", value: .number(12.3))],
            text: Words(en: "Smoke\u{1B}[2J" + String(repeating: "x", count: padding), zh: "烟雾"))
        return EventLine.json(NumberedEvent(sequence: sequence, event: event))
    }
}

/// A control server in a folder of its own, with a shelf of events and a pipeline that answers at once.
struct ControlFixture {
    let folder = TemporaryFolder()
    let shelf = EventShelf()
    var path: String { folder.file("control.sock") }

    func server(
        request: @escaping @Sendable (ControlRequest, Peer, @escaping @Sendable (String) -> Void) -> Void = {
            _, _, reply in
            reply(ControlReply.accepted())
        }
    ) throws -> ControlServer {
        let shelf = shelf
        return try ControlServer(
            path: path, lastSequence: Int64(shelf.count),
            handlers: ControlHandlers(request: request, events: { shelf.events(after: $0, limit: $1) }))
    }

    /// Sends text as it is, and reads lines until the daemon closes or `count` have come.
    func exchange(_ text: String, lines count: Int) throws -> [String] {
        let socket = try RawClient(path)
        defer { socket.close() }
        socket.send(text)
        return socket.lines(count)
    }
}

/// A client that keeps no rules.
struct RawClient {
    let descriptor: Int32

    init(_ path: String) throws {
        guard let address = UnixAddress(path) else { throw ControlError.badPath(path) }
        let (descriptor, code) = address.connected()
        guard descriptor >= 0 else { throw ControlError.noDaemon(path: path, reason: ControlError.text(code)) }
        self.descriptor = descriptor
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    func close() { Glibc.close(descriptor) }

    func send(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// So many lines, or fewer if the daemon closes or says nothing for 5 s.
    func lines(_ count: Int) -> [String] {
        var buffer = LineBuffer()
        var lines: [String] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while lines.count < count {
            if let line = buffer.nextLine() {
                lines.append(String(decoding: line, as: UTF8.self))
                continue
            }
            let received = recv(descriptor, &chunk, chunk.count, 0)
            guard received > 0 else { break }
            buffer.append(chunk[..<received])
        }
        return lines
    }

    /// Whether the daemon has closed the connection; waits at most 5 s for it.
    var isClosed: Bool {
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, 0)
        return count == 0 || (count < 0 && errno == ECONNRESET)
    }
}

/// Waits at most 5 s for something to become true.
func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<500 {
        if condition() { return true }
        usleep(10_000)
    }
    return condition()
}
