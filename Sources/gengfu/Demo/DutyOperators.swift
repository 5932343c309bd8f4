import AlarmEngine
import Gateway
import Glibc

/// The people of the demo: they acknowledge what they are called about, and reset what they have looked at.
///
/// They do it as anybody would, over the control socket.
final class DutyOperators {
    private let control: String
    private var client: ControlClient?
    private var nextLook = Moment.distantPast
    /// How long after its beginning an alarm is acknowledged, and how long after that it is reset.
    private static let reaction = Span.minutes(6)
    private static let visit = Span.minutes(45)

    init(control: String) {
        self.control = control
    }

    /// Does what is to be done; at most every ten minutes of the day.
    func lookAround(at now: Moment) {
        guard now >= nextLook else { return }
        nextLook = now + .minutes(10)
        if client == nil { client = try? ControlClient(path: control) }
        guard let client, let reply = try? client.ask(#"{"do":"alarms","limit":1000}"#).reply,
            case .array(let alarms)? = reply["alarms"]
        else { return }
        for alarm in alarms { attend(to: alarm, at: now, client) }
    }

    private func attend(to alarm: JSONValue, at now: Moment, _ client: ControlClient) {
        guard let event = alarm["event"], let id = event["id"]?.string,
            let since = alarm["since"]?.string.flatMap(Timestamp.moment),
            let state = event["state"]?.string.flatMap(AlarmState.init), event["signal"]?.string == "alarm"
        else { return }
        switch state {
        case .unacknowledged, .returned, .latched:
            if now - since >= Self.reaction { act("ack", id, by: "duty desk 值班室", why: nil, client) }
        case .latchedAcknowledged:
            if now - since >= Self.visit { act("reset", id, by: "village officer 信息员", why: "visited 已到场", client) }
        case .acknowledged:
            // A pressed button has no return of its own; one that is still on refuses, which is no matter.
            if now - since >= Self.visit { act("reset", id, by: "village officer 信息员", why: "visited 已到场", client) }
        case .normal:
            return
        }
    }

    private func act(_ verb: String, _ id: String, by: String, why: String?, _ client: ControlClient) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("do", verb)
            writer.member("id", id)
            writer.member("by", by)
            writer.member("reason", why)
        }
        _ = try? client.ask(writer.text)
    }
}
