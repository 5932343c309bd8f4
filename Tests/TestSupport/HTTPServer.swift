import Dispatch
import Foundation

/// A small HTTP/1.1 server on a free port of 127.0.0.1, which answers as a test tells it to.
public final class HTTPServer: Sendable {
    public struct Request: Sendable {
        public let path: String
        /// Names in lower case.
        public let headers: [String: String]
        public let body: String
        /// 1 for the first request this server got.
        public let number: Int
        /// 1 for the first connection.
        public let connection: Int
    }

    public enum Reply: Sendable {
        case status(Int, headers: [String: String] = [:])
        /// Says nothing until the server stops.
        case hang
        /// 200, and then bytes for as long as somebody reads them.
        case endless
        /// Hangs up without a word.
        case close
    }

    public let port: Int
    private let listener: Int32
    private let state = Locked(State())
    private let answer: @Sendable (Request) -> Reply

    private struct State {
        var requests: [Request] = []
        var connections: [Int32] = []
        var count = 0
        var isStopped = false
    }

    /// Listens at once; `answer` is called on a thread of each connection.
    public init(port: Int = 0, answer: @escaping @Sendable (Request) -> Reply) {
        self.answer = answer
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                _ = bind(listener, generic, length)
                _ = listen(listener, 64)
                _ = getsockname(listener, generic, &length)
            }
        }
        self.port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { self.acceptAll() }
    }

    public var url: String { "http://127.0.0.1:\(port)/hook" }

    /// All requests so far, in the order they came.
    public var requests: [Request] { state.locked { $0.requests } }

    /// Closes everything, hung connections too.
    public func stop() {
        let open = state.locked { state in
            state.isStopped = true
            defer { state.connections = [] }
            return state.connections
        }
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in open { shutdown(connection, Int32(SHUT_RDWR)) }
    }

    private func acceptAll() {
        while case let connection = accept(listener, nil, nil), connection >= 0 {
            let number = state.locked { state -> Int? in
                guard !state.isStopped else { return nil }
                state.connections.append(connection)
                state.count += 1
                return state.count
            }
            guard let number else { break }
            Thread.detachNewThread { self.serve(connection, number) }
        }
        close(listener)
    }

    private func serve(_ connection: Int32, _ number: Int) {
        defer {
            state.locked { $0.connections.removeAll { $0 == connection } }
            close(connection)
        }
        var input: [UInt8] = []
        while let request = nextRequest(connection, number, &input), reply(answer(request), to: connection) {}
    }

    private func nextRequest(_ connection: Int32, _ number: Int, _ input: inout [UInt8]) -> Request? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let text = String(decoding: input, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                var headers: [String: String] = [:]
                let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    headers[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
                }
                let start = text[..<end.upperBound].utf8.count
                let length = headers["content-length"].flatMap { Int($0) } ?? 0
                if input.count >= start + length {
                    let body = String(decoding: input[start..<(start + length)], as: UTF8.self)
                    input.removeFirst(start + length)
                    let path = lines[0].split(separator: " ").dropFirst().first.map(String.init) ?? ""
                    return state.locked { state in
                        let request = Request(
                            path: path, headers: headers, body: body, number: state.requests.count + 1,
                            connection: number)
                        state.requests.append(request)
                        return request
                    }
                }
            }
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return nil }
            input += buffer[..<count]
        }
    }

    /// Whether the connection goes on.
    private func reply(_ reply: Reply, to connection: Int32) -> Bool {
        switch reply {
        case .status(let status, let headers):
            let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
            return say("HTTP/1.1 \(status) Whatever\r\nContent-Length: 0\r\n\(lines)\r\n", to: connection)
        case .hang:
            var byte: UInt8 = 0
            while read(connection, &byte, 1) > 0 {}
            return false
        case .endless:
            guard say("HTTP/1.1 200 OK\r\n\r\n", to: connection) else { return false }
            let flood = String(repeating: "x", count: 16_384)
            while say(flood, to: connection) {}
            return false
        case .close:
            return false
        }
    }

    private func say(_ text: String, to connection: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }
}

/// A value that several threads of a test may touch.
public final class Locked<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    public init(_ value: Value) {
        self.value = value
    }

    public func locked<Answer>(_ body: (inout Value) -> Answer) -> Answer {
        lock.lock()
        defer { lock.unlock() }
        return body(&value)
    }
}
