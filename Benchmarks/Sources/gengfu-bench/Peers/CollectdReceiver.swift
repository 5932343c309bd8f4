import Gateway
import Glibc

/// collectd with its plugins `mqtt` and `threshold`: as near as it comes, a reading a message and two limits on it.
final class CollectdReceiver: Receiver {
    let name = "collectd"
    let broker: BenchBroker
    let child: ChildProcess
    private let log: String

    /// - Parameters:
    ///   - root: where Debian's package was unpacked; nil where it is installed.
    ///   - qos: of its subscription.
    ///   - stage: where it runs.
    /// - Throws: ``BenchError`` if it does not subscribe.
    init(root: String, qos: Int, _ stage: Stage) throws(BenchError) {
        broker = try BenchBroker(stage)
        let folder = try stage.folder("collectd")
        log = folder + "/log"
        try TextFile.write(
            """
            BaseDir "\(folder)"
            PIDFile "\(folder)/pid"
            PluginDir "\(root)/usr/lib/collectd"
            TypesDB "\(root)/usr/share/collectd/types.db"
            Interval 3600
            LoadPlugin logfile
            LoadPlugin mqtt
            LoadPlugin threshold
            <Plugin logfile>
              LogLevel notice
              File "\(log)"
            </Plugin>
            <Plugin mqtt>
              <Subscribe "bench">
                Host "127.0.0.1"
                Port \(broker.port)
                QoS \(qos)
                Topic "collectd/#"
                ClientId "collectd"
              </Subscribe>
            </Plugin>
            <Plugin threshold>
              <Plugin "bench">
                <Type "gauge">
                  Instance "temperature"
                  WarningMax 54
                  FailureMax 65
                </Type>
              </Plugin>
            </Plugin>

            """, to: folder + "/collectd.conf")
        child = try stage.start(
            "\(root)/usr/sbin/collectd", ["-f", "-C", folder + "/collectd.conf"], output: stage.output("collectd"))
        try awaitRule(stage)
    }

    deinit { end() }

    /// The warning that a hot reading brings shows that the rule lives.
    private func awaitRule(_ stage: Stage) throws(BenchError) {
        for _ in 0..<20 {
            try Load(devices: 1, count: 1, isHot: true, isForCollectd: true).send(to: broker, stage)
            for _ in 0..<25 {
                if TextFile.read(log).contains("FAILURE") { return }
                usleep(20_000)
            }
        }
        throw BenchError("collectd warns of nothing; see \(log).")
    }

    func received() throws(BenchError) -> Int? { nil }
}
