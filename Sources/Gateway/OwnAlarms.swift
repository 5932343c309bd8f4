import AlarmEngine

/// The gateway's own alarms: a device like any other, whose readings are the gateway's conditions.
enum OwnAlarms {
    static let profileName = "gengfu"

    /// What the gateway says of itself.
    enum Condition: String, CaseIterable {
        case brokerLost = "broker_lost"
        case sessionLost = "session_lost"
        case ledgerFailing = "ledger_failing"
        case lateDeliveries = "late_deliveries"
        case refusedDeliveries = "refused_deliveries"

        fileprivate var type: ValueType {
            switch self {
            case .brokerLost, .sessionLost, .ledgerFailing: .boolean
            case .lateDeliveries, .refusedDeliveries: .number
            }
        }
    }

    /// - Throws: never, as its rules are ours; the test of it reads them.
    static func profile() throws(ProfileProblems) -> Profile {
        let fields = Condition.allCases.map {
            FieldDescription(name: $0.rawValue, path: "/\($0.rawValue)", type: $0.type)
        }
        return try Profile(
            ProfileDescription(
                name: profileName, service: .gateway, title: Words(en: "Gengfu", zh: "更夫"),
                messages: [MessageDescription(topic: "gengfu/{device}", fields: fields)], alarms: alarms))
    }

    private static let alarms = [
        // A broker that restarts is back within seconds: nobody need be woken.
        AlarmDescription(
            name: "broker-lost", levels: [LevelDescription(when: "broker_lost", severity: .severe)],
            onDelay: .seconds(10), signal: .trouble,
            text: Words(en: "The broker cannot be reached: nothing is heard", zh: "无法连接消息服务器，收不到任何消息")),
        AlarmDescription(
            name: "possible-gap", levels: [LevelDescription(when: "session_lost", severity: .moderate)],
            signal: .trouble, isMomentary: true, acknowledgement: .required,
            text: Words(
                en: "The broker lost our session: messages may be missing", zh: "消息服务器丢失了会话，可能漏收消息")),
        AlarmDescription(
            name: "ledger-failing", levels: [LevelDescription(when: "ledger_failing", severity: .severe)],
            signal: .trouble,
            text: Words(en: "The ledger cannot be written: alarms go out unrecorded", zh: "台账无法写入，告警照发但未记录")),
        AlarmDescription(
            name: "delivery-late", levels: [LevelDescription(when: "late_deliveries > 0", severity: .severe)],
            signal: .trouble,
            text: Words(
                en: "Alarms are undelivered past their deadline", zh: "有告警超时未送达")),
        AlarmDescription(
            name: "delivery-failed", levels: [LevelDescription(when: "refused_deliveries > 0", severity: .moderate)],
            signal: .trouble, acknowledgement: .required,
            text: Words(
                en: "A receiver refuses what it is told", zh: "接收方拒收推送")),
    ]
}
