import Glibc
import TestSupport
import Testing

@testable import Gateway

@Suite("Talking to systemd")
struct ServiceManagerTests {
    let folder = TemporaryFolder()

    @Test(
        "Readiness, status, reload, stop and the watchdog's pings arrive as sd_notify words them",
        arguments: [true, false])
    func messages(isAbstract: Bool) throws {
        let name = isAbstract ? "@gengfu-test-\(getpid())-\(UInt32.random(in: 0 ... .max))" : folder.file("notify")
        let socket = try DatagramSocket(name)
        defer { socket.close() }
        let manager = ServiceManager(environment: { ["NOTIFY_SOCKET": name][$0] })

        manager.ready(status: "subscribed\nREADY=0")
        #expect(socket.receive() == "READY=1\nSTATUS=subscribed READY=0\n")
        manager.report(status: "3 batches wait")
        #expect(socket.receive() == "STATUS=3 batches wait\n")
        manager.pingWatchdog()
        #expect(socket.receive() == "WATCHDOG=1\n")
        manager.reloading()
        let parts = socket.receive().split(separator: "\n")
        #expect(parts.first == "RELOADING=1")
        let microseconds = try #require(parts.last.flatMap { Int64($0.dropFirst("MONOTONIC_USEC=".count)) })
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        #expect((0...5_000_000).contains(Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000 - microseconds))
        manager.stopping()
        #expect(socket.receive() == "STOPPING=1\n")
    }

    @Test("Nobody asked: nothing is said, and nothing fails")
    func silent() {
        let manager = ServiceManager(environment: { _ in nil })
        manager.ready(status: "")
        manager.pingWatchdog()
        #expect(manager.watchdogMilliseconds == nil)
        ServiceManager(environment: { ["NOTIFY_SOCKET": "/nowhere/notify"][$0] }).ready(status: "")
    }

    @Test("A systemd that does not read is not waited for")
    func fullSocket() throws {
        let name = folder.file("notify")
        let socket = try DatagramSocket(name)
        defer { socket.close() }
        let manager = ServiceManager(environment: { ["NOTIFY_SOCKET": name][$0] })
        for _ in 0..<5000 { manager.pingWatchdog() }
        #expect(socket.receive() == "WATCHDOG=1\n")
    }

    @Test("The watchdog is fed at half its time, and only by the process it watches")
    func watchdog() {
        func interval(_ variables: [String: String]) -> Int? {
            ServiceManager(environment: { variables[$0] }).watchdogMilliseconds
        }
        #expect(interval(["WATCHDOG_USEC": "30000000"]) == 15_000)
        #expect(interval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "\(getpid())"]) == 15_000)
        #expect(interval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"]) == nil)
        #expect(interval(["WATCHDOG_USEC": "0"]) == nil)
        #expect(interval(["WATCHDOG_USEC": "soon"]) == nil)
    }
}

/// What systemd listens on.
private struct DatagramSocket {
    let descriptor: Int32

    init(_ name: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        let address = try #require(UnixAddress(name))
        try #require(address.withPointer { bind(descriptor, $0, $1) } == 0)
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    func receive() -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
    }

    func close() { Glibc.close(descriptor) }
}
