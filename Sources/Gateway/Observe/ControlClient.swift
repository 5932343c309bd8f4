import AlarmEngine
import Glibc

/// The commands' end of the control socket; blocks, and belongs to one thread.
public final class ControlClient {
    /// How long the daemon may take for an answer: a commit that fails is tried for 5 s first.
    static let patienceSeconds = 15

    private let path: String
    private let descriptor: Int32
    private var input = LineBuffer()

    /// - Throws: ``ControlError/noDaemon(path:reason:)`` if nobody listens there.
    public init(path: String) throws(ControlError) {
        guard let address = UnixAddress(path) else { throw .badPath(path) }
        let (descriptor, code) = address.connected()
        guard descriptor >= 0 else { throw .noDaemon(path: path, reason: ControlError.text(code)) }
        self.path = path
        self.descriptor = descriptor
        setPatience(seconds: ControlClient.patienceSeconds)
    }

    deinit { close(descriptor) }

    /// Sends one request and waits for its answer.
    ///
    /// - Parameter request: a JSON object without a line feed.
    /// - Throws: ``ControlError/refused(_:)`` with the daemon's sentence where it answers `"ok":false`.
    /// - Returns: the answer's line and the answer.
    public func ask(_ request: String) throws(ControlError) -> (line: String, reply: JSONValue) {
        try send(request + "\n")
        guard let line = try nextLine() else { throw broken("the connection ended") }
        guard let reply = try? JSONValue(parsing: line), let isAccepted = reply["ok"]?.boolean else {
            throw broken("what it said is no answer")
        }
        guard isAccepted else { throw .refused(reply["error"]?.string ?? "The daemon refused, and did not say why.") }
        return (String(decoding: line, as: UTF8.self), reply)
    }

    /// The next line, without its line feed; nil once the daemon has closed the connection.
    ///
    /// - Throws: ``ControlError/broken(path:reason:)`` if it takes longer than was agreed.
    public func nextLine() throws(ControlError) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let line = input.nextLine() { return line }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                input.append(buffer[..<count])
            } else if count == 0 || errno == ECONNRESET {
                return nil
            } else if errno == EAGAIN {
                throw broken("it took longer than \(ControlClient.patienceSeconds) s")
            } else if errno != EINTR {
                throw broken(ControlError.text(errno))
            }
        }
    }

    /// Waits for ever from now on: a follower has no answer to expect.
    func waitForEver() { setPatience(seconds: 0) }

    /// Blocks until there is something to read; false if nobody reads what is written to `output` any more.
    func awaitLine(orEndOf output: Int32?) -> Bool {
        guard input.count == 0, let output else { return true }
        var states = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: output, events: 0, revents: 0),
        ]
        while poll(&states, 2, -1) < 0, errno == EINTR {}
        return states[1].revents & Int16(POLLERR | POLLHUP) == 0 || states[0].revents != 0
    }

    private func send(_ text: String) throws(ControlError) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            // A daemon that closed on us may have said why: nextLine() reads it.
            if count < 0, errno == EPIPE { return }
            guard count > 0 else { throw broken(ControlError.text(errno)) }
            bytes = bytes.dropFirst(count)
        }
    }

    private func setPatience(seconds: Int) {
        var patience = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    func broken(_ reason: String) -> ControlError { .broken(path: path, reason: reason) }
}
