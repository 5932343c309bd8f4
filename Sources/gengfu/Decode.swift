import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

/// Shows what a payload reads as.
struct Decode: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the document a payload becomes, and what each field of a profile reads as, or why it does not.",
        discussion: """
            Without PAYLOAD it is read from the standard input, to its last byte. Exits 65 if the payload is undecodable, or \
            if the profile's 'match' does not take it. With --bytes a device's own bytes are read as its 'bytes:' \
            description has them, without what a network server puts round them: \
            gengfu decode milesight-ws301 --bytes 01755d030001 --port 85.
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

    @Option(
        help: ArgumentHelp(
            "The device's own bytes, in hexadecimal digits or else base64, in place of PAYLOAD.", valueName: "bytes"))
    var bytes: String?

    @Option(help: "With --bytes: the port they came on (LoRaWAN's FPort).")
    var port: Int?

    func validate() throws {
        if bytes != nil, payload != nil || hex {
            throw ValidationError("--bytes stands in place of PAYLOAD and --hex; leave those out.")
        }
        if port != nil, bytes == nil { throw ValidationError("--port goes with --bytes.") }
    }

    func run() throws {
        let setup = try Setup.loaded(config: config, devices: devices)
        let names = setup.profiles.map(\.name)
        guard let profile = setup.profiles.first(where: { $0.name == self.profile }) else {
            throw ValidationError("There is no profile '\(self.profile)'; \(advice(for: self.profile, among: names))")
        }
        let aids = setup.engineConfiguration.aids
        if let bytes {
            return try show(try bare(bytes, of: profile, aids), device: nil, mismatch: nil)
        }
        let payload = try payloadBytes()
        let index = try message(of: profile, payload, aids)
        try show(
            profile.decoded(payload, message: index, aids),
            device: topic.flatMap { profile.device(on: $0, message: index) },
            mismatch: profile.mismatch(payload, message: index, aids))
    }

    private func show(_ decoded: DecodedMessage, device: String?, mismatch: String?) throws {
        for line in DecodedText(decoded, device: device).lines { Terminal.say(TerminalSafe.escaped(line)) }
        if let mismatch { Terminal.complain("'\(profile)' does not take this payload: \(mismatch).") }
        if let refusal = decoded.refusal { Terminal.complain("The payload is undecodable: \(refusal).") }
        guard mismatch == nil, decoded.refusal == nil else { throw ExitCode(EX_DATAERR) }
    }

    private func payloadBytes() throws -> [UInt8] {
        let text = payload.map { Array($0.utf8) } ?? StandardInput.bytes()
        guard hex else { return text }
        guard let bytes = PayloadEncoding.hex.bytes(of: text) else {
            throw ValidationError("With --hex the payload is hexadecimal digits, two for each byte, such as 01 64 1A.")
        }
        return bytes
    }

    /// What the device's own bytes read as, by the first of the profile's messages that takes them.
    private func bare(_ text: String, of profile: Profile, _ aids: DecodingAids) throws -> DecodedMessage {
        let text = Array(text.utf8)
        guard let bytes = PayloadEncoding.hex.bytes(of: text) ?? PayloadEncoding.base64.bytes(of: text) else {
            throw ValidationError("--bytes are hexadecimal digits, two for each byte, such as 0367f600, or base64.")
        }
        let all = try candidates(of: profile).compactMap {
            profile.decoded(bare: bytes, port: port, message: $0, aids)
        }
        guard let decoded = all.first(where: { $0.refusal == nil }) ?? all.first else {
            throw ValidationError("'\(profile.name)' has no 'bytes:' description; give the whole payload.")
        }
        return decoded
    }

    /// Its messages, or those of the topic.
    private func candidates(of profile: Profile) throws -> [Int] {
        let messages = profile.description.messages
        guard let topic else { return Array(messages.indices) }
        let candidates = profile.messages(on: topic)
        if candidates.isEmpty {
            throw ValidationError("'\(topic)' is no topic of '\(profile.name)'; \(topics(messages)).")
        }
        return candidates
    }

    /// Which of the profile's messages it is.
    private func message(of profile: Profile, _ payload: [UInt8], _ aids: DecodingAids) throws -> Int {
        let messages = profile.description.messages
        let candidates = try candidates(of: profile)
        if candidates.count == 1 { return candidates[0] }
        let refusals = candidates.map { index in
            (
                index,
                profile.mismatch(payload, message: index, aids)
                    ?? profile.decoded(payload, message: index, aids).refusal
            )
        }
        let fitting = refusals.filter { $0.1 == nil }.map(\.0)
        guard let first = fitting.first else {
            for (index, refusal) in refusals {
                Terminal.complain("Not on \(messages[index].topic): \(refusal ?? "").")
            }
            Terminal.complain(
                "The payload is none of the \(candidates.count) messages of '\(profile.name)' it could be.")
            throw ExitCode(EX_DATAERR)
        }
        guard fitting.count == 1 || topic != nil else {
            throw ValidationError(
                "The payload fits \(fitting.count) of the \(messages.count) messages of '\(profile.name)'; say with --topic which it is: \(topics(messages))."
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
