import AlarmEngine

/// What `gengfu.yaml` says, read and checked: plain data that names no adapter; paths are absolute.
public struct GatewayConfiguration: Sendable {
    public var broker: BrokerConfiguration
    /// Folders under which device folders are sought.
    public var devices: [String]
    public var registry: String?
    public var areas: String?
    /// An IANA name.
    public var timezone: String
    /// The folder of `ledger.sqlite`.
    public var state: String
    /// The control socket.
    public var control: String
    /// In the order of the file.
    public var sinks: [SinkConfiguration]
    /// The first that fits an alarm is taken.
    public var escalation: [EscalationPolicy]
    /// No alarm is shelved for longer.
    public var longestShelf: Span
    public var acceptsUnknownDevices: Bool
    public var limits: Limits
}

public struct BrokerConfiguration: Hashable, Sendable {
    public enum ProtocolVersion: String, CaseIterable, Sendable {
        case v5 = "5"
        case v311 = "3.1.1"
    }

    public struct TLS: Hashable, Sendable {
        /// Nil trusts the system's certificates.
        public var caFile: String?
        public var certificateFile: String?
        public var keyFile: String?

        public init(caFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil) {
            self.caFile = caFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    public var host: String
    /// 1 to 65 535.
    public var port: Int
    public var clientID: String
    public var protocolVersion: ProtocolVersion
    public var username: String?
    /// The file whose first line is the password; read at every connect.
    public var passwordFile: String?
    /// Nil for a plain connection.
    public var tls: TLS?
    /// Seconds, 5 to 3600.
    public var keepAliveSeconds: Int
    /// How long the broker keeps our session while we are away, in seconds (MQTT 5).
    ///
    /// 0 begins and ends without a session, with 3.1.1 too: for `record`, which must leave nothing behind.
    public var sessionExpirySeconds: UInt32

    var isSessionClean: Bool { sessionExpirySeconds == 0 }

    public init(
        host: String, port: Int, clientID: String, protocolVersion: ProtocolVersion = .v5, username: String? = nil,
        passwordFile: String? = nil, tls: TLS? = nil, keepAliveSeconds: Int = 60,
        sessionExpirySeconds: UInt32 = 604_800
    ) {
        self.host = host
        self.port = port
        self.clientID = clientID
        self.protocolVersion = protocolVersion
        self.username = username
        self.passwordFile = passwordFile
        self.tls = tls
        self.keepAliveSeconds = keepAliveSeconds
        self.sessionExpirySeconds = sessionExpirySeconds
    }
}

/// The bounds; what hits one is counted.
public struct Limits: Hashable, Sendable {
    /// Bytes of one payload; a longer one is acknowledged and not kept.
    public var payloadBytes: Int
    public var devices: Int
    /// Messages that one wake-up of the socket may bring.
    public var batch: Int
    /// Unacknowledged messages the broker may have under way to us: MQTT 5's Receive Maximum; with 3.1.1 it should be the
    /// broker's `max_inflight_messages`.
    public var inFlight: Int
    /// Deliveries a sink keeps in memory; the rest waits in the ledger.
    public var outbox: Int

    public init(
        payloadBytes: Int = 262_144, devices: Int = 200_000, batch: Int = 512, inFlight: Int = 512, outbox: Int = 10_000
    ) {
        self.payloadBytes = payloadBytes
        self.devices = devices
        self.batch = batch
        self.inFlight = inFlight
        self.outbox = outbox
    }
}

/// One sink: its routing, and what kind it is.
public struct SinkConfiguration: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case log(LogConfiguration)
        case webhook(WebhookConfiguration)
    }

    public var route: SinkRoute
    public var kind: Kind

    public var name: String { route.name }
}

public struct LogConfiguration: Hashable, Sendable {
    public enum Format: String, CaseIterable, Sendable {
        case text, json
    }

    /// Nil writes to the journal (stderr) alone.
    public var file: String?
    public var format: Format
    /// Whether each event also goes to the journal with its priority.
    public var journal: Bool
}

public struct WebhookConfiguration: Hashable, Sendable {
    public var url: String
    /// The certificates (PEM) to trust instead of the system's, for a receiver with an authority of its own.
    public var caFile: String?
    /// The file with one `whsec_…` a line: the first signs; each further one signs too, while a key is rotated.
    public var secretFile: String?
    /// How long an `alarm` may stay undelivered before the fallback hears it too.
    public var deadline: Span
    /// The longest one request may take.
    public var timeout: Span
    /// The name of another webhook.
    public var fallback: String?
    public var carry: Carried
    /// Requests under way at once, at least 2: one is kept free for signal `alarm`.
    public var lanes: Int
    /// The longest pause between two attempts.
    public var longestPause: Span
}
