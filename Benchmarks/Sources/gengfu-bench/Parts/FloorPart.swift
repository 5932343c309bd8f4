/// Part a: The same traffic to a counting C subscriber and to `gengfu run` in turn.
struct FloorPart {
    private struct Case {
        var qos, devices: Int
        /// Of 10,000 messages.
        var events: Int
    }

    let stage: Stage

    private var messages: Int { stage.scale == .full ? 500_000 : 60_000 }

    private var cases: [[Case]] {
        guard stage.scale == .full else {
            return [
                [Case(qos: 0, devices: 10_000, events: 0), Case(qos: 0, devices: 10_000, events: 100)],
                [Case(qos: 1, devices: 10_000, events: 0)],
            ]
        }
        return [0, 1].flatMap { qos in
            [1000, 10_000, 100_000].map { devices in
                [0, 10, 100].map { Case(qos: qos, devices: devices, events: $0) }
            }
        }
    }

    func run() throws(BenchError) -> Section {
        var section = Section(
            .floor, "The floor: CPU per message beside a C program that only counts",
            manner: """
                `floor.c` on libmosquitto with `mosquitto_loop_forever`, and `gengfu run` (release) with five rules, each on a \
                mosquitto of its own; \(Figure.grouped(messages)) messages of 170 bytes a run, published as fast as the broker \
                takes them, \(stage.scale.runs) alternating runs. The figure is the CPU time of the receiver's process from \
                before the first message until it rests again, what Gengfu saves meanwhile included, per message received.
                """)
        var events: [String] = []
        for group in cases { try measure(group, into: &section, &events) }
        section.more = "Events that came of it: \(events.joined(separator: "; "))."
        return section
    }

    private func measure(
        _ group: [Case], into section: inout Section, _ events: inout [String]
    ) throws(BenchError) {
        guard let first = group.first else { return }
        let floor = try FloorReceiver(qos: first.qos, stage)
        let gengfu = try GengfuReceiver(stage)
        try gengfu.warm(devices: first.devices, stage)
        var round = 2
        for each in group {
            let name =
                "QoS \(each.qos), \(Figure.grouped(each.devices)) devices, \(Figure.text(Double(each.events) / 100)) % events"
            let before = gengfu.events()
            var (low, high, ratios): ([Double], [Double], [Double]) = ([], [], [])
            for _ in 0..<stage.scale.runs {
                let load = Load(
                    qos: each.qos, devices: each.devices, count: messages, events: each.events, firstRound: round)
                low.append(try floor.measure(load, stage))
                high.append(try gengfu.measure(load, stage))
                ratios.append(high[high.count - 1] / low[low.count - 1])
                round += messages / each.devices + 2
            }
            let (least, most) = (Figure.text(Figure.median(low)), Figure.text(Figure.median(high)))
            section.add("\(name): gengfu \(most) µs / floor \(least) µs", ratios, target(of: each))
            events.append("\(name): \(Figure.grouped(gengfu.events() - before))")
        }
    }

    private func target(of each: Case) -> Target {
        guard each.devices == 10_000, each.events == 0 else { return .none }
        return each.qos == 0 ? .atMost(1.35, hopedFor: 1) : .atMost(1.2, hopedFor: 0.9)
    }
}
