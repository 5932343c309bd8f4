import Testing

@testable import AlarmEngine

/// A message being tried: its description, and what payloads read as.
struct FormTrial {
    var message: MessageDescription
    var aids = DecodingAids()
    var silence: SilenceDescription? = SilenceDescription(after: .hours(24))

    init(_ form: PayloadForm = .json, topic: String = "t/{device}", fields: [FieldDescription] = [.number("v")]) {
        message = MessageDescription(topic: topic, payload: form, fields: fields)
    }

    var profile: Profile {
        get throws {
            try Profile(ProfileDescription(name: "p", service: .fireStation, messages: [message], silence: silence))
        }
    }

    func contents(_ payload: [UInt8]) throws -> MessageContents {
        try profile.messages[0].read(payload, aids)
    }

    func contents(_ payload: String) throws -> MessageContents { try contents(Array(payload.utf8)) }

    /// Such as `v=1 on=true`, of several readings `d: v=1 | e: v=2`; why there is none, if that is so.
    func read(_ payload: [UInt8]) -> String {
        do {
            let contents = try contents(payload)
            if case .availability(let said) = contents {
                return (said.device.map { "\($0): " } ?? "") + (said.isOnline ? "online" : "offline")
            }
            return contents.readings.map(shown).joined(separator: " | ")
        } catch let cause as UndecodableCause {
            return "✗ \(cause.text)"
        } catch {
            return "✗✗ \(error)"
        }
    }

    func read(_ payload: String) -> String { read(Array(payload.utf8)) }

    private func shown(_ reading: Reading) -> String {
        var parts = reading.values.map { "\(message.fields[$0.field].name)=\($0.value?.text ?? "?")" }
        if let time = reading.time { parts.append("@\(ISO8601.text(time))") }
        if reading.age != .zero { parts.append("-\(reading.age)") }
        if let sequence = reading.sequence { parts.append("#\(Value.shortest(sequence))") }
        if reading.mistypedFields > 0 { parts.append("mistyped \(reading.mistypedFields)") }
        let names = (reading.device.map { "\($0): " } ?? "") + (reading.bridge.map { "via \($0) " } ?? "")
        return names + parts.joined(separator: " ")
    }

    /// The document the payload becomes.
    func document(_ payload: [UInt8]) -> String {
        do {
            let decoded = try profile.decoded(payload, message: 0, aids)
            return decoded.document.isEmpty
                ? "✗ \(decoded.refusal ?? "")" : String(decoding: decoded.document, as: UTF8.self)
        } catch {
            return "✗✗ \(error)"
        }
    }

    func document(_ payload: String) -> String { document(Array(payload.utf8)) }
}

extension FieldDescription {
    /// A field with some of its parts changed.
    func with(_ change: (inout FieldDescription) -> Void) -> FieldDescription {
        var field = self
        change(&field)
        return field
    }
}
