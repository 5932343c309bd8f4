import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

/// Shows what a payload reads as.
struct Decode: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the document a payload becomes, and what each field of a profile reads as, or why it does not.",
        discussion: """
            Without PAYLOAD it is read from the standard input, to its last byte. Exits 65 if the payload is undecodable.
            """
    )

    @Argument(help: "The profile, such as smoke-detector.")
    var profile: String

    @Argument(help: "The payload.")
    var payload: String?

    @Option(help: "The topic it comes on: needed where a profile's messages cannot be told apart otherwise.")
    var topic: String?

    @Option(help: "A folder of devices, in place of those the configuration names; may be given several times.")
    var devices: [String] = []

    @Option(help: "The configuration, gengfu.yaml: for its devices and time zone.")
    var config: String?

    @Flag(help: "The payload is written in hexadecimal digits; blanks and ':' between them are no matter.")
    var hex = false

    func run() throws {
        let setup = try Setup.loaded(config: config, devices: devices)
        let names = setup.profiles.map(\.name)
        guard let profile = setup.profiles.first(where: { $0.name == self.profile }) else {
            throw ValidationError("There is no profile '\(self.profile)'; \(advice(for: self.profile, among: names)).")
        }
        let payload = try bytes()
        let aids = setup.engineConfiguration.aids
        let index = try message(of: profile, payload, aids)
        let decoded = profile.decoded(payload, message: index, aids)
        let device = topic.flatMap { profile.device(on: $0, message: index) }
        for line in DecodedText(decoded, device: device).lines { Terminal.say(TerminalSafe.escaped(line)) }
        if let refusal = decoded.refusal {
            Terminal.complain("The payload is undecodable: \(refusal).")
            throw ExitCode(EX_DATAERR)
        }
    }

    private func bytes() throws -> [UInt8] {
        let text = payload.map { Array($0.utf8) } ?? StandardInput.bytes()
        guard hex else { return text }
        guard let bytes = PayloadEncoding.hex.bytes(of: text) else {
            throw ValidationError("With --hex the payload is hexadecimal digits, two for each byte, such as 01 64 1A.")
        }
        return bytes
    }

    /// Which of the profile's messages it is.
    private func message(of profile: Profile, _ payload: [UInt8], _ aids: DecodingAids) throws -> Int {
        let messages = profile.description.messages
        var candidates = Array(messages.indices)
        if let topic {
            candidates = profile.messages(on: topic)
            if candidates.isEmpty {
                throw ValidationError("'\(topic)' is no topic of '\(profile.name)'; \(topics(messages)).")
            }
        }
        if candidates.count == 1 { return candidates[0] }
        let fitting = candidates.filter {
            profile.isMatched(payload, message: $0, aids) && profile.decoded(payload, message: $0, aids).refusal == nil
        }
        guard let first = fitting.first, fitting.count == 1 || topic != nil else {
            let count = fitting.isEmpty ? "none" : "\(fitting.count)"
            throw ValidationError(
                "The payload fits \(count) of the \(messages.count) messages of '\(profile.name)'; say with --topic which it is: \(topics(messages))."
            )
        }
        return first
    }

    private func topics(_ messages: [MessageDescription]) -> String {
        "its topics are \(messages.map(\.topic).joined(separator: ", "))"
    }
}

/// What is piped in.
enum StandardInput {
    /// All of it.
    static func bytes() -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }
}
