import CCurl
import Dispatch
import Glibc

/// Watches the sockets and the one timer that libcurl's multi interface asks for, on a Dispatch queue.
///
/// Confined to that queue, libcurl's callbacks included, which it makes only inside calls from it: hence `@unchecked`.
final class SocketWatcher: @unchecked Sendable {
    /// What libcurl must be told: a socket and `CURL_CSELECT_…`, or `CURL_SOCKET_TIMEOUT` and 0.
    var onReady: (Int32, Int32) -> Void = { _, _ in }

    private struct Watch {
        var reading: DispatchSourceRead?
        var writing: DispatchSourceWrite?
    }

    private let queue: DispatchQueue
    private let timer: DispatchSourceTimer
    private var watches: [Int32: Watch] = [:]

    init(queue: DispatchQueue) {
        self.queue = queue
        timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { [weak self] in self?.onReady(CURL_SOCKET_BAD, 0) }
        timer.schedule(deadline: .distantFuture)
        timer.activate()
    }

    deinit {
        timer.cancel()
        for watch in watches.values {
            watch.reading?.cancel()
            watch.writing?.cancel()
        }
    }

    /// libcurl's `CURLMOPT_SOCKETFUNCTION`: `what` is `CURL_POLL_…`.
    func watch(_ socket: Int32, for what: Int32) {
        var watch = watches[socket] ?? Watch()
        let wantsReading = what == CURL_POLL_IN || what == CURL_POLL_INOUT
        let wantsWriting = what == CURL_POLL_OUT || what == CURL_POLL_INOUT
        if wantsReading != (watch.reading != nil) {
            watch.reading?.cancel()
            watch.reading = wantsReading ? readSource(socket) : nil
        }
        if wantsWriting != (watch.writing != nil) {
            watch.writing?.cancel()
            watch.writing = wantsWriting ? writeSource(socket) : nil
        }
        watches[socket] = wantsReading || wantsWriting ? watch : nil
    }

    /// libcurl's `CURLMOPT_TIMERFUNCTION`: -1 stops it.
    ///
    /// 0 is done next on the queue, for libcurl may not be called from its callback; by way of a timer every request would wait
    /// for two more threads to wake (0.2 ms and more).
    func wake(afterMilliseconds milliseconds: Int) {
        guard milliseconds != 0 else {
            timer.schedule(deadline: .distantFuture)
            return queue.async { [weak self] in self?.onReady(CURL_SOCKET_BAD, 0) }
        }
        timer.schedule(deadline: milliseconds < 0 ? .distantFuture : .now() + .milliseconds(milliseconds))
    }

    // Each source watches a duplicate and closes it when its cancellation is through: libcurl closes the socket at once, and
    // epoll must not be left with a number that may already be another file's.

    private func readSource(_ socket: Int32) -> DispatchSourceRead? {
        let duplicate = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        guard duplicate >= 0 else { return nil }
        let source = DispatchSource.makeReadSource(fileDescriptor: duplicate, queue: queue)
        source.setEventHandler { [weak self] in self?.onReady(socket, CURL_CSELECT_IN) }
        source.setCancelHandler { close(duplicate) }
        source.activate()
        return source
    }

    private func writeSource(_ socket: Int32) -> DispatchSourceWrite? {
        let duplicate = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        guard duplicate >= 0 else { return nil }
        let source = DispatchSource.makeWriteSource(fileDescriptor: duplicate, queue: queue)
        source.setEventHandler { [weak self] in self?.onReady(socket, CURL_CSELECT_OUT) }
        source.setCancelHandler { close(duplicate) }
        source.activate()
        return source
    }
}
