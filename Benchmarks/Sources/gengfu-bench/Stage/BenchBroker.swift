import Gateway
import Glibc

/// A mosquitto of our own on a free port, that drops nothing.
final class BenchBroker {
    let port: Int
    private let child: ChildProcess

    init(_ stage: Stage) throws(BenchError) {
        port = LoopbackPort.unused()
        let configuration = stage.file("mosquitto-\(port).conf")
        try TextFile.write(
            """
            listener \(port) 127.0.0.1
            allow_anonymous true
            max_queued_messages 0
            max_inflight_messages 512
            set_tcp_nodelay true
            user root

            """, to: configuration)
        let output = stage.output("mosquitto")
        child = try stage.start("/usr/sbin/mosquitto", ["-c", configuration], output: output)
        for _ in 0..<500 where !LoopbackPort.accepts(port) { usleep(10_000) }
        guard LoopbackPort.accepts(port) else { throw BenchError("mosquitto does not start; see \(output).") }
    }

    deinit {
        child.send(SIGTERM)
        child.wait()
    }
}
