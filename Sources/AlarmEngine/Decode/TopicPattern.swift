/// A profile's topic, each `{…}` one whole level.
struct TopicPattern: Hashable, Sendable {
    enum Level: Hashable, Sendable {
        case literal([UInt8])
        case placeholder(String)
    }

    let levels: [Level]

    init(_ text: String) {
        levels = Array(text.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { level in
            level.count > 1 && level.first == UInt8(ascii: "{") && level.last == UInt8(ascii: "}")
                ? .placeholder(String(decoding: level.dropFirst().dropLast(), as: UTF8.self)) : .literal(Array(level))
        }
    }

    /// The topic filter that receives it: `+` for each `{…}`.
    var filter: String {
        levels.map { level in
            switch level {
            case .literal(let bytes): String(decoding: bytes, as: UTF8.self)
            case .placeholder: "+"
            }
        }.joined(separator: "/")
    }

    /// How many levels are given letter by letter: of two that match, the one with more wins.
    var literalCount: Int {
        levels.count {
            switch $0 {
            case .literal: true
            case .placeholder: false
            }
        }
    }

    var hasDevice: Bool { levels.contains(.placeholder("device")) }

    /// A bridge stands for the device where there is none.
    var hasBridge: Bool { levels.contains(.placeholder("bridge")) }

    /// What the placeholders stand for in `topic`, by their names; nil if it does not match.
    func match(_ topic: [ArraySlice<UInt8>]) -> TopicMatch? {
        guard topic.count == levels.count else { return nil }
        var match = TopicMatch()
        for (level, text) in zip(levels, topic) {
            switch level {
            case .literal(let bytes):
                guard bytes.elementsEqual(text) else { return nil }
            case .placeholder(let name):
                guard !text.isEmpty else { return nil }
                switch name {
                case "device": match.device = String(decoding: text, as: UTF8.self)
                case "area": match.area = String(decoding: text, as: UTF8.self)
                case "bridge": match.bridge = String(decoding: text, as: UTF8.self)
                case "zone": match.zone = String(decoding: text, as: UTF8.self)
                case _: break
                }
            }
        }
        return match
    }
}

/// What a topic says of its device.
struct TopicMatch: Hashable, Sendable {
    /// Empty where the payload says it.
    var device = ""
    var area = ""
    var zone: String?
    /// What the device speaks through.
    var bridge: String?
}
