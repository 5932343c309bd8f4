import AlarmEngine

/// How the daemon is, for `gengfu status`.
public struct StatusReport: Sendable {
    public struct Sink: Sendable {
        public var name: String
        public var pending: Int
        /// Why the last attempt failed; nil if it did not.
        public var trouble: String?

        public init(name: String, pending: Int, trouble: String? = nil) {
            self.name = name
            self.pending = pending
            self.trouble = trouble
        }
    }

    /// The client id.
    public var gateway: String
    public var processID: Int32
    public var startedAt: Moment
    public var now: Moment
    /// Without user name and password.
    public var brokerURL: String
    public var isSubscribed: Bool
    /// Why not, or since when and how; one sentence.
    public var linkReason: String?
    /// The newest event.
    public var lastSequence: Int64
    /// False while commits fail.
    public var isRecording: Bool
    public var devices: Int
    /// Alarms that go on now.
    public var active: Int
    /// Alarms that nobody has acknowledged, whether they go on or not.
    public var unacknowledged: Int
    /// Batches read and not yet settled.
    public var unsettledBatches: Int
    public var counts: Counts
    public var sinks: [Sink]
    /// Alarms that are shelved, suppressed or out of service.
    public var covered = 0
    /// Drills, maintenances and absences that go on.
    public var periods = 0
    /// Messages over the payload bound: acknowledged, and not kept.
    public var oversized = 0
    /// The first payloads of each device and cause that could not be read; at most ``mostSamples`` are told.
    public var samples: [UndecodableSample] = []

    static let mostSamples = 100

    public init(
        gateway: String, processID: Int32, startedAt: Moment, now: Moment, brokerURL: String, isSubscribed: Bool,
        linkReason: String?, lastSequence: Int64, isRecording: Bool, devices: Int, active: Int, unacknowledged: Int,
        unsettledBatches: Int, counts: Counts, sinks: [Sink]
    ) {
        self.gateway = gateway
        self.processID = processID
        self.startedAt = startedAt
        self.now = now
        self.brokerURL = brokerURL
        self.isSubscribed = isSubscribed
        self.linkReason = linkReason
        self.lastSequence = lastSequence
        self.isRecording = isRecording
        self.devices = devices
        self.active = active
        self.unacknowledged = unacknowledged
        self.unsettledBatches = unsettledBatches
        self.counts = counts
        self.sinks = sinks
    }

    /// The answer to `status`.
    public var reply: String {
        ControlReply.accepted { writer in
            writer.member("gateway", gateway)
            writer.member("pid", Int64(processID))
            writer.member("started", Timestamp.text(startedAt))
            writer.member("now", Timestamp.text(now))
            writer.key("broker")
            writer.object { writer in
                writer.member("url", brokerURL)
                writer.member("subscribed", isSubscribed)
                writer.member("reason", linkReason)
            }
            writer.key("ledger")
            writer.object { writer in
                writer.member("last", lastSequence)
                writer.member("recording", isRecording)
            }
            writer.member("devices", Int64(devices))
            writer.key("alarms")
            writer.object { writer in
                writer.member("active", Int64(active))
                writer.member("unacknowledged", Int64(unacknowledged))
                writer.member("covered", Int64(covered))
            }
            writer.member("periods", Int64(periods))
            writer.member("unsettled", Int64(unsettledBatches))
            writer.key("counts")
            writer.object { writer in
                for (name, count) in named(counts) { writer.member(name, Int64(count)) }
                writer.member("oversized", Int64(oversized))
            }
            writeSinks(into: &writer)
            writeSamples(into: &writer)
        }
    }

    private func writeSinks(into writer: inout JSONWriter) {
        writer.key("sinks")
        writer.array { writer in
            for sink in sinks {
                writer.object { writer in
                    writer.member("name", sink.name)
                    writer.member("pending", Int64(sink.pending))
                    writer.member("trouble", sink.trouble)
                }
            }
        }
    }

    /// The payload too: the operator's own socket is where somebody must be able to look at it.
    private func writeSamples(into writer: inout JSONWriter) {
        writer.key("undecodable")
        writer.array { writer in
            for sample in samples.prefix(StatusReport.mostSamples) {
                writer.object { writer in
                    writer.member("device", sample.device.device)
                    writer.member("profile", sample.device.profile)
                    writer.member("topic", sample.topic)
                    writer.member("cause", sample.cause)
                    writer.member("received", Timestamp.text(sample.receivedAt))
                    writer.member("payload_b64", Base64.text(of: sample.payload))
                }
            }
        }
    }

    private func named(_ counts: Counts) -> [(String, Int)] {
        [
            ("messages", counts.messages), ("judged", counts.judged), ("undecodable", counts.undecodable),
            ("mistyped_fields", counts.mistypedFields), ("unknown_topic", counts.unknownTopic),
            ("unknown_device", counts.unknownDevice), ("over_device_limit", counts.overDeviceLimit),
            ("redelivered", counts.redelivered), ("late", counts.late), ("incredible_time", counts.incredibleTime),
            ("retained", counts.retained), ("empty", counts.empty), ("known", counts.known),
            ("repeated", counts.repeated), ("over_elements", counts.overElements), ("bad_names", counts.badNames),
        ]
    }
}
