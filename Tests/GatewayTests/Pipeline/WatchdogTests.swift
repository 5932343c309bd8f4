import Dispatch
import TestSupport
import Testing

@testable import Gateway

@Suite("The watchdog is fed by the pipeline itself")
struct WatchdogTests {
    @Test("A stuck engine queue is not said to be alive; a freed one is")
    func stuckEngine() async throws {
        let folder = TemporaryFolder()
        let socket = NotifySocket(in: folder)
        defer { socket.close() }
        let pipeline = try barePipeline(
            in: folder, rules: ["level": "when: value > 1, severity: minor, signal: trouble"])
        pipeline.serviceManager = ServiceManager { name in
            ["NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "100000"][name]
        }
        try pipeline.start()
        #expect(await pings(socket, moreThan: 3))

        let gate = DispatchSemaphore(value: 0)
        pipeline.queue.async { gate.wait() }
        // A ping that was under way may still come.
        try await Task.sleep(for: .milliseconds(100))
        let before = count(socket)
        try await Task.sleep(for: .milliseconds(500))
        #expect(count(socket) == before)

        gate.signal()
        #expect(await pings(socket, moreThan: before + 3))
        await withCheckedContinuation { done in pipeline.stop { done.resume() } }
    }

    @Test("Nor is a stuck ingest queue")
    func stuckIngest() async throws {
        let folder = TemporaryFolder()
        let socket = NotifySocket(in: folder)
        defer { socket.close() }
        let pipeline = try barePipeline(
            in: folder, rules: ["level": "when: value > 1, severity: minor, signal: trouble"])
        pipeline.serviceManager = ServiceManager { name in
            ["NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "100000"][name]
        }
        try pipeline.start()
        #expect(await pings(socket, moreThan: 3))

        let gate = DispatchSemaphore(value: 0)
        pipeline.connection?.pass { gate.wait() }
        try await Task.sleep(for: .milliseconds(100))
        let before = count(socket)
        try await Task.sleep(for: .milliseconds(500))
        #expect(count(socket) == before)

        gate.signal()
        #expect(await pings(socket, moreThan: before + 3))
        await withCheckedContinuation { done in pipeline.stop { done.resume() } }
    }

    private func count(_ socket: NotifySocket) -> Int {
        socket.messages.filter { $0.contains("WATCHDOG=1") }.count
    }

    private func pings(_ socket: NotifySocket, moreThan bound: Int) async -> Bool {
        for _ in 0..<500 {
            if count(socket) > bound { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}
