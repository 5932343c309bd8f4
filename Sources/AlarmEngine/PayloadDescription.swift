/// How bytes become a document: a payload, or what is wrapped inside of one.
public struct PayloadDescription: Hashable, Sendable {
    public var form: PayloadForm
    public var encoding: PayloadEncoding
    /// Of the text forms.
    public var charset: PayloadCharset
    public var csv: CSVDescription
    public var pairs: PairsDescription
    /// Of the form `bytes`, which must have one.
    public var bytes: BytesDescription?

    public init(
        form: PayloadForm = .json, encoding: PayloadEncoding = .raw, charset: PayloadCharset = .utf8,
        csv: CSVDescription = CSVDescription(), pairs: PairsDescription = PairsDescription(),
        bytes: BytesDescription? = nil
    ) {
        self.form = form
        self.encoding = encoding
        self.charset = charset
        self.csv = csv
        self.pairs = pairs
        self.bytes = bytes
    }
}

/// How a payload is to be read.
public enum PayloadForm: String, CaseIterable, Sendable {
    case json
    /// JSON as people and scripts write it.
    case looseJSON = "loose-json"
    /// The whole payload is one value.
    case text
    case csv
    /// Such as `a=1&b=2`.
    case pairs
    /// By a ``BytesDescription``.
    case bytes
    /// A GB/T 26875.3 frame.
    case gb26875
}

extension PayloadForm {
    /// Whether it is letters, so that a charset makes sense.
    public var isText: Bool {
        switch self {
        case .json, .looseJSON, .text, .csv, .pairs: true
        case .bytes, .gb26875: false
        }
    }

    /// Whether the values of its document are all texts, so that numbers and booleans are written in them.
    public var knowsOnlyTexts: Bool {
        switch self {
        case .text, .csv, .pairs: true
        case .json, .looseJSON, .bytes, .gb26875: false
        }
    }
}

/// How a payload's bytes are wrapped.
public enum PayloadEncoding: String, CaseIterable, Sendable {
    case raw
    /// Blanks and `:` between the digits are allowed.
    case hex
    /// Also URL-safe; padding is optional.
    case base64
}

public enum PayloadCharset: String, CaseIterable, Sendable {
    case utf8 = "utf-8"
    case gb18030
}

public struct CSVDescription: Hashable, Sendable {
    /// One ASCII character.
    public var separator: String
    /// Their names, which make objects of the rows, nil for one that is passed over; nil leaves the rows arrays.
    public var columns: [String?]?
    /// Whether each line is a row of an array; else the first line is the document.
    public var hasRows: Bool

    public init(separator: String = ",", columns: [String?]? = nil, hasRows: Bool = false) {
        self.separator = separator
        self.columns = columns
        self.hasRows = hasRows
    }
}

public struct PairsDescription: Hashable, Sendable {
    /// What stands between two pairs; a blank is any white space.
    public var between: String
    /// What stands between a name and its value.
    public var equals: String

    public init(between: String = "&", equals: String = "=") {
        self.between = between
        self.equals = equals
    }
}

/// A string of the document in which something is wrapped.
public struct InsideDescription: Hashable, Sendable {
    /// A JSON Pointer to the string; what is unwrapped stands in its place.
    public var path: String
    public var payload: PayloadDescription
    /// A JSON Pointer to the port that a `bytes:` description may ask for.
    public var port: String?

    public init(path: String, payload: PayloadDescription, port: String? = nil) {
        self.path = path
        self.payload = payload
        self.port = port
    }
}

/// Where the readings stand in a message that has many.
public struct EachDescription: Hashable, Sendable {
    public enum Order: String, CaseIterable, Sendable {
        case oldestFirst = "oldest-first"
        case newestFirst = "newest-first"
    }

    /// A JSON Pointer to an array or an object: each element or member is a reading.
    public var path: String
    /// How they stand, where they have no time of their own.
    public var order: Order
    /// How far apart they were taken, where they have no time of their own: the newest at the message's time.
    public var spacing: Span?

    public init(path: String, order: Order = .oldestFirst, spacing: Span? = nil) {
        self.path = path
        self.order = order
        self.spacing = spacing
    }
}

/// A place in a message: in the element where it has `each:`, else in the document.
public struct MessagePlace: Hashable, Sendable {
    /// A JSON Pointer.
    public var path: String
    /// Whether it is in the whole document, whatever `each:` says.
    public var isOuter: Bool

    public init(path: String, isOuter: Bool = false) {
        self.path = path
        self.isOuter = isOuter
    }
}

/// Where a payload says whose a reading is.
public enum DevicePlace: Hashable, Sendable {
    case value(MessagePlace)
    /// The name of the object's member that the reading is.
    case member
}

/// A message that says whether its device can be reached.
public struct AvailabilityDescription: Hashable, Sendable {
    /// A JSON Pointer; a payload that is a plain word is read as that word instead.
    public var path: String
    /// Nil: all that is not `offline`.
    public var online: [Value]?
    public var offline: [Value]

    public init(path: String = "", online: [Value]? = nil, offline: [Value]) {
        self.path = path
        self.online = online
        self.offline = offline
    }
}

/// What a device's own clock is worth.
public enum ClockPolicy: String, CaseIterable, Sendable {
    /// Readings carry its time, where it is credible.
    case device
    /// Its time recognises repeats and nothing else: readings carry the time of receipt.
    case receipt
}
