import AlarmEngine
import Foundation
import Gateway
import Glibc
import TestSupport

/// The built `gengfu-receiver`, and curl to deliver to it.
final class RunningReceiver: Sendable {
    struct Answer {
        /// 0 if there was none.
        var status: Int
        var headers: String
        var body: String
    }

    let url: String
    let controlURL: String
    let folder = TemporaryFolder()
    private let child: ChildProcess

    /// Starts it on free ports and waits until it listens on both.
    init(_ arguments: [String] = [], secrets: [String] = []) throws {
        var all = ["--port", "0", "--control-port", "0"] + arguments
        if !secrets.isEmpty {
            writeFile(folder.file("secrets"), "# for the tests\n\n" + secrets.joined(separator: "\n") + "\n")
            all += ["--secret-file", folder.file("secrets")]
        }
        let talk = folder.file("errors")
        child = try ChildProcess(
            builtProgram("gengfu-receiver"), all, output: folder.file("output"), errors: talk)
        var (front, back) = ("", "")
        for _ in 0..<1000 where front.isEmpty || back.isEmpty {
            usleep(10_000)
            front = Self.address(after: "listening on ", in: readFile(talk))
            back = Self.address(after: "control on ", in: readFile(talk))
        }
        (url, controlURL) = (front, back)
    }

    deinit {
        guard child.isRunning else { return }
        child.send(SIGKILL)
        child.wait()
    }

    var lines: [String] { readFile(folder.file("output")).split(separator: "\n").map(String.init) }
    var talk: String { readFile(folder.file("errors")) }

    /// Sends SIGTERM; how it ended, nil if not within 2 s.
    func stop() -> ChildProcess.Ending? {
        child.send(SIGTERM)
        return child.wait(atMostMilliseconds: 2000)
    }

    /// POSTs a body with these headers.
    func deliver(
        _ body: String, to path: String = "hook", headers: [String], secondsToWait: Double = 10
    ) throws -> Answer {
        let file = folder.file("body-\(UUID())")
        try Data(body.utf8).write(to: URL(filePath: file))
        return try curl(
            url + path, ["--data-binary", "@\(file)", "-m", "\(secondsToWait)"] + headers.flatMap { ["-H", $0] })
    }

    /// POSTs a body with an id and the time of now, unsigned.
    func deliver(_ body: String = "{}", id: String, secondsToWait: Double = 10) throws -> Answer {
        let headers = ["webhook-id: \(id)", "webhook-timestamp: \(secondsNow())"]
        return try deliver(body, headers: headers, secondsToWait: secondsToWait)
    }

    func setFault(_ script: String) throws -> Answer {
        try curl(controlURL + "fault", ["--data-binary", script])
    }

    func get(_ path: String) throws -> Answer {
        try curl(url + path, [])
    }

    private func curl(_ url: String, _ arguments: [String]) throws -> Answer {
        let name = folder.file("answer-\(UUID())")
        let fixed = ["-s", "-o", name, "-D", name + ".head", "-w", "%{http_code}", url]
        try ChildProcess("curl", fixed + arguments, output: name + ".status").wait()
        return Answer(
            status: Int(readFile(name + ".status")) ?? 0, headers: readFile(name + ".head"), body: readFile(name))
    }

    private static func address(after greeting: String, in talk: String) -> String {
        let line = talk.split(separator: "\n").first { $0.hasPrefix(greeting) }
        return line.map { String($0.dropFirst(greeting.count)) } ?? ""
    }
}

func secondsNow() -> Int { time(nil) }

/// The three headers, signed by Debian's `openssl`, which shares no code with the receiver but libcrypto itself.
func signedHeaders(
    _ body: String, id: String, secrets: [String], timestamp: Int = secondsNow()
) throws -> [String] {
    let folder = TemporaryFolder()
    try Data("\(id).\(timestamp).\(body)".utf8).write(to: URL(filePath: folder.file("content")))
    let signatures = try secrets.enumerated().map { index, secret in
        let key = Data(base64Encoded: String(secret.dropFirst("whsec_".count))) ?? Data()
        let hex = key.map { String(format: "%02x", $0) }.joined()
        let out = folder.file("signature-\(index)")
        let arguments = ["dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:\(hex)", "-binary", "-out", out]
        try ChildProcess("openssl", arguments + [folder.file("content")]).wait()
        return "v1,\((FileManager.default.contents(atPath: out) ?? Data()).base64EncodedString())"
    }
    return [
        "webhook-id: \(id)", "webhook-timestamp: \(timestamp)",
        "webhook-signature: \(signatures.joined(separator: " "))",
    ]
}

extension RunningReceiver {
    /// The `webhook-id` of everything it took, repeats too, in order; it must print JSON.
    var ids: [String] { deliveries.map(\.id) }

    /// Everything it took: the id, and the event's number and alarm.
    var deliveries: [(id: String, sequence: Int, alarm: String, device: String, event: String)] {
        lines.compactMap { line in
            guard let json = try? JSONValue(parsing: Array(line.utf8)), let id = json["id"]?.string else { return nil }
            let body = json["body"]
            return (
                id, Int(body?["seq"]?.number ?? 0), body?["alarm"]?.string ?? "", body?["device"]?.string ?? "",
                body?["event"]?.string ?? ""
            )
        }
    }
}
