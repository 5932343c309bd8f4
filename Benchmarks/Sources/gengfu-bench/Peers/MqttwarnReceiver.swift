import Gateway
import Glibc

/// mqttwarn with a filter of five rules in Python.
final class MqttwarnReceiver: Receiver {
    let name: String
    let broker: BenchBroker
    let child: ChildProcess
    private let log, heard: String

    /// - Parameters:
    ///   - program: of its virtual environment.
    ///   - logLevel: `DEBUG` is what its own example says; at `WARNING` it writes nothing of a message that is filtered out.
    ///   - stage: where it runs.
    /// - Throws: ``BenchError`` if it does not subscribe.
    init(program: String, logLevel: String, _ stage: Stage) throws(BenchError) {
        name = "mqttwarn, log level \(logLevel)"
        broker = try BenchBroker(stage)
        let folder = try stage.folder("mqttwarn-\(logLevel)")
        log = folder + "/warnings"
        heard = folder + "/heard"
        try TextFile.write(MqttwarnReceiver.rules, to: folder + "/rules.py")
        try TextFile.write(
            """
            [defaults]
            hostname = '127.0.0.1'
            port = \(broker.port)
            clientid = 'mqttwarn'
            logformat = '%(levelname)s %(message)s'
            loglevel = '\(logLevel)'
            functions = '\(folder)/rules.py'
            launch = file

            [config:file]
            append_newline = True
            targets = {'warnings': ['\(log)']}

            [bench/#]
            qos = 0
            targets = file:warnings
            filter = is_calm()

            """, to: folder + "/mqttwarn.ini")
        child = try stage.start(
            program, [], output: stage.output("mqttwarn"),
            environment: ["MQTTWARNINI=\(folder)/mqttwarn.ini", "HEARD=\(heard)"])
        try awaitRule(stage)
    }

    deinit { end() }

    private static let rules = """
        import json
        import os
        import signal

        heard = 0


        def tell(number, frame):
            with open(os.environ["HEARD"] + ".new", "w") as file:
                file.write(str(heard))
            os.rename(os.environ["HEARD"] + ".new", os.environ["HEARD"])


        signal.signal(signal.SIGUSR1, tell)


        def is_calm(topic, message):
            global heard
            heard += 1
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

    func received() throws(BenchError) -> Int? {
        unlink(heard)
        child.send(SIGUSR1)
        for _ in 0..<500 {
            if let count = Int(TextFile.read(heard)) { return count }
            usleep(10_000)
        }
        throw BenchError("mqttwarn does not say how many messages it heard.")
    }
}
