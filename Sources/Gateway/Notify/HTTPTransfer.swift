import AlarmEngine
import CCurl

/// One request under way: owns libcurl's easy handle and all that the handle points to.
final class HTTPTransfer {
    /// More of an answer than this is not read: its status has said all.
    static let longestAnswer = 65_536

    let easy: UnsafeMutableRawPointer
    let finish: @Sendable (HTTPAnswer) -> Void
    private let address: WebhookAddress
    private let headers: UnsafeMutablePointer<curl_slist>?
    private let sentence: UnsafeMutablePointer<CChar>
    private var received = 0

    /// Nil if libcurl has no handle to give, or has not got an option we rely on.
    init?(_ request: HTTPRequest, finish: @escaping @Sendable (HTTPAnswer) -> Void) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.finish = finish
        address = request.address
        sentence = .allocate(capacity: Int(CURL_ERROR_SIZE))
        sentence.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        // An empty Expect: a receiver that does not know 100-continue would cost a second.
        headers = (request.headers + [("Expect", "")]).reduce(nil) { list, header in
            curl_slist_append(list, "\(header.name):\(header.value.isEmpty ? "" : " \(header.value)")") ?? list
        }
        guard configure(request) == CURLE_OK else { return nil }
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headers)
        sentence.deallocate()
    }

    /// What came of it.
    ///
    /// Once a status has come it decides, whatever became of the answer's body.
    func answer(_ code: CURLcode) -> HTTPAnswer {
        let status = gengfu_curl_status(easy)
        if status >= 200 {
            let seconds = gengfu_curl_retry_after(easy)
            return .status(status, retryAfterSeconds: seconds > 0 ? Int(seconds) : nil)
        }
        let said = String(cString: sentence)
        return .failed(address.cleaned(said.isEmpty ? String(cString: curl_easy_strerror(code)) : said))
    }

    private func configure(_ request: HTTPRequest) -> CURLcode {
        let milliseconds = max(1, request.timeout.milliseconds)
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_POST, 1),
            (CURLOPT_NOSIGNAL, 1),
            (CURLOPT_FOLLOWLOCATION, 0),
            (CURLOPT_SSL_VERIFYPEER, 1),
            (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            // With HTTP/2 a hung connection would hold every lane.
            (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
            (CURLOPT_TIMEOUT_MS, Int(milliseconds)),
            // Two thirds: within 5 s a lost SYN is sent again at 1 and 3 s, and there is time left for the answer.
            (CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, milliseconds * 2 / 3))),
            // Otherwise the end of a transfer waits for the resolver's thread: as long as DNS hangs (lib/asyn-thread.c).
            (CURLOPT_QUICK_EXIT, 1),
            (CURLOPT_FRESH_CONNECT, request.usesNewConnection ? 1 : 0),
            // Routers forget idle connections without a word.
            (CURLOPT_MAXAGE_CONN, 30),
        ]
        let texts: [(CURLoption, String)] =
            [
                (CURLOPT_URL, request.address.url),
                (CURLOPT_PROTOCOLS_STR, "http,https"),
                // Not even one from the environment.
                (CURLOPT_PROXY, ""),
                (CURLOPT_USERAGENT, "gengfu"),
            ] + (request.caFile.map { [(CURLOPT_CAINFO, $0)] } ?? [])
        var codes = numbers.map { gengfu_curl_set_long(easy, $0.0, $0.1) }
        codes += texts.map { gengfu_curl_set_string(easy, $0.0, $0.1) }
        codes += [
            gengfu_curl_set_pointer(easy, CURLOPT_HTTPHEADER, headers),
            gengfu_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, sentence),
            gengfu_curl_set_body(easy, request.body, request.body.utf8.count),
            gengfu_curl_set_reader(easy, readAnswer, Unmanaged.passUnretained(self).toOpaque()),
        ]
        return codes.first { $0 != CURLE_OK } ?? CURLE_OK
    }

    /// Counts what came; false once there is enough.
    fileprivate func take(_ count: Int) -> Bool {
        received += count
        return received <= HTTPTransfer.longestAnswer
    }
}

/// libcurl's write callback: any number but `size * count` ends the transfer.
private func readAnswer(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.take(size * count) ? size * count : 0
}
