import AlarmEngine
import Logging

/// A webhook's configuration, read and ready: how a delivery becomes a request.
struct WebhookEndpoint: Sendable {
    private let configuration: WebhookConfiguration
    private let address: WebhookAddress
    private let secrets: [Secret]

    /// Reads the URL and the secret file.
    init(_ configuration: WebhookConfiguration, of sink: String, log: Logger) throws(SinkError) {
        self.configuration = configuration
        address = try WebhookAddress(configuration.url, of: sink)
        if let file = configuration.secretFile {
            do throws(SecretFileError) {
                secrets = try Secret.all(inFile: file)
            } catch {
                throw .badSecretFile(sink: sink, path: file, reason: error.reason)
            }
        } else {
            secrets = []
        }
        if secrets.contains(where: { !$0.isLongEnough }) {
            log.warning("A secret of sink '\(sink)' is short: Standard Webhooks asks for at least 24 random bytes.")
        }
    }

    /// Scheme, host and port.
    var place: String { address.place }

    func policy(bound: Int) -> Outbox.Policy {
        Outbox.Policy(
            bound: bound, lanes: max(2, configuration.lanes), deadline: configuration.deadline,
            longestPause: configuration.longestPause, fallback: configuration.fallback)
    }

    /// The POST of one attempt, whose time is `seconds` since 1970: a good receiver refuses old ones.
    func request(for delivery: PendingDelivery, gateway: String, seconds: Int64) -> HTTPRequest {
        let body = EventLine.body(of: delivery.numbered, carrying: configuration.carry, gateway: gateway)
        let id = delivery.webhookID
        var headers = [
            (name: "Content-Type", value: "application/json"),
            (name: "webhook-id", value: id),
            (name: "webhook-timestamp", value: "\(seconds)"),
        ]
        if let signature = WebhookSignature.header(id: id, timestamp: seconds, body: body, secrets: secrets) {
            headers.append((name: "webhook-signature", value: signature))
        }
        return HTTPRequest(
            address: address, headers: headers, body: body, timeout: configuration.timeout,
            caFile: configuration.caFile, usesNewConnection: delivery.attempts > 0)
    }
}
