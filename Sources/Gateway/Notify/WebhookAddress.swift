import CCurl

/// Where a webhook is.
///
/// Its URL may itself be a secret (tokens in path or query), so only ``place`` is ever shown.
struct WebhookAddress: Sendable {
    let url: String
    /// Scheme, host and port: what a message may say.
    let place: String
    /// The parts of the URL that no message may repeat.
    private let hidden: [String]

    /// Reads an `http://` or `https://` URL.
    ///
    /// - Throws: why it cannot be used, without repeating it.
    init(_ url: String, of sink: String) throws(SinkError) {
        guard let handle = curl_url() else { throw .noHTTPClient(sink: sink) }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK, let host = Self.part(CURLUPART_HOST, of: handle)
        else { throw .badAddress(sink: sink, reason: "it is not a URL such as https://centre.example/hook") }
        guard let scheme = Self.part(CURLUPART_SCHEME, of: handle), ["http", "https"].contains(scheme) else {
            throw .badAddress(sink: sink, reason: "it must begin with https:// or http://")
        }
        self.url = url
        let port = Self.part(CURLUPART_PORT, of: handle).map { ":\($0)" } ?? ""
        place = TerminalSafe.escaped("\(scheme)://\(host)\(port)")
        let secretParts = [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT, CURLUPART_PATH]
        hidden = secretParts.compactMap { Self.part($0, of: handle) }.filter { $0.utf8.count > 1 }
    }

    /// A sentence of libcurl's with nothing secret left in it.
    func cleaned(_ sentence: String) -> String {
        let shown = hidden.reduce(sentence.replacing(url, with: place)) { $0.replacing($1, with: "…") }
        return TerminalSafe.escaped(shown.split(whereSeparator: \.isNewline).joined(separator: " "))
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}

extension WebhookAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { place }
    var debugDescription: String { place }
    var customMirror: Mirror { Mirror(self, children: []) }
}
