import Dispatch
import Glibc

/// Publishes to a broker, with back-pressure: for replays, the demo and tests.
///
/// Calls block the caller's thread while too many messages are unacknowledged. A connection that ends is an error, and
/// every later call throws it again.
///
/// `@unchecked Sendable` is sound: what varies is touched on `queue` alone.
public final class Publisher: @unchecked Sendable {
    private let queue = DispatchQueue(label: "gengfu.publisher")
    private let client: MosquittoClient
    private let inFlight: Int
    private var unacknowledged: Set<Int32> = []
    private var isAccepted = false
    private var failure: MosquittoError?
    private var readable: SocketWatch?
    private var timer: (any DispatchSourceTimer)?

    /// Connects, and waits for the broker to accept it, at most 10 s after the connection stands.
    ///
    /// - Parameters:
    ///   - configuration: its client id must be no other client's; the session is clean.
    ///   - inFlight: messages that may be unacknowledged before `publish` waits.
    /// - Throws: why the broker cannot be reached, or will not have us.
    public init(configuration: BrokerConfiguration, inFlight: Int = 512) throws(MosquittoError) {
        self.inFlight = max(1, inFlight)
        client = try MosquittoClient(configuration, role: .publisher(inFlight: self.inFlight))
        try client.connect()
        try awaitAcceptance()
        watch()
    }

    deinit {
        timer?.cancel()
    }

    /// Sends a message, at QoS 0, 1 or 2; it is with the broker for certain only after ``flush()``.
    public func publish(
        topic: String, payload: [UInt8], qos: Int = 1, retain: Bool = false
    ) throws(MosquittoError) {
        try onQueue { () throws(MosquittoError) in
            // QoS 0 would overtake what the library holds back until the broker has room for it.
            while qos == 0, !self.unacknowledged.isEmpty { try self.pump() }
            let packetID = try self.client.publish(topic: topic, payload: payload, qos: Int32(qos), retain: retain)
            if qos > 0 { self.unacknowledged.insert(packetID) }
            guard self.unacknowledged.count >= self.inFlight || self.client.wantsWrite else { return }
            // Down to half, so that acknowledgements are read by the hundred.
            while self.unacknowledged.count > self.inFlight / 2 || self.client.wantsWrite { try self.pump() }
        }
    }

    /// Waits until the broker has acknowledged every message.
    public func flush() throws(MosquittoError) {
        try onQueue { () throws(MosquittoError) in
            while !self.unacknowledged.isEmpty || self.client.wantsWrite { try self.pump() }
        }
    }

    /// Leaves the broker; what was not flushed may be lost.
    public func close() {
        queue.sync {
            timer?.cancel()
            readable = nil
            guard failure == nil else { return }
            failure = MosquittoError(.link, "The publisher is closed.")
            client.disconnect()
        }
    }

    private func onQueue(_ work: () throws(MosquittoError) -> Void) throws(MosquittoError) {
        let result = queue.sync {
            Result { () throws(MosquittoError) in
                if let failure { throw failure }
                try work()
            }
        }
        try result.get()
    }

    private func awaitAcceptance() throws(MosquittoError) {
        let end = ContinuousClock.now + BrokerConnection.patience
        while !isAccepted {
            try pump()
            guard ContinuousClock.now < end else {
                throw MosquittoError(.link, "The broker at \(client.broker) did not accept the connection within 10 s.")
            }
        }
    }

    /// Keeps the connection alive, and the library's own queue moving, while nobody calls.
    private func watch() {
        readable = SocketWatch(.readable, of: client.socket, on: queue) { [weak self] in self?.tend() }
        readable?.isOn = true
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + .seconds(1), repeating: .seconds(1), leeway: .milliseconds(200))
        timer.setEventHandler { [weak self] in self?.tend() }
        timer.resume()
        self.timer = timer
    }

    private func tend() {
        guard failure == nil else { return }
        do throws(MosquittoError) { try pump(patienceMilliseconds: 0) } catch { fail(error) }
    }

    private func fail(_ error: MosquittoError) {
        failure = error
        readable = nil
        timer?.cancel()
    }

    /// Waits for the socket, at most a second, and does what it allows.
    private func pump(patienceMilliseconds: Int32 = 1000) throws(MosquittoError) {
        do throws(MosquittoError) {
            if let error = client.keepAlive() { throw error }
            var wanted = pollfd(
                fd: client.socket, events: Int16(client.wantsWrite ? POLLIN | POLLOUT : POLLIN), revents: 0)
            guard poll(&wanted, 1, patienceMilliseconds) > 0 else { return }
            if client.wantsWrite, let error = client.write() { throw error }
            try read()
        } catch {
            fail(error)
            throw error
        }
    }

    private func read() throws(MosquittoError) {
        var refusal: MosquittoError?
        for _ in 0..<inFlight {
            let reading = client.read()
            client.forEachArrival { refusal = refusal ?? heed($0) }
            if let refusal { throw refusal }
            switch reading {
            case .brought, .nothing: continue
            case .drained: return
            case .ended(let error): throw error
            }
        }
    }

    private func heed(_ arrival: MosquittoInbox.Arrival) -> MosquittoError? {
        switch arrival {
        case .connected(let code, _):
            isAccepted = code == 0
            return client.refusal(code)
        case .published(let packetID, let code):
            unacknowledged.remove(packetID)
            return code < 0x80 ? nil : client.rejection(code)
        case .disconnected(let code):
            return client.farewell(code)
        case .message, .oversized, .subscribed:
            return nil
        }
    }
}
