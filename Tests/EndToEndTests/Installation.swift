import AlarmEngine
import Foundation
import Gateway
import Glibc
import TestSupport

/// A gateway as somebody installs it: a folder with a configuration and devices, and the built `gengfu` to run it.
final class Installation: Sendable {
    let folder = TemporaryFolder()
    let brokerPort: Int
    private let running = Locked<ChildProcess?>(nil)

    /// - Parameters:
    ///   - brokerPort: of mosquitto on 127.0.0.1.
    ///   - profiles: the text of each `profile.yaml`, by its name.
    ///   - sinks: lines under `sinks:`, indented by two spaces.
    ///   - protocolVersion: of MQTT.
    ///   - more: further lines of the configuration.
    init(
        brokerPort: Int, profiles: [String: String] = [:], sinks: String = Installation.logSink,
        protocolVersion: String = "5", more: String = ""
    ) {
        self.brokerPort = brokerPort
        for (name, text) in profiles { setProfile(name, text) }
        configure(sinks: sinks, protocolVersion: protocolVersion, more: more)
    }

    deinit {
        guard let child = running.locked({ $0 }) else { return }
        child.send(SIGKILL)
        child.wait()
    }

    static let logSink = "  log: {type: log, file: alarms.log, format: json}"

    /// A webhook that hears everything that may concern it.
    static func webhook(_ name: String, _ url: String, _ options: String = "") -> String {
        "  \(name): {type: webhook, url: \"\(url)\", carry: [values, text]\(options.isEmpty ? "" : ", \(options)")}"
    }

    var configurationFile: String { folder.file("gengfu.yaml") }
    var control: String { folder.file("control.sock") }
    var state: String { folder.file("state") }
    /// What the daemon said on its standard error, in all its runs.
    var talk: String { readFile(folder.file("talk")) }
    var log: [String] { lines(of: folder.file("alarms.log")) }

    func setProfile(_ name: String, _ text: String?) {
        let place = folder.file("devices/\(name)")
        guard let text else {
            try? FileManager.default.removeItem(atPath: place)
            return
        }
        try? FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        writeFile(place + "/profile.yaml", text)
    }

    func configure(sinks: String = Installation.logSink, protocolVersion: String = "5", more: String = "") {
        try? FileManager.default.createDirectory(atPath: folder.file("devices"), withIntermediateDirectories: true)
        writeFile(
            configurationFile,
            """
            broker: {url: "mqtt://127.0.0.1:\(brokerPort)", client_id: gengfu-e2e, protocol: \(protocolVersion)}
            devices: [devices]
            state: state
            control: control.sock
            sinks:
            \(sinks)
            \(more)

            """)
    }

    // MARK: The daemon

    /// Starts it, and does not wait.
    func launch(_ arguments: [String] = [], environment: [String] = []) throws {
        let child = try ChildProcess(
            builtProgram("gengfu"), ["run", "--config", configurationFile] + arguments, output: folder.file("talk"),
            errors: folder.file("talk"), environment: environment)
        running.locked { $0 = child }
    }

    /// Starts it, and waits until it hears the broker.
    func start(_ arguments: [String] = [], environment: [String] = []) throws {
        try launch(arguments, environment: environment)
        guard eventually(within: 15_000, { self.isSubscribed }) else { throw Unmet("the daemon subscribes:\n\(talk)") }
    }

    func signal(_ number: Int32) {
        running.locked { $0 }?.send(number)
    }

    /// Waits for its end, which a signal must have asked for.
    func awaitEnd(atMostMilliseconds limit: Int = 12_000) -> ChildProcess.Ending? {
        guard let child = running.locked({ $0 }), let ending = child.wait(atMostMilliseconds: limit) else { return nil }
        running.locked { $0 = nil }
        return ending
    }

    /// Ends it with a signal, SIGTERM by default; how it ended, and after how many milliseconds.
    @discardableResult
    func stop(_ number: Int32 = SIGTERM) -> (ending: ChildProcess.Ending?, milliseconds: Int) {
        let start = ContinuousClock.now
        signal(number)
        let ending = awaitEnd()
        let passed = (ContinuousClock.now - start).components
        return (ending, Int(passed.seconds) * 1000 + Int(passed.attoseconds / 1_000_000_000_000_000))
    }

    // MARK: Asking it

    func ask(_ request: String) -> JSONValue? {
        try? ControlClient(path: control).ask(request).reply
    }

    var status: JSONValue? { ask(#"{"do":"status"}"#) }
    var isSubscribed: Bool { status?["broker"]?["subscribed"]?.boolean == true }

    func count(_ name: String) -> Int {
        status?["counts"]?[name]?.number.map { Int($0) } ?? 0
    }

    /// Runs a command on it, such as `["alarms"]`.
    func command(_ arguments: [String]) throws -> Outcome {
        try run(arguments + ["--control", control])
    }

    // MARK: Its ledger

    /// Every event of the ledger, as the contract's lines.
    func events() throws -> [String] {
        let reader = try LedgerReader(folder: state)
        var events: [String] = []
        var last: Int64 = 0
        while case let page = try reader.events(after: last, limit: 5000), let newest = page.last {
            events += page.map(EventLine.json)
            last = newest.sequence
        }
        return events
    }

    /// How many deliveries are in a state.
    func deliveries(_ state: StoredDelivery.State) -> Int {
        let counts = (try? LedgerReader(folder: self.state).deliveryCounts()) ?? []
        return counts.filter { $0.state == state }.reduce(0) { $0 + $1.count }
    }

    /// The ids of every delivery of one sink.
    func deliveryIDs(sink: String) throws -> [String] {
        try LedgerReader(folder: state).deliveries(sink: sink, limit: 1_000_000).map(\.webhookID)
    }
}

/// What a program did.
struct Outcome {
    let ending: ChildProcess.Ending?
    let output: String
    let errors: String
}

/// Runs the built `gengfu` to its end.
func run(_ arguments: [String], environment: [String] = []) throws -> Outcome {
    let folder = TemporaryFolder()
    let child = try ChildProcess(
        builtProgram("gengfu"), arguments, output: folder.file("output"), errors: folder.file("errors"),
        environment: environment)
    guard let ending = child.wait(atMostMilliseconds: 60_000) else {
        child.send(SIGKILL)
        child.wait()
        return Outcome(ending: nil, output: readFile(folder.file("output")), errors: readFile(folder.file("errors")))
    }
    return Outcome(ending: ending, output: readFile(folder.file("output")), errors: readFile(folder.file("errors")))
}

/// Something a test needs did not come to be.
struct Unmet: Error, CustomStringConvertible {
    let description: String
    init(_ what: String) { description = "Not so: \(what)" }
}

func lines(of file: String) -> [String] {
    readFile(file).split(separator: "\n").map(String.init)
}

/// Waits until something holds; false if it does not within the time.
func eventually(within milliseconds: Int = 10_000, _ holds: () -> Bool) -> Bool {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while ContinuousClock.now < end {
        if holds() { return true }
        usleep(10_000)
    }
    return holds()
}
