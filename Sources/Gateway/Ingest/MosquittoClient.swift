import CMosquitto
import Glibc

/// One `struct mosquitto`, and one connection with it: a new attempt takes a new client.
///
/// `@unchecked Sendable` is sound: a client is made and connected on one queue, then handed to another, and from then
/// on nobody else calls it. Nothing in it is shared between clients, and the library keeps no state outside its struct.
final class MosquittoClient: @unchecked Sendable {
    enum Role {
        /// Keeps its session at the broker, and acknowledges nothing before ``write()``.
        case subscriber(Limits)
        /// Publishes at once, so many unacknowledged messages under way.
        case publisher(inFlight: Int)
    }

    enum Reading {
        case brought
        /// A packet without a callback, such as PINGRESP.
        case nothing
        /// The socket is empty.
        case drained
        case ended(MosquittoError)
    }

    private let handle: OpaquePointer
    let inbox: MosquittoInbox
    let configuration: BrokerConfiguration
    private let limits: Limits?

    /// Sets everything up and reads the password file; does not connect.
    init(_ configuration: BrokerConfiguration, role: Role) throws(MosquittoError) {
        self.configuration = configuration
        let isPublisher: Bool
        switch role {
        case .subscriber(let limits):
            (self.limits, isPublisher) = (limits, false)
            inbox = MosquittoInbox(payloadBound: limits.payloadBytes)
        case .publisher:
            (self.limits, isPublisher) = (nil, true)
            inbox = MosquittoInbox(payloadBound: 0)
        }
        _ = MosquittoClient.library
        let context = Unmanaged.passUnretained(inbox).toOpaque()
        guard let handle = mosquitto_new(configuration.clientID, isPublisher || configuration.isSessionClean, context)
        else {
            throw MosquittoError(
                .refusal,
                "Making the MQTT client failed: \(String(cString: strerror(errno))); client_id must be 1 to 65535 bytes."
            )
        }
        self.handle = handle
        inbox.attach(to: handle)
        setOptions(role)
        try setCredentials()
        if let tls = configuration.tls { try setTLS(tls) }
    }

    deinit {
        mosquitto_destroy(handle)
    }

    /// Swift runs it once: `mosquitto_lib_init` is not thread-safe.
    private static let library: Int32 = mosquitto_lib_init()

    private func setOptions(_ role: Role) {
        let version = configuration.protocolVersion == .v5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311
        mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, version)
        mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1)
        switch role {
        case .subscriber(let limits):
            // The library queues PUBACK before it calls us; only so does it wait for our loop_write (lib/packet_mosq.c:176).
            mosquitto_threaded_set(handle, true)
            mosquitto_int_option(handle, MOSQ_OPT_RECEIVE_MAXIMUM, Int32(min(max(1, limits.inFlight), 65_535)))
        case .publisher(let inFlight):
            mosquitto_max_inflight_messages_set(handle, UInt32(max(1, inFlight)))
        }
    }

    private func setCredentials() throws(MosquittoError) {
        guard let username = configuration.username else { return }
        var password: String?
        if let file = configuration.passwordFile { password = try firstLine(ofPasswordFile: file) }
        guard mosquitto_username_pw_set(handle, username, password) == MOSQ_ERR_SUCCESS.code else {
            throw MosquittoError(
                .refusal, "The MQTT user name cannot be used; it must be UTF-8 without control characters.")
        }
    }

    private func setTLS(_ tls: BrokerConfiguration.TLS) throws(MosquittoError) {
        let files = [("CA", tls.caFile), ("certificate", tls.certificateFile), ("key", tls.keyFile)]
        for case (let kind, let file?) in files where access(file, R_OK) != 0 {
            let reason = String(cString: strerror(errno))
            throw MosquittoError(
                .refusal, "Reading the TLS \(kind) file \(file) failed: \(reason); it must be a readable PEM file.")
        }
        // The folder, not MOSQ_OPT_TLS_USE_OS_CERTS: that one fails on every further connect (eclipse/mosquitto #2288).
        let folder = tls.caFile == nil ? "/etc/ssl/certs" : nil
        // A key with a passphrase fails instead of asking for it on the terminal.
        let code = mosquitto_tls_set(handle, tls.caFile, folder, tls.certificateFile, tls.keyFile) { _, _, _, _ in 0 }
        guard code == MOSQ_ERR_SUCCESS.code,
            mosquitto_tls_opts_set(handle, 1, "tlsv1.2", nil) == MOSQ_ERR_SUCCESS.code
        else {
            throw MosquittoError(
                .refusal,
                "Setting up TLS failed: \(reason(code, errno: errno)); certificate_file and key_file go together.")
        }
    }
}

