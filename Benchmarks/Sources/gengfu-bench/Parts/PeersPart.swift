import Glibc

/// Part f: What others need for a message and the nearest equal rule.
struct PeersPart {
    let stage: Stage

    private var messages: Int { stage.scale == .full ? 300_000 : 50_000 }
    /// mqttwarn takes so much longer that a tenth shows it.
    private var few: Int { messages / 10 }

    func run() throws(BenchError) -> Section {
        var section = Section(
            .peers, "Peers: CPU per message of others, with the nearest equal rule",
            manner: """
                In turn, each on a mosquitto of its own, QoS 0, 10,000 devices, no events, \(Figure.grouped(messages)) messages \
                a run (mqttwarn \(Figure.grouped(few))), \(stage.scale.runs) runs. collectd understands no JSON: it hears \
                `time:value`, one reading a message, with two limits on it. mqttwarn hears the same 170 bytes as Gengfu and \
                filters by the same comparisons in Python, once with the log level of its own example and once quiet; neither keeps \
                a state on the disk. Each was seen to warn first.
                """)
        let floor = try FloorReceiver(qos: 0, stage)
        let gengfu = try GengfuReceiver(stage)
        try gengfu.warm(devices: 10_000, stage)
        let collectd = present("collectd") { () throws(BenchError) in
            try CollectdReceiver(root: try self.collectdRoot(), qos: 0, self.stage)
        }
        let mqttwarns = ["DEBUG", "WARNING"].map { level in
            present("mqttwarn, log level \(level)") { () throws(BenchError) in
                try MqttwarnReceiver(
                    program: self.stage.tools + "/../mqttwarn/bin/mqttwarn", logLevel: level, self.stage)
            }
        }
        let receivers: [(any Receiver)?] = [floor, gengfu, collectd] + mqttwarns
        var figures: [String: [Double]] = [:]
        for run in 0..<stage.scale.runs {
            for case let receiver? in receivers {
                var load = Load(devices: 10_000, count: messages, firstRound: 2 + run * (messages / 10_000 + 2))
                load.isForCollectd = receiver === collectd
                if receiver is MqttwarnReceiver { load.count = few }
                figures[receiver.name, default: []].append(try receiver.measure(load, stage))
            }
        }
        report(figures, into: &section)
        return section
    }

    private func report(_ figures: [String: [Double]], into section: inout Section) {
        let ours = figures["gengfu"] ?? []
        for (name, values) in figures.sorted(by: { Figure.median($0.value) < Figure.median($1.value) }) {
            section.add(name, values, unit: "µs")
        }
        for (name, theirs) in figures.sorted(by: { $0.key < $1.key }) where name != "gengfu" {
            section.add("**gengfu/\(name)**", zip(ours, theirs).map { $0 / $1 }, target(beside: name))
        }
    }

    private func target(beside name: String) -> Target {
        switch name {
        case "collectd": .atMost(0.5, hopedFor: 0.33)
        case "mqttwarn, log level DEBUG": .atMost(0.05, hopedFor: 0.03)
        case _: .none
        }
    }

    /// The receiver, or nil and why not.
    private func present<Peer: Receiver>(
        _ name: String, _ make: () throws(BenchError) -> Peer
    ) -> Peer? {
        do throws(BenchError) { return try make() } catch {
            stage.remark("\(name) is skipped: \(error)")
            return nil
        }
    }

    /// Where Debian's package was unpacked, or the root where it is installed.
    private func collectdRoot() throws(BenchError) -> String {
        let own = stage.tools + "/../collectd"
        for root in [own, ""] where access(root + "/usr/sbin/collectd", X_OK) == 0 { return root }
        throw BenchError("There is no collectd.")
    }
}
