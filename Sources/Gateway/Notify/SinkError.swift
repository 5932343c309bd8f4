/// Why a sink cannot start, or cannot take a new configuration.
///
/// Said to who wrote the configuration.
public enum SinkError: Error, Hashable, Sendable {
    case badAddress(sink: String, reason: String)
    case badSecretFile(sink: String, path: String, reason: String)
    case noHTTPClient(sink: String)
}

extension SinkError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badAddress(let sink, let reason):
            "The URL of sink '\(sink)' cannot be used: \(reason)."
        case .badSecretFile(let sink, let path, let reason):
            "The secret of sink '\(sink)' cannot be read from \(path): \(reason); it must hold 'whsec_' and Base64, one a line."
        case .noHTTPClient(let sink):
            "Sink '\(sink)' cannot start: libcurl gives no handle, which it does only when memory is short."
        }
    }
}
