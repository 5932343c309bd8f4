import Hummingbird

/// The switch for faults, on a port of its own: `GET /fault` says what is to come, `POST /fault` takes a new script.
///
/// Its own port, and that on loopback only, so that nobody who may deliver may also break.
struct FaultControl: Sendable {
    let inbox: Inbox

    @Sendable func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        switch (request.method, request.uri.path) {
        case (.get, "/fault"): return text(await inbox.script)
        case (.post, "/fault"):
            do {
                let script = try await request.body.collect(upTo: 65_536)
                await inbox.change(to: try FaultScript(String(buffer: script)).plan)
                return text(await inbox.script)
            } catch let error as FaultScript.SyntaxError {
                return text("\(error)", status: 400)
            }
        case (_, _): return text("Only GET and POST on /fault are taken here.", status: 404)
        }
    }

    private func text(_ text: String, status: Int = 200) -> Response {
        Response(
            status: .init(code: status), headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text + "\n")))
    }
}
