import CMosquitto
import Glibc

// What went wrong, in words.
extension MosquittoClient {
    var broker: String { "\(configuration.host):\(configuration.port)" }

    /// What the broker's answer to CONNECT means; nil if it is yes.
    func refusal(_ code: Int32) -> MosquittoError? {
        guard code != 0 else { return nil }
        let isV5 = configuration.protocolVersion == .v5
        let text = String(cString: isV5 ? mosquitto_reason_string(code) : mosquitto_connack_string(code))
        let said = MosquittoError.clause(text)
        // Unavailable, busy, moved, too many connections: it may take us in later.
        let passes: Set<Int32> = isV5 ? [0x88, 0x89, 0x97, 0x9C, 0x9D, 0x9F] : [3]
        return MosquittoError(
            passes.contains(code) ? .link : .refusal,
            "The broker at \(broker) refused the connection: \(said)\(passes.contains(code) ? "" : "; mend the broker section or the broker's rights")."
        )
    }

    /// Why the broker would not have a message of ours (MQTT 5 alone).
    func rejection(_ code: Int32) -> MosquittoError {
        let said = MosquittoError.clause(String(cString: mosquitto_reason_string(code)))
        return MosquittoError(.refusal, "The broker at \(broker) refused a message: \(said).")
    }

    func failure(_ code: Int32, errno error: Int32) -> MosquittoError {
        let isTLS = code == MOSQ_ERR_TLS.code || configuration.tls != nil && !inbox.complaints.isEmpty
        return MosquittoError(
            isTLS ? .refusal : .link,
            "The connection with the broker at \(broker) failed: \(reason(code, errno: error)).")
    }

    func reason(_ code: Int32, errno error: Int32) -> String {
        switch code {
        case _ where configuration.tls != nil && !inbox.complaints.isEmpty:
            return "TLS: " + inbox.complaints.map(MosquittoError.plain).joined(separator: ", ")
        case MOSQ_ERR_ERRNO.code where error != 0:
            return String(cString: strerror(error))
        case MOSQ_ERR_SUCCESS.code, MOSQ_ERR_CONN_LOST.code, MOSQ_ERR_NO_CONN.code:
            return "the broker closed it"
        case MOSQ_ERR_EAI.code:
            return "the name \(configuration.host) cannot be resolved"
        case MOSQ_ERR_KEEPALIVE.code:
            return "nothing was heard from it for \(configuration.keepAliveSeconds) s"
        case MOSQ_ERR_MALFORMED_UTF8.code:
            return "it sent a topic that MQTT forbids, and will again until that message is removed there"
        default:
            return MosquittoError.clause(String(cString: mosquitto_strerror(code)))
        }
    }

    /// What the broker said as it hung up (MQTT 5 alone).
    func farewell(_ code: Int32) -> MosquittoError? {
        guard code >= 0x80 else { return nil }
        let said = MosquittoError.clause(String(cString: mosquitto_reason_string(code)))
        return MosquittoError(.link, "The broker at \(broker) ended the connection: \(said).")
    }
}

extension MosquittoError {
    /// The library's `A sentence.` as the middle of one of ours.
    static func clause(_ text: String) -> String {
        var text = Substring(text)
        if text.last == "." { text.removeLast() }
        return String(text)
    }

    /// OpenSSL's `OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed` without its numbers.
    static func plain(_ complaint: String) -> String {
        let text =
            complaint.contains("error:")
            ? complaint.split(separator: ":").last.map(String.init) ?? complaint : complaint
        return clause(text.hasPrefix("Error: ") ? String(text.dropFirst(7)) : text)
    }
}

extension mosq_err_t {
    var code: Int32 { Int32(rawValue) }
}

extension mqtt5_property {
    var code: Int32 { Int32(rawValue) }
}
