import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

/// How a recording is read.
struct RecordingInput: ParsableArguments {
    @Flag(help: "The payloads of mqtt-recorder's CSV are Base64, as its --encode_b64 writes them.")
    var base64 = false

    @Flag(
        help: """
            Pass over lines that cannot be read, such as those that mosquitto_sub -F %j prints of binary payloads, and say \
            how many there were; without it the first is the end.
            """)
    var skipBadLines = false

    func reader(_ path: String) throws(Problem) -> RecordingReader {
        try RecordingReader(path, isBase64: base64, skipsBadLines: skipBadLines)
    }
}

/// Where a recording is written.
struct RecordingTarget: ParsableArguments {
    @Option(
        name: [.customShort("o"), .long], help: "A new file, in place of the standard output; none is overwritten.")
    var output: String?

    /// Runs a tool on the output, and says how many lines it wrote.
    func run(_ work: (RecordingOutput) throws -> Void) throws {
        let target: RecordingOutput
        do throws(Problem) { target = try RecordingOutput(output) } catch {
            Terminal.complain(error)
            throw ExitCode(EX_CANTCREAT)
        }
        do {
            try work(target)
            try target.finish()
        } catch let problem as Problem {
            throw problem.reported()
        }
        Terminal.complain("\(target.count) lines written.")
    }
}

/// The profiles that say whose a topic is.
struct RecordingProfiles: ParsableArguments {
    @Option(help: "A folder of devices, in place of those the configuration names; else Devices.")
    var devices: [String] = []

    @Option(help: "The configuration, gengfu.yaml: for its devices and registry.")
    var config: String?

    func engineConfiguration() throws -> Engine.Configuration {
        try Setup.loaded(config: config, devices: devices).engineConfiguration
    }
}
