import Foundation
import Hummingbird

/// The endpoint itself: POST on any path, GET /health, GET /stats.
struct Endpoint: Sendable {
    let inbox: Inbox

    @Sendable func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        switch (request.method, request.uri.path) {
        case (.post, _): return try await answer(request, context)
        case (.get, "/health"): return .json(#"{"ok":true}"#)
        case (.get, "/stats"):
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return .json(String(decoding: try encoder.encode(await inbox.counts), as: UTF8.self))
        case (_, _): return .error(405, "Only POST is taken here, and GET on /health and /stats.", [.allow: "POST"])
        }
    }

    private func answer(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        let act = await inbox.nextAct()
        switch act.answer {
        case .honest(let status):
            let response = try await judged(request, status: status)
            try await Task.sleep(for: act.delay.duration)
            await inbox.countAnswer(response.status.code)
            return response
        case .refusal(let status, let seconds):
            await readThrough(request.body)
            try await Task.sleep(for: act.delay.duration)
            await inbox.countRefusal()
            await inbox.countAnswer(status)
            return .refusal(status, retryAfterSeconds: seconds)
        case .hang:
            await inbox.countRefusal()
            await inbox.countUnanswered()
            try? await request.body.consumeWithCancellationOnInboundClose { body in
                await readThrough(body)
                while true { try await Task.sleep(for: .seconds(3600)) }
            }
            throw context.dropped()
        case .close:
            await readThrough(request.body)
            try await Task.sleep(for: act.delay.duration)
            await inbox.countRefusal()
            await inbox.countUnanswered()
            throw context.dropped()
        }
    }

    /// Takes the body without a look at it, so that the sender has sent it all before it learns its fate.
    private func readThrough(_ body: RequestBody) async {
        _ = try? await body.collect(upTo: Attempt.maximumBodyBytes)
    }

    private func judged(_ request: Request, status: Int) async throws -> Response {
        do {
            let isRepeat = try await inbox.take(attempt(request), at: .now)
            return .json(#"{"repeat":\#(isRepeat)}"#, status: status)
        } catch let rejection as Rejection {
            return .error(rejection.status, rejection.reason)
        } catch is any HTTPResponseError {
            // Hummingbird's word for a body beyond the bound; when a connection breaks there is nobody to answer.
            let rejection = Rejection(status: 413, reason: "The body is longer than \(Attempt.maximumBodyBytes) bytes.")
            await inbox.reject(rejection, id: nil)
            return .error(rejection.status, rejection.reason)
        }
    }

    private func attempt(_ request: Request) async throws -> Attempt {
        let body = try await request.body.collect(upTo: Attempt.maximumBodyBytes)
        return Attempt(
            path: request.uri.path, id: request.header("webhook-id"), timestamp: request.header("webhook-timestamp"),
            signatures: request.header("webhook-signature"), body: Array(body.readableBytesView))
    }
}

/// A request's connection, so that a fault can drop it.
struct ConnectionContext: RequestContext {
    struct Dropped: Error {}

    var coreContext: CoreRequestContextStorage
    private let close: @Sendable () -> Void

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        let channel = source.channel
        close = { channel.close(mode: .all, promise: nil) }
    }

    /// Closes the connection; throw what it gives, since there is nobody left to answer.
    func dropped() -> Dropped {
        close()
        return Dropped()
    }
}

extension Request {
    fileprivate func header(_ name: String) -> String? {
        headers.first { $0.name.canonicalName == name }?.value
    }
}

extension Response {
    static func json(_ text: String, status: Int = 200, _ headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        // 204 and 304 have no body (RFC 9110, sections 15.3.5 and 15.4.5).
        let body = status == 204 || status == 304 ? "" : text + "\n"
        return Response(
            status: .init(code: status), headers: headers, body: .init(byteBuffer: ByteBuffer(string: body)))
    }

    static func error(_ status: Int, _ reason: String, _ headers: HTTPFields = [:]) -> Response {
        json("{\"error\":\(quoted(reason))}", status: status, headers)
    }

    /// An answer that a fault asked for.
    ///
    /// A redirect leads to a path that shows in what is printed, should a sender follow.
    static func refusal(_ status: Int, retryAfterSeconds: Int?) -> Response {
        var headers: HTTPFields = [:]
        if let retryAfterSeconds { headers[.retryAfter] = "\(retryAfterSeconds)" }
        if 300..<400 ~= status { headers[.location] = "/followed" }
        return error(status, "Answered so because it was asked for.", headers)
    }
}
