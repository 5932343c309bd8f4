import AlarmEngine
import Logging

// What the broker says, and what is made of it.
extension BrokerConnection {
    func heed(_ arrival: MosquittoInbox.Arrival, from client: MosquittoClient) {
        switch arrival {
        case .connected(let code, let sessionPresent):
            if let refusal = client.refusal(code) { ending = refusal } else { accepted(sessionPresent, client) }
        case .message(let topic, let payload, let packetID, let isRetained):
            let message = Message(
                topic: topic, payload: payload, isRetained: isRetained, mayBeRedelivery: mayBeRedelivery(packetID),
                receivedAt: clock())
            pending.append(IngestedMessage(message: message, packetID: packetID))
        case .oversized(let topicBytes, let payloadBytes, let packetID):
            _ = mayBeRedelivery(packetID)
            dropped(topicBytes: topicBytes, payloadBytes: payloadBytes)
        case .subscribed(let packetID, let grants):
            answered(packetID, grants)
        case .disconnected(let code):
            ending = ending ?? client.farewell(code)
        case .published:
            break
        }
    }

    private func accepted(_ sessionPresent: Bool, _ client: MosquittoClient) {
        phase = .live(since: .now)
        counts.connections += 1
        // What was under way when the last connection ended comes first, and may have been settled already.
        redeliveryWindow = sessionPresent ? limits.inFlight : 0
        if expectsSession, !sessionPresent {
            isSessionLost = true
            log.warning("The broker has lost our session: what was published while we were away is gone.")
        }
        for filter in subscriptions.takeUnwanted() { client.unsubscribe(filter) }
        subscribe(subscriptions.wanted, client)
    }

    /// Whether a message is of the window in which the broker repeats what we did not acknowledge; QoS 0 never is.
    ///
    /// The window is also closed by time: where little is said it would be open for hours, and a button pressed anew might be
    /// taken for a repeat.
    private func mayBeRedelivery(_ packetID: UInt16) -> Bool {
        guard packetID != 0, redeliveryWindow > 0, case .live(let since) = phase, .now - since < Self.redeliveryTime
        else {
            return false
        }
        redeliveryWindow -= 1
        return true
    }

    private func dropped(topicBytes: Int, payloadBytes: Int) {
        counts.oversized += 1
        guard let count = oversizeWarning.occurred(at: .now) else { return }
        log.warning(
            """
            A payload of \(payloadBytes) bytes, on a topic of \(topicBytes) bytes, is over limits.payload \
            (\(limits.payloadBytes) bytes) and was not kept\(count > 1 ? "; \(count) such messages since the last warning" : "").
            """)
    }

    // MARK: Subscribing

    func subscribe(_ filters: [String], _ client: MosquittoClient) {
        for filter in filters {
            if let packetID = client.subscribe(filter, qos: manner.qos) {
                subscriptions.askedFor(filter, packetID: packetID)
            } else {
                log.error("'\(filter)' is no topic filter that MQTT knows: nothing is heard there.")
                link(.refused(filter: filter))
            }
        }
        if subscriptions.isAnswered { reportAnswers() }
    }

    /// Changes what is wanted, at once if the connection stands, else as soon as it does.
    func want(_ filters: [String]) {
        let added = subscriptions.want(filters)
        guard case .live = phase, let client else { return }
        subscribe(added, client)
        for filter in subscriptions.takeUnwanted() { client.unsubscribe(filter) }
        proceed()
    }

    private func answered(_ packetID: Int32, _ grants: [Int32]) {
        switch subscriptions.answered(packetID: packetID, grants: grants) {
        case .granted:
            break
        case .weakened where manner == .eavesdropping:
            break
        case .weakened(let filter):
            log.warning("The broker granted '\(filter)' at QoS 0 only: after a crash its messages do not come again.")
        case .refused(let filter):
            refusedAt = .now
            log.error(
                "The broker refused the subscription to '\(filter)'; it must let us read there. Asking again in a minute."
            )
            link(.refused(filter: filter))
        case .stray:
            return
        }
        if subscriptions.isAnswered { reportAnswers() }
    }

    private func reportAnswers() {
        guard subscriptions.isListening else { return }
        lastReason = nil
        log.debug("Subscribed at the broker.")
        link(.subscribed(sessionLost: isSessionLost))
        isSessionLost = false
        expectsSession = true
    }
}
