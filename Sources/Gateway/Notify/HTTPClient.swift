import CCurl
import Dispatch
import Glibc

/// POSTs over libcurl's multi interface, driven by Dispatch: nothing here ever blocks.
///
/// It lives on one serial queue: every method is called there, and answers come there. That is why `@unchecked` is sound.
final class HTTPClient: @unchecked Sendable {
    private let queue: DispatchQueue
    private let multi: UnsafeMutableRawPointer
    private let watcher: SocketWatcher
    private var transfers: [UnsafeMutableRawPointer: HTTPTransfer] = [:]

    /// Nil if libcurl gives no handle, for want of memory.
    init?(queue: DispatchQueue) {
        guard HTTPClient.isReady, let multi = curl_multi_init() else { return nil }
        self.queue = queue
        self.multi = multi
        watcher = SocketWatcher(queue: queue)
        // A lane is a connection; see CURLOPT_HTTP_VERSION.
        gengfu_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
        gengfu_curl_multi_set_callbacks(
            multi,
            { _, socket, what, context, _ in
                guard let context else { return 0 }
                Unmanaged<SocketWatcher>.fromOpaque(context).takeUnretainedValue().watch(socket, for: what)
                return 0
            },
            { _, milliseconds, context in
                guard let context else { return 0 }
                Unmanaged<SocketWatcher>.fromOpaque(context).takeUnretainedValue().wake(afterMilliseconds: milliseconds)
                return 0
            },
            Unmanaged.passUnretained(watcher).toOpaque()
        )
        watcher.onReady = { [weak self] socket, what in self?.drive(socket, what) }
    }

    deinit {
        for transfer in transfers.values { curl_multi_remove_handle(multi, transfer.easy) }
        transfers = [:]
        curl_multi_cleanup(multi)
    }

    /// Starts a request; `finish` hears of it once, later, on the queue.
    func post(_ request: HTTPRequest, finish: @escaping @Sendable (HTTPAnswer) -> Void) {
        dispatchPrecondition(condition: .onQueue(queue))
        guard let transfer = HTTPTransfer(request, finish: finish),
            curl_multi_add_handle(multi, transfer.easy) == CURLM_OK
        else { return queue.async { finish(.failed("libcurl could not start the request")) } }
        transfers[transfer.easy] = transfer
    }

    /// Ends every request without an answer.
    func cancelAll() {
        dispatchPrecondition(condition: .onQueue(queue))
        for transfer in transfers.values { curl_multi_remove_handle(multi, transfer.easy) }
        transfers = [:]
    }

    private func drive(_ socket: Int32, _ what: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(multi, socket, what, &running)
        var code = CURLE_OK
        var ended: [(HTTPTransfer, HTTPAnswer)] = []
        while let easy = gengfu_curl_multi_ended(multi, &code) {
            guard let transfer = transfers.removeValue(forKey: easy) else { continue }
            let answer = transfer.answer(code)
            curl_multi_remove_handle(multi, easy)
            ended.append((transfer, answer))
        }
        for (transfer, answer) in ended { transfer.finish(answer) }
    }

    // Once a process. OpenSSL writes with write(2): a peer that hangs up would end us by SIGPIPE.
    private static let isReady: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    }()
}
