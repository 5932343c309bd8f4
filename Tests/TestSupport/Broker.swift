import Gateway
import Glibc

/// A real mosquitto on a free port of 127.0.0.1.
public final class Broker: Sendable {
    public let port: Int
    public let folder: TemporaryFolder
    private let child: ChildProcess

    /// Starts it with further lines of `mosquitto.conf`, and waits until it accepts connections.
    ///
    /// Lines of a listener are this listener's. With the port, the folder and the ``persistence(in:)`` of an earlier
    /// broker it is a restart of that one. Without a port it takes a free one.
    public init(
        port: Int? = nil, settings: [String] = [], folder: TemporaryFolder = TemporaryFolder()
    ) throws {
        self.folder = folder
        var attempt = 1
        while true {
            let candidate = port ?? freePort()
            let child = try Broker.start(candidate, settings, folder)
            // Somebody else may have taken the free port in the meantime.
            if Broker.isListening(child, candidate) || port != nil || attempt == 5 {
                (self.port, self.child) = (candidate, child)
                return
            }
            attempt += 1
        }
    }

    private static func start(_ port: Int, _ settings: [String], _ folder: TemporaryFolder) throws -> ChildProcess {
        let configuration = folder.file("mosquitto.conf")
        let lines =
            ["listener \(port) 127.0.0.1", "allow_anonymous true", "max_queued_messages 0", "user root"] + settings
        writeFile(configuration, lines.joined(separator: "\n") + "\n")
        return try ChildProcess("/usr/sbin/mosquitto", ["-c", configuration], errors: folder.file("mosquitto.log"))
    }

    private static func isListening(_ child: ChildProcess, _ port: Int) -> Bool {
        awaitListener(port, while: { child.isRunning }) && child.isRunning
    }

    /// Sends it a signal, such as SIGSTOP for a broker that does not answer.
    public func send(_ signal: Int32) {
        child.send(signal)
    }

    public func stop() {
        child.send(SIGTERM)
        child.wait()
    }

    public func kill() {
        child.send(SIGKILL)
        child.wait()
    }

    /// Settings that keep sessions and their queues over a restart, written at SIGTERM and after every change.
    public static func persistence(in folder: TemporaryFolder) -> [String] {
        ["persistence true", "persistence_location \(folder.path)/", "autosave_on_changes true", "autosave_interval 1"]
    }

    /// Settings that let in one user with a password, and nobody else.
    public static func password(_ password: String, of user: String, in folder: TemporaryFolder) throws -> [String] {
        let file = folder.file("passwords")
        try ChildProcess("mosquitto_passwd", ["-b", "-c", file, user, password], errors: "/dev/null").wait()
        return ["allow_anonymous false", "password_file \(file)"]
    }

    /// How a client would be configured for it, without TLS.
    public func configuration(
        clientID: String, protocolVersion: BrokerConfiguration.ProtocolVersion = .v5
    ) -> BrokerConfiguration {
        BrokerConfiguration(host: "127.0.0.1", port: port, clientID: clientID, protocolVersion: protocolVersion)
    }
}

/// Waits, at most 10 s, until somebody listens on a port of 127.0.0.1; answers whether somebody does.
@discardableResult
public func awaitListener(_ port: Int, while isWorthwhile: () -> Bool = { true }) -> Bool {
    for _ in 0..<1000 where isWorthwhile() {
        if LoopbackPort.accepts(port) { return true }
        usleep(10_000)
    }
    return false
}

/// Writes a whole file, replacing what was there.
public func writeFile(_ path: String, _ text: String) {
    guard let file = fopen(path, "w") else { return }
    defer { fclose(file) }
    fputs(text, file)
}

/// The whole of a file; empty if there is none.
public func readFile(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
        bytes.append(contentsOf: buffer[..<count])
    }
    return String(decoding: bytes, as: UTF8.self)
}
