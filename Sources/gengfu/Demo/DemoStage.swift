import AlarmEngine
import Gateway
import Glibc

/// Everything the demo starts: mosquitto, the daemon, a receiver and a tail, with their files in one folder.
final class DemoStage {
    let folder: String
    let day: CommunityDay
    /// The day's midnight, on the daemon's clock.
    let start: Moment
    let control: String
    private let speed: Double
    private let language: EventText.Language
    private let port: Int
    private let webhookPort: Int
    private let programs: String
    private var children: [(name: String, process: ChildProcess)] = []
    private var clock = GatewayClock()

    init(speed: Double, seed: UInt64, language: EventText.Language) throws {
        self.speed = speed
        self.language = language
        // Midnight in China, of the day that is now.
        let eastOfUTC = Span.hours(8)
        let local = (GatewayClock.utc() + eastOfUTC).milliseconds
        start = Moment(milliseconds: local - local % 86_400_000) - eastOfUTC
        day = CommunityDay(seed: seed, startingAt: start)
        var template = Array("/tmp/gengfu-demo-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw DemoError(description: "No folder can be made under /tmp.") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        control = "\(folder)/control.sock"
        (port, webhookPort) = (LoopbackPort.unused(), LoopbackPort.unused())
        programs = ownFolder()
    }

    var deviceCount: Int { max(0, day.registry.split(separator: "\n").count - 1) }

    func broker(clientID: String) -> BrokerConfiguration {
        BrokerConfiguration(host: "127.0.0.1", port: port, clientID: clientID)
    }

    /// Writes the files and starts the broker and the receiver.
    func raise() throws {
        try write("registry.csv", day.registry)
        try write("areas.csv", day.areas)
        try write("secret", "whsec_\(String(repeating: "Z2VuZ2Z1", count: 6))\n")
        try write("mosquitto.conf", "listener \(port) 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n")
        try write("gengfu.yaml", configuration)
        let mosquitto = access("/usr/sbin/mosquitto", X_OK) == 0 ? "/usr/sbin/mosquitto" : "mosquitto"
        try start("mosquitto", mosquitto, ["-c", "\(folder)/mosquitto.conf"])
        try awaitListener(on: port, of: "mosquitto")
        try start(
            "gengfu-receiver", "\(programs)/gengfu-receiver",
            [
                "--port", String(webhookPort), "--secret-file", "\(folder)/secret", "--output",
                "\(folder)/received.jsonl",
            ])
        try awaitListener(on: webhookPort, of: "gengfu-receiver")
    }

    /// Starts the daemon, whose clock shows the day's midnight now, and whoever watches it.
    func startClock() throws {
        let origin = GatewayClock.Origin(utc: GatewayClock.utc() + .seconds(1), shown: start)
        clock = GatewayClock(speed: speed, origin: origin)
        try start(
            "gengfu", "\(programs)/gengfu",
            ["run", "--config", "\(folder)/gengfu.yaml", "--speed", String(speed), "--clock-origin", "\(origin)"])
        try awaitControl()
        let watcher = try ChildProcess(
            "\(programs)/gengfu",
            ["tail", "-f", "--after", "0", "--config", "\(folder)/gengfu.yaml", "--lang", language.rawValue])
        children.append(("gengfu tail", watcher))
    }

    private var configuration: String {
        """
        broker: {url: "mqtt://127.0.0.1:\(port)", client_id: gengfu-demo}
        devices: ["\(devicesFolder(beside: programs))"]
        registry: registry.csv
        areas: areas.csv
        state: state
        control: control.sock
        sinks:
          log:    {type: log, file: alarms.log}
          centre: {type: webhook, url: "http://127.0.0.1:\(webhookPort)/centre", secret_file: secret,
                   signals: [alarm, supervisory, trouble, test], carry: [values, text, place]}

        """
    }

    private func start(_ name: String, _ program: String, _ arguments: [String]) throws {
        let output = "\(folder)/\(name).log"
        children.append((name, try ChildProcess(program, arguments, output: output, errors: output)))
    }

    private func write(_ name: String, _ text: String) throws {
        guard let file = fopen("\(folder)/\(name)", "w") else {
            throw DemoError(description: "\(folder)/\(name) cannot be written: \(String(cString: strerror(errno))).")
        }
        defer { fclose(file) }
        fputs(text, file)
        if name == "secret" { chmod("\(folder)/\(name)", 0o600) }
    }

    private func awaitListener(on port: Int, of name: String) throws {
        try wait(for: "\(name) to listen", seconds: 10) { LoopbackPort.accepts(port) }
    }

    private func awaitControl() throws {
        try wait(for: "the daemon's control socket; see \(folder)/gengfu.log", seconds: 15) {
            (try? ControlClient(path: control)) != nil
        }
    }

    /// Waits until the daemon has judged all that was published, and told all it has to.
    func awaitCalm(messages: Int) throws {
        try wait(for: "the daemon to have judged and told everything", seconds: 30) {
            guard let client = try? ControlClient(path: control),
                let status = try? client.ask(#"{"do":"status"}"#).reply,
                let judged = status["counts"]?["messages"]?.number, case .array(let sinks)? = status["sinks"]
            else { return false }
            return Int(judged) >= messages && sinks.allSatisfy { $0["pending"]?.number == 0 }
        }
        usleep(300_000)
    }

    private func wait(for what: String, seconds: Int, until isSo: () -> Bool) throws {
        for _ in 0..<seconds * 20 {
            if isSo() { return }
            try Interruption.sleep(milliseconds: 50)
        }
        throw DemoError(description: "Waited \(seconds) s in vain for \(what).")
    }

    func sleep(until moment: Moment) throws {
        try Interruption.sleep(milliseconds: clock.worldMilliseconds(for: moment - clock.now()))
    }

    func summary(published: Int) throws -> DemoSummary {
        let client = try ControlClient(path: control)
        let status = try client.ask(#"{"do":"status"}"#).reply
        let reader = try LedgerReader(folder: "\(folder)/state")
        let events = try reader.events(after: 0, limit: .max)
        let received = try RecordedLines(path: "\(folder)/received.jsonl").values
        // The fast clock runs on: a delay may end while we count.
        let since = try reader.events(after: events.last?.sequence ?? 0, limit: .max)
        return DemoSummary(
            published: published, status: status, events: events, eventsSince: since, received: received)
    }

    /// Stops every child, the last first, and takes the folder away.
    func clear() {
        for (_, process) in children.reversed() {
            process.send(SIGTERM)
            if process.wait(atMostMilliseconds: 12_000) == nil {
                process.send(SIGKILL)
                process.wait()
            }
        }
        guard !children.isEmpty else { return }
        children = []
        if let remover = try? ChildProcess("rm", ["-rf", folder]) { remover.wait() }
    }
}
