import AlarmEngine

/// What the publisher sends: `C/load.c`.
struct Load {
    var qos = 0
    var devices = 10_000
    var count = 100_000
    /// Messages per second; 0 for as many as the broker takes.
    var rate = 0
    /// Of 10,000 messages so many cause an event.
    var events = 0
    /// The number of the first message of each device.
    var firstRound = 0
    var from = 0
    var stride = 1
    /// Every message alarms.
    var isHot = false
    /// In the topics and payloads of collectd.
    var isForCollectd = false

    var arguments: [String] {
        let numbers = [
            ("qos", qos), ("devices", devices), ("count", count), ("rate", rate), ("events", events),
            ("first", firstRound), ("from", from), ("stride", stride), ("hot", isHot ? 1 : 0),
            ("collectd", isForCollectd ? 1 : 0),
        ]
        return numbers.flatMap { ["--\($0)", "\($1)"] }
    }

    /// Sends it all, and returns when the broker has read it.
    @discardableResult
    func send(to broker: BenchBroker, _ stage: Stage) throws(BenchError) -> JSONValue {
        try stage.ask("\(stage.tools)/load", ["--port", "\(broker.port)"] + arguments)
    }
}
