import Dispatch
import Glibc
import Hummingbird

/// One address that is listened on until SIGTERM or SIGINT.
struct Listener {
    let host: String
    /// 0 to 65535; 0 is any that is free.
    let port: Int
    /// What is said once it listens, before the URL.
    let greeting: String
    /// The option that chooses the port.
    let option: String

    func run<Context>(_ respond: @escaping @Sendable (Request, Context) async throws -> Response) async throws(Failure)
    where Context: InitializableFromSource<ApplicationRequestContextSource> {
        let (shown, greeting) = (host.contains(":") ? "[\(host)]" : host, greeting)
        var application = Application(
            responder: CallbackResponder(callback: respond),
            // Longer than a sender keeps a connection for its next delivery; a hung answer is no idle connection.
            server: .http1(configuration: .init(idleTimeout: .seconds(120))),
            configuration: .init(address: .hostname(host, port: port)),
            onServerRunning: { say("\(greeting) http://\(shown):\($0.localAddress?.port ?? 0)/") }
        )
        application.logger.logLevel = .critical
        do {
            try await application.runService()
        } catch {
            // NIO's error carries its errno, but naming its type would take another dependency.
            let (reason, remedy) =
                "\(error)".contains("errno: \(EADDRINUSE))")
                ? ("the port is taken", "choose another \(option), or 0 for any")
                : ("\(error)", "it must be an address of this machine and a port this user may have")
            throw .unavailable("Listening on \(shown):\(port) failed: \(reason); \(remedy).")
        }
    }
}

/// Ends the program one second after SIGTERM or SIGINT, whatever still hangs.
///
/// The server itself stops at once and waits for what is in flight, which by a fault may be for ever. Each line went out
/// in one `write`, so nothing is cut.
func exitSoonAfterSignals() -> [any DispatchSourceSignal] {
    [SIGTERM, SIGINT].map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(1)) { exit(0) }
        }
        source.resume()
        return source
    }
}
