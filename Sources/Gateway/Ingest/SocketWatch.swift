import Dispatch
import Glibc

/// Calls a handler on a queue while a socket is readable, or writable.
///
/// It watches a duplicate of the descriptor: the library closes its own inside `mosquitto_loop_read`, and libdispatch's
/// epoll backend, which knows a source by its descriptor's number, may then never wake the next one that is given the
/// same number. All calls belong on the queue.
final class SocketWatch {
    enum Direction {
        case readable, writable
    }

    private let descriptor: Int32
    private let source: any DispatchSourceProtocol

    /// Whether it calls; off at first.
    var isOn = false {
        didSet {
            guard isOn != oldValue else { return }
            if isOn { source.resume() } else { source.suspend() }
        }
    }

    /// Answers nil if the process has no descriptor left.
    init?(_ direction: Direction, of socket: Int32, on queue: DispatchQueue, handler: @escaping @Sendable () -> Void) {
        let descriptor = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
        switch direction {
        case .readable: source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        case .writable: source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
        }
        source.setEventHandler(handler: handler)
        source.setCancelHandler { close(descriptor) }
    }

    /// Tells the other end that nothing more comes from us.
    func endWriting() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// How many bytes wait to be read, counted up to 1 MiB.
    var unread: Int {
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        return max(0, recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_PEEK)))
    }

    /// Drops what the other end still sends; answers whether it has hung up.
    func discardUntilEnd() -> Bool {
        var scrap = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &scrap, scrap.count, Int32(MSG_DONTWAIT))
            if count <= 0 { return count == 0 || errno != EAGAIN && errno != EINTR }
        }
    }

    deinit {
        source.cancel()
        // A suspended source would never run its cancel handler, and libdispatch traps if one is released.
        if !isOn { source.resume() }
    }
}
