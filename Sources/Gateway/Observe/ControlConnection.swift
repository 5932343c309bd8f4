import Dispatch
import Glibc

/// One client of the control socket; it belongs to the server's queue.
///
/// At most one of its requests is under way, and no further one is read before the answer has left: a client that does
/// not read keeps no more of our memory than one answer or one page of events.
final class ControlConnection {
    enum Work {
        case idle
        /// The pipeline owes an answer.
        case answering
        /// Hears every event after that sequence number.
        case following(after: Int64)
    }

    let number: Int
    let peer: Peer
    var work = Work.idle
    private let descriptor: Int32
    private let reading: DispatchSourceRead
    private var isReadingPaused = false
    private var writing: DispatchSourceWrite?
    private var input = LineBuffer()
    private var output: ArraySlice<UInt8> = []
    /// The client will send no more.
    private(set) var hasEnded = false
    /// Say what is to be said, and close.
    private(set) var isLeaving = false

    /// Takes over `descriptor`, which must not block; calls `onReadable` on `queue` whenever there is something to read.
    init(
        number: Int, descriptor: Int32, peer: Peer, queue: DispatchQueue,
        onReadable: @escaping @Sendable () -> Void
    ) {
        self.number = number
        self.peer = peer
        self.descriptor = descriptor
        reading = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        reading.setEventHandler(handler: onReadable)
        reading.setCancelHandler { Glibc.close(descriptor) }
        reading.activate()
    }

    // MARK: Input

    /// Takes what the socket has, at most 64 KiB; false if the connection is broken.
    func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        for _ in 0..<4 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                input.append(buffer[..<count])
            } else if count == 0 {
                hasEnded = true
                return true
            } else {
                return errno == EAGAIN || errno == EINTR
            }
        }
        return true
    }

    func nextLine() -> [UInt8]? { input.nextLine() }

    var waitingBytes: Int { input.count }

    /// Whether both directions are closed: a client that only sends no more may still want its answers.
    var isHungUp: Bool {
        var state = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&state, 1, 0) > 0 && state.revents & Int16(POLLHUP | POLLERR) != 0
    }

    /// Reads on only while nothing is owed to the client.
    func setReading(_ isWanted: Bool) {
        guard isReadingPaused == isWanted else { return }
        isReadingPaused = !isWanted
        isWanted ? reading.resume() : reading.suspend()
    }

    // MARK: Output

    var hasUnsent: Bool { !output.isEmpty }

    func say(_ line: String) {
        output.append(contentsOf: line.utf8)
        output.append(UInt8(ascii: "\n"))
    }

    /// The last word: whatever else the client sent is not read.
    func say(goodbye line: String) {
        say(line)
        isLeaving = true
    }

    /// Sends what the socket takes; false if the connection is broken.
    func flush(queue: DispatchQueue, onWritable: @escaping @Sendable () -> Void) -> Bool {
        while !output.isEmpty {
            let count = output.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0 {
                if errno == EINTR { continue }
                guard errno == EAGAIN else { return false }
                awaitRoom(queue: queue, onWritable)
                return true
            }
            output = output.dropFirst(count)
        }
        output = []
        writing?.cancel()
        writing = nil
        return true
    }

    /// A descriptor of its own: one shared by two sources must not be closed before both are cancelled.
    private func awaitRoom(queue: DispatchQueue, _ onWritable: @escaping @Sendable () -> Void) {
        guard writing == nil, case let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0), copy >= 0 else { return }
        let source = DispatchSource.makeWriteSource(fileDescriptor: copy, queue: queue)
        source.setEventHandler(handler: onWritable)
        source.setCancelHandler { Glibc.close(copy) }
        source.activate()
        writing = source
    }

    func close() {
        writing?.cancel()
        writing = nil
        shutdown(descriptor, Int32(SHUT_RDWR))
        // A suspended source never hears that it is cancelled.
        setReading(true)
        reading.cancel()
    }
}
