/// Why a payload gave no reading.
///
/// It is shown to people, so nothing of the payload is in it.
indirect enum UndecodableCause: Error, Hashable, Sendable {
    case notUTF8
    case notJSON(JSONError)
    case noDeclaredField
    /// The place that says whose it is holds no name.
    case noDevice
    /// The place that says whether the device can be reached does not.
    case noAvailability
    case notEncoded(PayloadEncoding, offset: Int)
    case notOfForm(PayloadForm, FormError)
    case notBytes(String)
    case notGB26875(String)
    /// What is wrapped at a place of the document cannot be unwrapped.
    case inside(path: String, UndecodableCause)
    case notString
    case tooLarge

    var text: String {
        switch self {
        case .notUTF8: "it is not UTF-8"
        case .notJSON(let error): error.description
        case .noDeclaredField: "it has none of the declared fields with a value of its type"
        case .noDevice: "it does not say whose it is: no name stands where 'device' looks"
        case .noAvailability:
            "it does not say whether its device is online: nothing known stands where 'availability' looks"
        case .notEncoded(let encoding, let offset): "not \(encoding.rawValue) at byte \(offset)"
        case .notOfForm(let form, let error): "not \(form.rawValue) at byte \(error.offset): \(error.reason)"
        case .notBytes(let reason): "not as its bytes are described: \(reason)"
        case .notGB26875(let reason): "no GB/T 26875.3 frame: \(reason)"
        case .inside(let path, let cause): "what is wrapped at '\(path)' cannot be unwrapped: \(cause.text)"
        case .notString: "no string stands there"
        case .tooLarge: "it is too large"
        }
    }

    /// Which kind it is, for "the first of each cause": 0 to 7.
    var number: UInt8 {
        switch self {
        case .notUTF8: 0
        case .notJSON: 1
        case .noDeclaredField, .noDevice, .noAvailability: 2
        case .notEncoded, .notString, .tooLarge: 3
        case .notOfForm: 4
        case .notBytes: 5
        case .notGB26875: 6
        case .inside: 7
        }
    }
}

/// Why a text is not of its form, and where.
struct FormError: Error, Hashable, Sendable {
    /// In bytes.
    let offset: Int
    /// Without any of the text.
    let reason: String
}