// MARK: The connection

extension MosquittoClient {
    /// Looks the name up and connects; blocks for as long as the system does, minutes at worst.
    ///
    /// The answer to CONNECT comes later, as an arrival.
    func connect() throws(MosquittoError) {
        var properties: OpaquePointer?
        defer { mosquitto_property_free_all(&properties) }
        if configuration.protocolVersion == .v5, let limits {
            mosquitto_property_add_int32(
                &properties, MQTT_PROP_SESSION_EXPIRY_INTERVAL.code, configuration.sessionExpirySeconds)
            // A payload a little over the bound is seen and counted; a monstrous one never comes.
            let packet = UInt32(clamping: min(limits.payloadBytes, 16_777_216) * 16 + 65_535)
            mosquitto_property_add_int32(&properties, MQTT_PROP_MAXIMUM_PACKET_SIZE.code, packet)
        }
        var error: Int32 = 0
        let code = gengfu_mosquitto_connect(
            handle, configuration.host, Int32(configuration.port), Int32(configuration.keepAliveSeconds), properties,
            &error)
        guard code == MOSQ_ERR_SUCCESS.code else { throw failure(code, errno: error) }
    }

    /// The library's descriptor, -1 when there is none; it closes it itself.
    var socket: Int32 { mosquitto_socket(handle) }

    var wantsWrite: Bool { mosquitto_want_write(handle) }

    /// Reads one packet, or with TLS what one record held.
    func read() -> Reading {
        let before = inbox.callbacks
        var error: Int32 = 0
        let code = gengfu_mosquitto_loop_read(handle, &error)
        guard code == MOSQ_ERR_SUCCESS.code, socket >= 0 else { return .ended(failure(code, errno: error)) }
        if inbox.callbacks != before { return .brought }
        // With callbacks EAGAIN means nothing: the library's own socket pair, full of our acknowledgements, says it too.
        return error == EAGAIN ? .drained : .nothing
    }

    /// Writes what is queued, acknowledgements too, in as few segments as it fits into; answers why it could not.
    ///
    /// What the socket does not take stays queued: see ``wantsWrite``.
    func write() -> MosquittoError? {
        // 2.5 times the throughput at QoS 1: hundreds of PUBACKs of 4 bytes leave as one segment.
        setCork(1)
        var error: Int32 = 0
        let code = gengfu_mosquitto_loop_write(handle, &error)
        guard code == MOSQ_ERR_SUCCESS.code, socket >= 0 else { return failure(code, errno: error) }
        setCork(0)
        return nil
    }

    /// Queues a PINGREQ when it is time, and finds out that the broker no longer answers; call it every second.
    func keepAlive() -> MosquittoError? {
        let code = mosquitto_loop_misc(handle)
        guard code == MOSQ_ERR_SUCCESS.code, socket >= 0 else { return failure(code, errno: 0) }
        return nil
    }

    /// Queues a DISCONNECT that keeps the session; writing it closes the socket.
    func disconnect() {
        mosquitto_disconnect_v5(handle, 0, nil)
    }

    private func setCork(_ on: Int32) {
        var on = on
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_CORK, &on, socklen_t(MemoryLayout<Int32>.size))
    }
}

// MARK: Packets

extension MosquittoClient {
    /// Hands over, once, what the callbacks brought since the last time.
    func forEachArrival(_ body: (MosquittoInbox.Arrival) -> Void) {
        inbox.forEachArrival(body)
    }

    /// Queues a SUBSCRIBE at QoS 0 or 1, and answers its packet identifier; nil if that is no topic filter.
    ///
    /// Never QoS 2: after a crash between PUBREC and PUBREL the message is lost (lib/handle_pubrel.c:101).
    func subscribe(_ filter: String, qos: Int32) -> Int32? {
        var packetID: Int32 = 0
        return mosquitto_subscribe(handle, &packetID, filter, qos) == MOSQ_ERR_SUCCESS.code ? packetID : nil
    }

    func unsubscribe(_ filter: String) {
        mosquitto_unsubscribe(handle, nil, filter)
    }

    /// Sends a message, or queues it if too many are under way; answers its packet identifier.
    func publish(topic: String, payload: [UInt8], qos: Int32, retain: Bool) throws(MosquittoError) -> Int32 {
        var packetID: Int32 = 0
        let code = mosquitto_publish(handle, &packetID, topic, Int32(clamping: payload.count), payload, qos, retain)
        guard code == MOSQ_ERR_SUCCESS.code else { throw failure(code, errno: errno) }
        return packetID
    }
}
