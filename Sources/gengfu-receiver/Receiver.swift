import ArgumentParser
import Dispatch

@main
struct Receiver: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gengfu-receiver",
        abstract: "The other end of a webhook: checks signatures and repeats, and prints.",
        discussion: """
            Takes POST on any path, as Standard Webhooks has it: webhook-id, webhook-timestamp and webhook-signature \
            are checked, then the body, which must be a JSON object of at most 256 KiB. 400 is the answer to a missing \
            header or a bad body, 401 to a bad time or signature, 200 to the rest; an id that was seen before (of the \
            latest 100,000) is marked as a repeat. GET /health and GET /stats tell how it is. Deliveries are printed on \
            stdout, everything else on stderr.

            With --control-port, faults are switched while it runs: curl -d '500*' http://127.0.0.1:PORT/fault answers \
            500 until told otherwise, an empty body ends that, and --script says what else there is.
            """
    )

    @Option(help: "Address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "Port to listen on; 0 is any that is free.")
    var port = 8088

    @Option(
        help: ArgumentHelp("Secrets, one a line (whsec_…); without it signatures are not checked.", valueName: "file"))
    var secretFile: String?

    @Option(help: "How far webhook-timestamp may be from now.")
    var tolerance = Span(milliseconds: 300_000)

    @Flag(help: "Print a JSON line for each delivery.")
    var json = false

    @Option(help: ArgumentHelp("Append JSON lines to this file too.", valueName: "file"))
    var output: String?

    @Option(help: "Port of 127.0.0.1 on which faults are switched; 0 is any that is free.")
    var controlPort: Int?

    @OptionGroup(title: "Faults")
    var faults: FaultOptions

    func validate() throws {
        guard [port, controlPort ?? 0].allSatisfy({ 0...65_535 ~= $0 }) else {
            throw ValidationError("A port must be from 0 to 65535.")
        }
    }

    func run() async throws {
        let deadlines = exitSoonAfterSignals()
        defer { deadlines.forEach { $0.cancel() } }
        do {
            try await listen(try inbox())
        } catch let failure as Failure {
            say("gengfu-receiver: \(failure.sentence)")
            throw ExitCode(failure.code)
        }
    }

    private func inbox() throws -> Inbox {
        var secrets: SigningSecrets?
        if let secretFile { secrets = try SigningSecrets(file: secretFile) }
        var file: LineFile?
        if let output { file = try LineFile(appendingTo: output) }
        if secrets == nil { say("signatures are not checked: no --secret-file was given") }
        return Inbox(
            inspection: Inspection(secrets: secrets, tolerance: tolerance), plan: try faults.plan(), printsJSON: json,
            output: file)
    }

    /// Returns on SIGTERM, or throws when a port cannot be had.
    private func listen(_ inbox: Inbox) async throws {
        let endpoint = Endpoint(inbox: inbox)
        let control = FaultControl(inbox: inbox)
        let front = Listener(host: host, port: port, greeting: "listening on", option: "--port")
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let controlPort {
                let back = Listener(
                    host: "127.0.0.1", port: controlPort, greeting: "control on", option: "--control-port")
                group.addTask { try await back.run(control.respond) }
            }
            group.addTask { try await front.run(endpoint.respond) }
            while try await group.next() != nil {}
        }
    }
}
