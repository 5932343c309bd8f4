import Foundation
import Gateway
import TestSupport

/// A device that can do a little of everything, for tests of the whole daemon.
enum Kitchen {
    static func topic(_ device: String) -> String { "home/\(device)/kitchen" }

    static let profiles = ["kitchen": profile]

    /// - Parameter alarms: further lines, indented by two spaces.
    static func profile(alarms: String = gas, silence: String = "") -> String {
        """
        profile: kitchen
        service: fire-station
        title: {en: Kitchen}
        topic: home/{device}/kitchen
        payload: json
        fields:
          smoke: {path: /smoke, type: number}
          gas: {path: /gas, type: number}
          heat: {path: /heat, type: number}
          battery: {path: /battery, type: number}
          window: {path: /window, type: text}
          note: {path: /note, type: text}
        \(silence)
        alarms:
          fire: {when: smoke >= 50, severity: extreme, signal: alarm}
          heat-long: {when: heat > 60, on_delay: 3s, severity: moderate, signal: supervisory}
          draught: {when: window == 'open' and heat < 10, severity: minor, signal: trouble}
          battery-low: {when: battery < 20, severity: minor, signal: trouble}
          noted: {when: note != '', event: true, severity: minor, signal: trouble, text: {en: "Note: {note}"}}
        \(alarms)

        """
    }

    static let profile = profile()
    static let gas = "  gas: {when: gas > 5, latch: true, severity: severe, signal: alarm}"
}

extension Broker {
    /// Publishes at QoS 1, and waits until the broker has it all.
    func publish(_ messages: [(topic: String, payload: String)]) throws {
        let publisher = try Publisher(configuration: configuration(clientID: "test-\(UUID())"))
        for message in messages { try publisher.publish(topic: message.topic, payload: Array(message.payload.utf8)) }
        try publisher.flush()
        publisher.close()
    }

    /// What the kitchen of one device says.
    func publish(_ payload: String, from device: String = "k1") throws {
        try publish([(Kitchen.topic(device), payload)])
    }
}

extension Installation {
    /// `device alarm event` of every event of people's devices, in order.
    var story: [String] {
        keys((try? events()) ?? []).map { "\($0.device) \($0.alarm) \($0.event)" }
    }

    /// Waits until an event is in the ledger.
    func hasTold(_ event: String, within milliseconds: Int = 10_000) -> Bool {
        eventually(within: milliseconds) { self.story.contains(event) }
    }

    /// The alarm's id, as `gengfu alarms` shows it.
    func id(of alarm: String) -> String? {
        ask(#"{"do":"alarms"}"#)?["alarms"]?.elements.compactMap { $0["event"] }
            .first { $0["alarm"]?.string == alarm }?["id"]?.string
    }
}
