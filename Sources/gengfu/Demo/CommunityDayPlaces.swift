/// The villages and their devices.
///
/// Names and codes are invented: there is no county 532899.
struct Community {
    static let villages = [
        Village(area: "532899101201", zh: "竹影村", en: "Zhuying"),
        Village(area: "532899101202", zh: "云脚村", en: "Yunjiao"),
        Village(area: "532899102201", zh: "茶坡村", en: "Chapo"),
        Village(area: "532899102203", zh: "石桥寨", en: "Shiqiao"),
    ]

    /// By village, then by kind, then by number.
    let devices: [CommunityDevice]
    private let places: [String: Int]

    init() {
        devices = Community.villages.indices.flatMap { village in
            DeviceKind.allCases.flatMap { kind in
                (1...kind.countInAVillage).map { CommunityDevice(kind: kind, village: village, number: $0) }
            }
        }
        places = Dictionary(uniqueKeysWithValues: devices.enumerated().map { ($0.element.id, $0.offset) })
    }

    /// The device of that id; nil if there is none.
    func device(_ id: String) -> CommunityDevice? {
        places[id].map { devices[$0] }
    }

    /// The file `registry.csv`, in which kitchens bear more smoke before anybody is called.
    var registry: String {
        let rows = devices.map { device in
            let limit = device.kind == .smokeDetector && device.room.en == "kitchen" ? "12" : ""
            return [
                device.id, device.kind.rawValue, device.area, device.zone, device.place, device.holder, limit,
            ].joined(separator: ",")
        }
        return (["device,profile,area,zone,place,holder,smoke_limit"] + rows).joined(separator: "\n") + "\n"
    }

    var areas: String {
        let above = [
            "53,云南省,Yunnan,", "5328,西双版纳州,Xishuangbanna,", "532899,示范县,Demonstration County,",
            "532899101,翠岭镇,Cuiling Town,", "532899102,南溪乡,Nanxi Township,",
        ]
        let villages = Community.villages.map { "\($0.area),\($0.zh),\($0.en) Village," }
        return (["code,name_zh,name_en,sink"] + above + villages).joined(separator: "\n") + "\n"
    }
}

struct Village {
    /// Twelve digits.
    let area: String
    let zh: String
    let en: String
}

/// The seven profiles under `Devices/` that the day is made of.
enum DeviceKind: String, CaseIterable {
    case smokeDetector = "smoke-detector"
    case hydrant = "hydrant-pressure"
    case loudspeaker = "loudspeaker"
    case siren = "siren"
    case broadcastDesk = "broadcast-desk"
    case sosButton = "sos-button"
    case fallDetector = "fall-detector"

    var countInAVillage: Int {
        switch self {
        case .smokeDetector: 22
        case .hydrant: 8
        case .loudspeaker: 6
        case .siren: 3
        case .broadcastDesk: 1
        case .sosButton: 10
        case .fallDetector: 5
        }
    }

    /// Seconds between two reports of a day on which nothing happens.
    var cadenceSeconds: Int {
        switch self {
        case .smokeDetector, .fallDetector, .broadcastDesk: 600
        case .hydrant, .siren: 900
        case .loudspeaker: 300
        case .sosButton: 3600
        }
    }

    var prefix: String {
        switch self {
        case .smokeDetector: "sd"
        case .hydrant: "hy"
        case .loudspeaker: "ls"
        case .siren: "sr"
        case .broadcastDesk: "bd"
        case .sosButton: "sb"
        case .fallDetector: "fd"
        }
    }
}

struct CommunityDevice {
    let kind: DeviceKind
    /// The place of its village in ``Community/villages``.
    let village: Int
    /// From 1, within its village and kind.
    let number: Int

    /// Such as `sd-105`: the fifth smoke detector of the first village.
    var id: String { "\(kind.prefix)-\((village + 1) * 100 + number)" }
    var area: String { Community.villages[village].area }

    var topic: String {
        switch kind {
        case .smokeDetector: "community/\(area)/fire/\(id)/telemetry"
        case .hydrant: "community/\(area)/hydrant/\(id)/pressure"
        case .loudspeaker: "community/\(area)/broadcast/\(id)/heartbeat"
        case .siren: "community/\(area)/siren/\(id)/state"
        case .broadcastDesk: "community/\(area)/broadcast-desk/\(id)/messages"
        case .sosButton: "community/\(area)/care/\(id)/button"
        case .fallDetector: "community/\(area)/care/\(id)/fall"
        }
    }

    var availabilityTopic: String { "community/\(area)/broadcast/\(id)/availability" }

    var room: (zh: String, en: String) {
        switch kind {
        case .smokeDetector: [("厨房", "kitchen"), ("客厅", "living room"), ("楼梯间", "stairs")][(number - 1) % 3]
        case .hydrant: ("路边", "street")
        case .loudspeaker: ("杆上", "pole")
        case .siren: ("屋顶", "roof")
        case .broadcastDesk: ("村委会", "office")
        case .sosButton: ("床头", "bedside")
        case .fallDetector: number % 2 == 0 ? ("卫生间", "bathroom") : ("卧室", "bedroom")
        }
    }

    var zone: String { "\(room.en) \(room.zh)" }

    /// The house it is in, three smoke detectors to a house; nil on a street.
    private var house: Int? {
        switch kind {
        case .smokeDetector: (number - 1) / 3 + 1
        case .sosButton, .fallDetector: number
        case .hydrant, .loudspeaker, .siren, .broadcastDesk: nil
        }
    }

    /// A house where somebody lives, or a corner of the village.
    var place: String {
        let village = Community.villages[village]
        return if let house {
            "\(village.en) \(house) \(village.zh)\(house)号"
        } else {
            "\(village.en) X\(number) \(village.zh)路口\(number)"
        }
    }

    /// A household by number, no person.
    var holder: String {
        house.map { "H-\((village + 1) * 100 + $0)" } ?? ""
    }
}
