import Foundation

/// A POST as it came, not yet believed.
struct Attempt {
    var path: String
    var id: String?
    var timestamp: String?
    var signatures: String?
    var body: [UInt8]

    /// The longest body taken.
    static let maximumBodyBytes = 256 * 1024
}

/// A POST that was found good.
struct Delivery {
    let path: String
    let id: String
    /// A JSON object, as it was received.
    let json: String
    let event: AnnouncedEvent
}

/// Why a POST was not taken, with the status that says so.
struct Rejection: Error {
    let status: Int
    let reason: String
}

/// What a person reads of an event; each may be missing, and the sender may well have sent something else.
struct AnnouncedEvent {
    var time: String?
    var severity: String?
    var event: String?
    var alarm: String?
    var device: String?
    var text: String?
    /// It belongs to a drill: nobody shall run for it.
    var isTest: Bool

    init(_ object: [String: Any]) {
        time = object["time"] as? String
        severity = object["severity"] as? String
        event = object["event"] as? String
        alarm = object["alarm"] as? String
        device = object["device"] as? String
        isTest = object["test"] as? Bool ?? false
        let texts = object["text"] as? [String: Any]
        text = texts?["en"] as? String ?? texts?["zh"] as? String
    }
}
