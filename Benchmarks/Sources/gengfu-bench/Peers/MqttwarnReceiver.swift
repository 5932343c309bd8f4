import Gateway
import Glibc

/// mqttwarn with a filter of five rules in Python.
final class MqttwarnReceiver: Receiver {
    let name = "mqttwarn"
    let broker: BenchBroker
    let child: ChildProcess
    private let log: String

    /// - Parameters:
    ///   - program: of its virtual environment.
    ///   - qos: of its subscription.
    ///   - stage: where it runs.
    /// - Throws: ``BenchError`` if it does not subscribe.
    init(program: String, qos: Int, _ stage: Stage) throws(BenchError) {
        broker = try BenchBroker(stage)
        let folder = try stage.folder("mqttwarn")
        log = folder + "/warnings"
        try TextFile.write(MqttwarnReceiver.rules, to: folder + "/rules.py")
        try TextFile.write(
            """
            [defaults]
            hostname = '127.0.0.1'
            port = \(broker.port)
            clientid = 'mqttwarn'
            logformat = '%(levelname)s %(message)s'
            loglevel = 'WARNING'
            functions = '\(folder)/rules.py'
            launch = file

            [config:file]
            append_newline = True
            targets = {'warnings': ['\(log)']}

            [bench/#]
            qos = \(qos)
            targets = file:warnings
            filter = is_calm()

            """, to: folder + "/mqttwarn.ini")
        child = try stage.start(
            program, [], output: stage.output("mqttwarn"), environment: ["MQTTWARNINI=\(folder)/mqttwarn.ini"])
        try awaitRule(stage)
    }

    deinit { end() }

    private static let rules = """
        import json


        def is_calm(topic, message):
            said = json.loads(message)
            return not (
                said["state"] == "alarm" or said["temperature"] >= 54 or said["smoke"] >= 10
                or said["battery"] < 20 or said["tamper"]
            )

        """

    private func awaitRule(_ stage: Stage) throws(BenchError) {
        for _ in 0..<40 {
            try Load(devices: 1, count: 1, isHot: true).send(to: broker, stage)
            for _ in 0..<25 {
                if TextFile.read(log).contains("temperature") { return }
                usleep(20_000)
            }
        }
        throw BenchError("mqttwarn warns of nothing; see \(log).")
    }

    func received() throws(BenchError) -> Int? { nil }
}
