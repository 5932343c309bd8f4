import CMosquitto

/// Where the library's callbacks put what they bring, copied before they return.
///
/// Callbacks run inside `mosquitto_loop_…`, holding a lock of the library's that is not recursive, so nothing is
/// decided in them: the caller takes the arrivals afterwards.
final class MosquittoInbox {
    enum Arrival {
        /// The broker's answer to CONNECT; 0 is yes.
        case connected(code: Int32, sessionPresent: Bool)
        case message(topic: String, payload: [UInt8], packetID: UInt16, isRetained: Bool)
        /// A message over the payload bound: its lengths in bytes are all that was kept.
        case oversized(topicBytes: Int, payloadBytes: Int, packetID: UInt16)
        /// SUBACK: a QoS for each filter, or 0x80 and more for a refusal.
        case subscribed(packetID: Int32, grants: [Int32])
        /// PUBACK, or what stands for it at QoS 0.
        case published(packetID: Int32, code: Int32)
        /// The connection ended; from 0x80 on the code is the reason the broker gave (MQTT 5).
        case disconnected(code: Int32)
    }

    private let payloadBound: Int
    private(set) var arrivals: [Arrival] = []
    /// Callbacks so far, messages and all.
    private(set) var callbacks = 0
    /// The first error lines of the library's log: what OpenSSL disliked stands nowhere else.
    private(set) var complaints: [String] = []

    init(payloadBound: Int) {
        self.payloadBound = payloadBound
    }

    func forEachArrival(_ body: (Arrival) -> Void) {
        for arrival in arrivals { body(arrival) }
        arrivals.removeAll(keepingCapacity: true)
    }

    fileprivate func add(_ arrival: Arrival) {
        callbacks += 1
        arrivals.append(arrival)
    }

    fileprivate func add(_ message: mosquitto_message) {
        guard let topic = message.topic else { return }
        let length = Int(message.payloadlen)
        let packetID = UInt16(truncatingIfNeeded: message.mid)
        guard length <= payloadBound else {
            let topicBytes = String(cString: topic).utf8.count
            return add(.oversized(topicBytes: topicBytes, payloadBytes: length, packetID: packetID))
        }
        let payload = [UInt8](
            UnsafeRawBufferPointer(start: message.payload, count: message.payload == nil ? 0 : length))
        add(
            .message(
                topic: String(cString: topic), payload: payload, packetID: packetID, isRetained: message.retain))
    }

    fileprivate func complain(_ line: String) {
        if complaints.count < 4 { complaints.append(line) }
    }

    /// Sets every callback of a client that was made with this inbox as its context.
    func attach(to client: OpaquePointer) {
        mosquitto_connect_v5_callback_set(client) { _, context, code, flags, _ in
            inbox(context)?.add(.connected(code: code, sessionPresent: flags & 1 == 1))
        }
        mosquitto_message_callback_set(client) { _, context, message in
            guard let message else { return }
            inbox(context)?.add(message.pointee)
        }
        mosquitto_subscribe_callback_set(client) { _, context, packetID, count, grants in
            let grants = UnsafeBufferPointer(start: grants, count: grants == nil ? 0 : Int(count))
            inbox(context)?.add(.subscribed(packetID: packetID, grants: [Int32](grants)))
        }
        mosquitto_publish_v5_callback_set(client) { _, context, packetID, code, _ in
            inbox(context)?.add(.published(packetID: packetID, code: code))
        }
        mosquitto_disconnect_v5_callback_set(client) { _, context, code, _ in
            inbox(context)?.add(.disconnected(code: code))
        }
        mosquitto_log_callback_set(client) { _, context, level, line in
            // Debug lines name topics; those of errors do not.
            guard level == Int32(MOSQ_LOG_ERR), let line else { return }
            inbox(context)?.complain(String(cString: line))
        }
    }
}

private func inbox(_ context: UnsafeMutableRawPointer?) -> MosquittoInbox? {
    context.map { Unmanaged<MosquittoInbox>.fromOpaque($0).takeUnretainedValue() }
}
