import AlarmEngine

/// One alarm, explained in Chinese: a heading and sentences.
struct ChineseExplanation {
    private let facts: AlarmFacts
    private let audience: Audience
    private let rule = ChineseRule()

    init(_ facts: AlarmFacts, _ audience: Audience) {
        self.facts = facts
        self.audience = audience
    }

    var heading: String {
        let title = facts.profile.title.zh.map { "（\($0)）" } ?? ""
        return MixedText.spaced("\(facts.profile.name)\(title)的 \(facts.name)")
    }

    var sentences: [String] {
        var sentences = raised + over + unheard
        if facts.isSign {
            return (sentences + ["它只是一个迹象（sign），不通知任何人。"] + related).map(MixedText.spaced)
        }
        sentences += [latch, acknowledgement, kind].compactMap { $0 } + suppressed + related
        if !facts.parameters.isEmpty {
            sentences.append("\(facts.parameters.joined(separator: "、")) 可以在登记表里按设备另设。")
        }
        sentences += told
        sentences = sentences.map(MixedText.spaced)
        if let text = facts.text.zh ?? facts.text.en { sentences.append("告警内容：“\(text)”") }
        return sentences
    }

    // MARK: What raises it

    private var raised: [String] {
        let lasting = facts.onDelay > .zero ? "，并且连续保持 \(rule.length(facts.onDelay))" : ""
        switch facts.trigger {
        case .levels(let levels):
            guard levels.count > 1 else {
                return levels.map { level in
                    let isSimple = level.when.isLeaf || lasting.isEmpty
                    return
                        "发生条件：\(rule.condition(level.when))\(isSimple ? lasting : "，上述情况连续保持 \(rule.length(facts.onDelay))")。"
                }
            }
            return ["发生条件：以下任何一条成立\(lasting)；同时成立的，级别取最高的："]
                + levels.map { "  - \(severity($0.severity))：\(rule.condition($0.when))" }
        case .momentary(let when): return ["每收到一条\(rule.condition(when))的消息就算发生一次，第十次和第一次一样报。"]
        case .silence(let span):
            return [
                "发生条件：\(rule.length(span))没有收到这台设备的任何消息。", "更夫停机、消息服务器不通的时间不算在内；登记过的设备从启动时就开始计时。",
            ]
        case .undecodable: return ["发生条件：连续五条数据无法解析。"]
        case .correlation(let correlation): return [ChineseCorrelation(correlation).raised(after: facts.onDelay)]
        }
    }

    // MARK: What ends it

    private var over: [String] {
        let lasting = facts.offDelay > .zero ? "，并且连续保持 \(rule.length(facts.offDelay))" : ""
        switch facts.trigger {
        case .momentary: return ["它不会自己恢复，要等人复位。"]
        case .silence: return ["恢复条件：收到下一条消息。"]
        case .undecodable: return ["恢复条件：收到下一条能解析的数据。"]
        case .correlation(let correlation): return ChineseCorrelation(correlation).over(after: facts.offDelay)
        case .levels(let levels):
            if let clearWhen = facts.clearWhen {
                return ["恢复条件：上述条件不再成立，而且\(rule.joinedCondition(clearWhen))\(lasting)。"]
            }
            guard facts.deadband ?? 0 > 0 else {
                return levels.count > 1
                    ? ["恢复条件：每一级的条件不再成立\(lasting)，这一级就解除；全部解除，告警恢复。"] : ["恢复条件：上述条件不再成立\(lasting)。"]
            }
            return deadband(levels, lasting)
        }
    }

    private func deadband(_ levels: [AlarmFacts.Level], _ lasting: String) -> [String] {
        let band = "（回差 \(rule.figure(facts.deadband ?? 0, levels.first?.beyond?.comparedUnit))）"
        guard levels.count > 1 else {
            return levels.map { "恢复条件：\($0.beyond.map(rule.condition) ?? "上述条件不再成立")\(band)\(lasting)。" }
        }
        return ["恢复条件\(band)，各级分别解除\(lasting)："]
            + levels.map { "  - \(severity($0.severity))：\($0.beyond.map(rule.condition) ?? "条件不再成立")" }
    }

    private var unheard: [String] {
        facts.staysWhileUnheard ? ["收不到新数据期间维持原状：时间窗里没有数据，就无从判断。"] : []
    }

    private var latch: String? {
        facts.latch ? "恢复后仍然保持（锁定），要等人到场看过并复位才算结束。" : nil
    }

    private var acknowledgement: String? {
        guard facts.wantsAcknowledgement else { return "不需要人工确认。" }
        return facts.latch || facts.isMomentary ? "需要人工确认。" : "需要人工确认；没确认就自己恢复的，也要等人确认才算结束。"
    }

    private var suppressed: [String] {
        var sentences: [String] = []
        if let when = facts.suppressWhen {
            sentences.append("\(rule.condition(when))时被抑制：照样判断、照样记录，但不通知任何人。")
        }
        if facts.isInactivity { sentences.append("家里登记了外出（度假、住院）期间被抑制：没有动静是正常的。") }
        return sentences
    }

