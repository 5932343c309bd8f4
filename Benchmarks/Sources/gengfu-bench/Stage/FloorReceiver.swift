import AlarmEngine
import Gateway
import Glibc

/// `C/floor.c`: what any program on libmosquitto pays.
final class FloorReceiver: Receiver {
    let name = "floor"
    let broker: BenchBroker
    let child: ChildProcess
    private let output: String
    private var reports = 0

    /// - Throws: ``BenchError`` if it does not subscribe.
    init(qos: Int, _ stage: Stage) throws(BenchError) {
        broker = try BenchBroker(stage)
        output = stage.output("floor")
        child = try stage.start(
            "\(stage.tools)/floor", ["--port", "\(broker.port)", "--qos", "\(qos)"], output: output)
        try stage.await("ready", in: output)
    }

    deinit { end() }

    func received() throws(BenchError) -> Int? {
        reports += 1
        child.send(SIGUSR1)
        for _ in 0..<500 {
            let lines = TextFile.read(output).split(separator: "\n").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }
            if lines.count == reports {
                return Int(try Stage.lastLine(String(lines[reports - 1]), of: name).number("received"))
            }
            usleep(2000)
        }
        throw BenchError("The floor does not say how many messages it heard.")
    }
}
