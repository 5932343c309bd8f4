import Dispatch
import Glibc

/// What the control socket asks of the rest of the daemon.
public struct ControlHandlers: Sendable {
    /// Called on the control queue.
    ///
    /// The answer may come from any queue, once: a JSON object without a line feed, of at
    /// most 8 MiB.
    public var request:
        @Sendable (_ request: ControlRequest, _ peer: Peer, _ reply: @escaping @Sendable (String) -> Void) -> Void
    /// The first events after a sequence number, at most `limit`, in order, each with its line of JSON.
    ///
    /// Called on the control queue; it may read a ledger connection of its own.
    public var events: @Sendable (_ after: Int64, _ limit: Int) -> [(seq: Int64, line: String)]

    public init(
        request: @escaping @Sendable (ControlRequest, Peer, @escaping @Sendable (String) -> Void) -> Void,
        events: @escaping @Sendable (Int64, Int) -> [(seq: Int64, line: String)]
    ) {
        self.request = request
        self.events = events
    }
}

/// The operator's end of the daemon: a UNIX socket, a JSON object a line each way.
///
/// `@unchecked Sendable` is sound: everything that changes is private and touched on `queue` alone. The queue waits for no
/// other; answers and news of events come to it.
public final class ControlServer: @unchecked Sendable {
    /// Whose members may use the socket; `systemd/gengfu.sysusers` makes it.
    public static let operators = "gengfu"
    static let mostClients = 64
    static let longestLine = 65_536
    static let longestAnswer = 8 * 1024 * 1024
    static let eventsPerPage = 64

    private let queue = DispatchQueue(label: "gengfu.control")
    private let handlers: ControlHandlers
    private let listener: ControlListener
    private let accepting: DispatchSourceRead
    private var connections: [Int: ControlConnection] = [:]
    private var opened = 0
    /// The newest event there is.
    private var lastSequence: Int64

    /// Listens at once.
    ///
    /// - Parameters:
    ///   - path: at most 107 bytes; its folder must exist. The file gets mode 0660.
    ///   - group: the file's group, if the system has it.
    ///   - lastSequence: of the newest event in the ledger; 0 if there is none.
    ///   - handlers: what answers.
    /// - Throws: ``ControlError`` if somebody listens there already, or the file cannot be made.
    public init(path: String, group: String = ControlServer.operators, lastSequence: Int64, handlers: ControlHandlers)
        throws(ControlError)
    {
        self.handlers = handlers
        self.lastSequence = lastSequence
        listener = try ControlListener(path: path, group: group)
        let descriptor = listener.descriptor
        accepting = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        accepting.setCancelHandler { close(descriptor) }
        accepting.setEventHandler { [weak self] in self?.accept() }
        accepting.activate()
    }

    /// There are events up to that number: followers hear them.
    ///
    /// Call it after they are committed, from any queue.
    public func eventsArrived(upTo sequence: Int64) {
        queue.async {
            self.lastSequence = max(self.lastSequence, sequence)
            for connection in self.connections.values where !connection.hasUnsent { self.proceed(connection) }
        }
    }

    /// Closes every connection and takes the socket file away.
    ///
    /// Not from the control queue.
    public func stop() {
        dispatchPrecondition(condition: .notOnQueue(queue))
        queue.sync {
            listener.removeFile()
            accepting.cancel()
            for connection in connections.values { connection.close() }
            connections = [:]
        }
    }

    private func accept() {
        while case let descriptor = Glibc.accept(listener.descriptor, nil, nil), descriptor >= 0 {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            guard let peer = Peer(of: descriptor) else {
                close(descriptor)
                continue
            }
            opened += 1
            let number = opened
            let connection = ControlConnection(number: number, descriptor: descriptor, peer: peer, queue: queue) {
                [weak self] in
                self?.readable(number)
            }
            if connections.count >= ControlServer.mostClients {
                connection.say(
                    goodbye: ControlReply.refusal("The daemon serves \(ControlServer.mostClients) already; close one."))
            }
            connections[number] = connection
            proceed(connection)
        }
        if errno == EMFILE || errno == ENFILE { pauseAccepting() }
    }

