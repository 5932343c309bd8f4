import AlarmEngine

/// Says in Chinese what raises and ends a rule over several devices.
struct ChineseCorrelation {
    private let correlation: CorrelationDescription
    private let rule = ChineseRule()

    init(_ correlation: CorrelationDescription) { self.correlation = correlation }

    func raised(after delay: Span) -> String {
        let lasting = delay > .zero ? "，并且连续保持 \(rule.length(delay))" : ""
        return "发生条件：\(place)，\(condition)\(lasting)。"
    }

    func over(after delay: Span) -> [String] {
        let lasting = delay > .zero ? "，并且连续保持 \(rule.length(delay))" : ""
        return ["恢复条件：\(ending)\(lasting)。"] + suppressed
    }

    private var suppressed: [String] {
        switch correlation.suppresses {
        case .nothing: []
        case .children: ["它发生期间，计入的那些告警被抑制：照样判断、照样记录，但不通知任何人。"]
        case .operands(let operands): ["它发生期间，同一范围内\(listed(operands))被抑制：照样判断、照样记录，但不通知任何人。"]
        }
    }

    private var place: String {
        switch correlation.scope {
        case .zone: "同一区域（房间、楼层或住户）内"
        case .area: "同一区划内"
        case .village: "同一村（社区）内"
        case .township: "同一乡镇内"
        case .county: "同一县内"
        case .prefecture: "同一州（市）内"
        case .bridge: "同一网桥（协议网关）及经它接入的设备中"
        case .gateway: "本网关所有设备中"
        }
    }

    private var condition: String {
        switch correlation.condition {
        case .count(let count):
            let share = count.moreThan.map { "（并且超过其中的 \(ExplainedFigure.text($0)) %）" } ?? ""
            let devices = "至少 \(count.atLeast) 台设备\(share)"
            guard let within = count.within else { return "\(devices)同时处于\(listed(count.operands))" }
            return "\(devices)在 \(rule.length(within))内先后发生\(listed(count.operands))"
        case .expectation(let expectation):
            let missing: String =
                switch expectation.coverage {
                case .share(let share): "应答的设备不到应答设备的 \(ExplainedFigure.text(share)) %"
                case .devices(1): "没有一台设备应答"
                case .devices(let count): "应答的设备不到 \(count) 台"
                }
            return
                "\(listed(expectation.after))发生后 \(rule.length(expectation.within))，以\(listed(expectation.expected))\(missing)"
        case .intrusion(let intrusion):
            return
                "\(listed(intrusion.unexpected))发生，而之前 \(rule.length(intrusion.within))内没有\(listed(intrusion.without))"
        }
    }

    private var ending: String {
        switch correlation.condition {
        case .count(let count):
            count.within == nil ? "处于这些状态的设备不再有这么多" : "近期发生过或仍在发生的设备不再有这么多"
        case .expectation: "应答的设备补足，或者下一次按时应答"
        case .intrusion(let intrusion):
            "\(listed(intrusion.unexpected))结束，或者出现\(listed(intrusion.without))"
        }
    }

    private func listed(_ operands: [CorrelationDescription.Operand]) -> String {
        let names = operands.map { "“\($0.profile.map { "\($0) 的 " } ?? "任何设备的 ")\($0.alarm)”" }
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return "\(names.dropLast().joined(separator: "、"))或\(last)"
    }
}
