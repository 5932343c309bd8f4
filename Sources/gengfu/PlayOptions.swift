import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

/// Playing a recording to a broker.
struct PlayOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Publish the recording to this broker instead.", valueName: "mqtt://host:port"))
    var to: String?

    @Option(help: "How many times as fast as it was recorded; 0 is as fast as the broker takes it.")
    var speed = 1.0

    func validate() throws {
        if !speed.isFinite || speed < 0 { throw ValidationError("--speed must be 0 or more.") }
    }

    /// Publishes every message at its time, the times in its payload moved to now.
    ///
    /// - Throws: an exit code, once the reason stands on stderr: 64 for a bad address, 69 if the broker cannot be reached.
    func play(_ recording: String, _ input: RecordingInput, to broker: String, _ setup: Setup) throws {
        guard let address = BrokerConfiguration(url: broker, clientID: "gengfu-replay-\(getpid())") else {
            throw ValidationError("--to '\(broker)' is no broker's address; write it as mqtt://127.0.0.1:1883.")
        }
        do {
            let publisher = try Publisher(configuration: address)
            var playback = Playback(
                profiles: setup.profiles, registry: setup.registry, publisher: publisher, speed: speed)
            var reader = try input.reader(recording)
            while let message = try reader.next() { try playback.play(message) }
            try playback.finish()
            publisher.close()
            Terminal.complain("\(playback.count) messages published.")
            reader.oddities.forEach(Terminal.complain)
            if !playback.unmoved.isEmpty {
                let names = playback.unmoved.joined(separator: ", ")
                Terminal.complain(
                    "Times of \(names) are written in a way that cannot be moved to now; they were left as they are.")
            }
            if reader.passedHands > 0 {
                Terminal.complain(
                    "\(reader.passedHands) lines are what operators did, which no broker takes; they were passed over.")
            }
        } catch let error as MosquittoError {
            Terminal.complain("\(error)")
            throw ExitCode(EX_UNAVAILABLE)
        }
    }
}
