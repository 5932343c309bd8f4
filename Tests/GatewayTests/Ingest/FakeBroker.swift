import Foundation
import Glibc

/// A broker that does only what a test tells it, one connection after the other.
final class FakeBroker: Sendable {
    let port: Int
    private let descriptor: Int32

    /// Serves each connection with `script`, on a thread of its own, and hangs up when it returns.
    init(_ script: @escaping @Sendable (_ peer: Peer) -> Void) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        port = FakeBroker.listen(descriptor)
        let descriptor = descriptor
        let accepting = Thread {
            while case let connection = accept(descriptor, nil, nil), connection >= 0 {
                Thread { script(Peer(connection)) }.start()
            }
        }
        accepting.start()
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    private static func listen(_ descriptor: Int32) -> Int {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                _ = bind(descriptor, generic, length)
                _ = Glibc.listen(descriptor, 8)
                _ = getsockname(descriptor, generic, &length)
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// One connection, spoken to in whole packets.
    final class Peer: Sendable {
        private let descriptor: Int32

        init(_ descriptor: Int32) { self.descriptor = descriptor }
        deinit { close(descriptor) }

        /// A packet: its first byte, and what follows the length; nil at the end, or if none begins in time.
        func packet(withinMilliseconds limit: Int32 = 5000) -> (type: UInt8, body: [UInt8])? {
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&wanted, 1, limit) > 0, let type = bytes(1)?.first else { return nil }
            var (length, shift) = (0, 0)
            while shift < 28, let byte = bytes(1)?.first {
                length |= Int(byte & 0x7F) << shift
                shift += 7
                if byte & 0x80 == 0 { break }
            }
            guard length < 1_000_000 else { return nil }
            return bytes(length).map { (type, $0) }
        }

        /// Says nothing, until the client hangs up.
        func listenInSilence() {
            while bytes(1) != nil {}
        }

        private func bytes(_ count: Int) -> [UInt8]? {
            var buffer = [UInt8](repeating: 0, count: count)
            var filled = 0
            while filled < count {
                let got = buffer.withUnsafeMutableBytes {
                    read(descriptor, $0.baseAddress?.advanced(by: filled), count - filled)
                }
                guard got > 0 else { return nil }
                filled += got
            }
            return buffer
        }

        func send(_ packet: [UInt8]) {
            _ = packet.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
        }

        /// Takes CONNECT and says yes (MQTT 3.1.1, or 5 with no properties); answers CONNECT's body.
        @discardableResult
        func welcome(isV5: Bool, sessionPresent: Bool = false) -> [UInt8] {
            let connect = packet()?.body ?? []
            send(isV5 ? [0x20, 3, sessionPresent ? 1 : 0, 0, 0] : [0x20, 2, sessionPresent ? 1 : 0, 0])
            return connect
        }

        /// Takes one SUBSCRIBE and answers it.
        func answerSubscribe(isV5: Bool, grant: UInt8) {
            guard let body = packet()?.body, body.count > 2 else { return }
            send(isV5 ? [0x90, 4, body[0], body[1], 0, grant] : [0x90, 3, body[0], body[1], grant])
        }

        /// Sends a message at QoS 1 (MQTT 3.1.1) on `t/x`.
        func publish(_ text: String, packetID: UInt8) {
            send([0x32, UInt8(7 + text.utf8.count), 0, 3] + Array("t/x".utf8) + [0, packetID] + Array(text.utf8))
        }
    }
}