    /// Out of descriptors: the source would fire without end.
    private func pauseAccepting() {
        accepting.suspend()
        queue.asyncAfter(deadline: .now() + .milliseconds(200)) { self.accepting.resume() }
    }

    private func readable(_ number: Int) {
        guard let connection = connections[number] else { return }
        guard connection.receive() else { return drop(connection) }
        proceed(connection)
    }

    private func drop(_ connection: ControlConnection) {
        connections[connection.number] = nil
        connection.close()
    }

    /// Takes a connection as far as it goes: what is unsent first, then its next request, then its next page.
    private func proceed(_ connection: ControlConnection) {
        let number = connection.number
        while connection.flush(queue: queue, onWritable: { [weak self] in self?.proceed(number) }) {
            if connection.hasUnsent { return connection.setReading(false) }
            if connection.isLeaving { break }
            switch next(for: connection) {
            case .goOn: continue
            case .afterTheOthers: return queue.async { self.proceed(number) }
            case .wait(let isReading): return connection.setReading(isReading && !connection.hasEnded)
            case .close: return drop(connection)
            }
        }
        drop(connection)
    }

    private func proceed(_ number: Int) {
        if let connection = connections[number] { proceed(connection) }
    }

    private enum Next {
        case goOn
        case afterTheOthers
        case wait(reading: Bool)
        case close
    }

    /// Does the next thing there is to do for a client that has read all we said.
    private func next(for connection: ControlConnection) -> Next {
        if case .answering = connection.work { return .wait(reading: false) }
        let line = connection.nextLine()
        if max(line?.count ?? 0, line == nil ? connection.waitingBytes : 0) > ControlServer.longestLine {
            connection.say(
                goodbye: ControlReply.refusal("A request may have at most \(ControlServer.longestLine) bytes."))
            return .goOn
        }
        if let line {
            answer(line, of: connection)
            return .goOn
        }
        guard case .following(let after) = connection.work else {
            return connection.hasEnded ? .close : .wait(reading: true)
        }
        if connection.hasEnded, connection.isHungUp { return .close }
        return after < lastSequence && sayPage(after: after, to: connection) ? .afterTheOthers : .wait(reading: true)
    }

    private func answer(_ line: [UInt8], of connection: ControlConnection) {
        do {
            switch try ControlLine(line, from: connection.peer) {
            case .ask(let request): ask(request, for: connection)
            case .events(let request): sendEvents(request, to: connection)
            case .follow(let after):
                connection.say(ControlReply.events(last: lastSequence))
                connection.work = .following(after: after ?? lastSequence)
            }
        } catch {
            connection.say(ControlReply.refusal(error.description))
        }
    }

    private func ask(_ request: ControlRequest, for connection: ControlConnection) {
        if case .following = connection.work {
            return connection.say(ControlReply.refusal("This connection follows events; ask on another one."))
        }
        connection.work = .answering
        let number = connection.number
        handlers.request(request, connection.peer) { [weak self] reply in
            guard let self else { return }
            queue.async { self.deliver(reply, to: number) }
        }
    }

    private func deliver(_ reply: String, to number: Int) {
        guard let connection = connections[number], case .answering = connection.work else { return }
        connection.work = .idle
        let isTooLong = reply.utf8.count > ControlServer.longestAnswer
        connection.say(isTooLong ? ControlReply.refusal("The answer is too long; ask for less of it.") : reply)
        proceed(connection)
    }

    private func sendEvents(_ request: ControlLine.EventsRequest, to connection: ControlConnection) {
        let events =
            switch request {
            case .last(let count): handlers.events(max(0, lastSequence - Int64(count)), count)
            case .after(let sequence, let limit): handlers.events(sequence, limit)
            }
        lastSequence = max(lastSequence, events.last?.seq ?? 0)
        connection.say(ControlReply.events(last: lastSequence, count: events.count))
        for event in events { connection.say(event.line) }
    }

    /// One page, read only because the last one has left; false if there is nothing to say yet.
    private func sayPage(after: Int64, to connection: ControlConnection) -> Bool {
        let page = handlers.events(after, ControlServer.eventsPerPage)
        guard let last = page.last else { return false }
        lastSequence = max(lastSequence, last.seq)
        for event in page { connection.say(event.line) }
        connection.work = .following(after: last.seq)
        return true
    }
}