    /// The correlations that look at it.
    private var related: [String] {
        guard !facts.correlations.isEmpty else { return [] }
        let names = facts.correlations.map { correlation in
            correlation.name + (correlation.isSuppressing(facts.name, of: facts.profile.name) ? "（它发生期间，本告警被抑制）" : "")
        }
        return ["多设备规则 \(names.joined(separator: "、")) 会用到它。"]
    }

    // MARK: What it is

    private var kind: String {
        let category = facts.category.map { "；类别：\($0.words)（\($0.rawValue)）" } ?? ""
        return
            "级别：\(facts.severities.map(severity).joined(separator: "或"))；信号：\(signal)\(category)\(facts.isMomentary ? "；瞬时告警" : "")。"
    }

    private var signal: String {
        switch facts.signal {
        case .alarm: "报警（alarm，人命财产，就是现在）"
        case .supervisory: "监管（supervisory，某种保护失效或被削弱）"
        case .trouble: "故障（trouble，设备或线路坏了）"
        case .test: "测试（test）"
        }
    }

    private func severity(_ severity: Severity) -> String {
        switch severity {
        case .extreme: "特别严重（红）"
        case .severe: "严重（橙）"
        case .moderate: "较重（黄）"
        case .minor: "一般（蓝）"
        }
    }
}

// MARK: Who is told
extension ChineseExplanation {
    private var told: [String] {
        guard audience.sinks != nil else {
            return ["通知谁由配置决定：凡是接收 \(facts.signal.rawValue) 信号和这个级别的去处都会收到（加 --config 可列出）。"] + passedOn(ships: true)
        }
        let listeners = audience.listeners(to: facts)
        guard !listeners.isEmpty else { return ["没有任何去处会收到它。"] + passedOn(ships: false) }
        let names = listeners.map { sink, from in
            sink.name + (from.map { "（仅\(severity($0))\($0 == .extreme ? "" : "以上")）" } ?? "")
        }
        return ["立即通知：\(names.joined(separator: "、"))。"] + listeners.compactMap { fallback($0.sink) }
            + passedOn(ships: false)
    }

    private func fallback(_ sink: SinkConfiguration) -> String? {
        guard case .webhook(let webhook) = sink.kind, let fallback = webhook.fallback else { return nil }
        let late = facts.signal == .alarm ? " \(rule.length(webhook.deadline))内没有送到，或者拒收" : "拒收"
        return "如果 \(sink.name)\(late)，就转给 \(fallback)。"
    }

    private func passedOn(ships: Bool) -> [String] {
        let policies = audience.policies(for: facts)
        guard !policies.isEmpty else { return ["不会逐级上报。"] }
        var sentences = policies.map { policy, severities -> String in
            let steps = policy.steps.map {
                "\(rule.length($0.after))后\(policy.saysUnless && $0.unless == .cleared ? "若仍未恢复，" : "")报\(name($0.to))"
            }
            let isAll = severities.count == facts.severities.count
            let when = isAll ? "" : "级别为\(severities.map(severity).joined(separator: "或"))时，"
            let unless = policy.steps.contains { $0.unless == .acknowledged } ? "一直没人确认" : "一直没有恢复"
            return "\(when)\(unless)就逐级上报：\(steps.joined(separator: "，"))\(ships ? "（出厂设置）" : "")。"
        }
        guard !ships, policies.contains(where: { $0.policy.steps.contains(where: \.asksTree) }) else {
            return sentences
        }
        if audience.desks.isEmpty {
            sentences.append("areas.csv 里还没有任何值班台，所以只能找到登记表里的联系人。")
        } else {
            let desks = audience.desks.prefix(6).map { "\($0.area) 是 \($0.sink)" }
            let more = audience.desks.count > 6 ? "等 \(audience.desks.count) 个" : ""
            sentences.append("值班台：\(desks.joined(separator: "，"))\(more)；本级没有的，找上一级。")
        }
        return sentences
    }

    private func name(_ target: EscalationStep.Target) -> String {
        switch target {
        case .sink(let name): " \(name)"
        case .level(.household): "住户联系人"
        case .level(.group): "联户组联系人"
        case .level(.village): "村（社区）值班台"
        case .level(.township): "乡镇值班台"
        case .level(.county): "县值班台"
        case .level(.prefecture): "州（市）值班台"
        }
    }
}

extension Category {
    /// In Chinese.
    fileprivate var words: String {
        switch self {
        case .geo: "地质"
        case .met: "气象"
        case .safety: "公共安全"
        case .security: "治安"
        case .rescue: "救援"
        case .fire: "火灾"
        case .health: "健康"
        case .env: "环境"
        case .transport: "交通"
        case .infra: "设施"
        case .cbrne: "核生化爆"
        case .other: "其他"
        }
    }
}
