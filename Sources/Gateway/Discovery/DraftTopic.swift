import AlarmEngine

/// The topic a draft has, or why none can be written.
enum DraftTopic: Hashable {
    case written(String)
    case none(reason: String)

    /// The topic of a shape: the level that varies most is the device.
    ///
    /// Of several that do not, the last of those that look like an id; else the last that is a word with a number behind
    /// it, such as `wm-71`; else nothing says who speaks.
    init(_ group: TopicShapes.Group) {
        guard group.levels != ["#"] else {
            self = .none(reason: "its topics have more levels than are told apart")
            return
        }
        guard !group.filter.contains(where: { "{}".contains($0) }) else {
            self = .none(reason: "its topic has a brace in it, which profiles cannot write")
            return
        }
        guard let names = Self.names(group) else {
            self = .none(
                reason:
                    "no level of its topic varies or looks like an id: write {device} in place of the level that is "
                    + "the device, or say with 'device:' where the payload names it")
            return
        }
        let text = names.joined(separator: "/")
        do throws(TopicMistake) {
            _ = try WrittenTopic(text)
            self = TerminalSafe.escaped(text) == text ? .written(text) : .none(reason: Self.odd)
        } catch {
            self = .none(reason: "a topic so written \(error.predicate)")
        }
    }

    private static let odd = "its topic has characters that cannot be shown"

    /// The levels as a profile has them; nil where none is the device's.
    private static func names(_ group: TopicShapes.Group) -> [String]? {
        var names = group.levels
        let open = names.indices.filter { names[$0] == "+" }
        let topics = group.topics.map { $0.split(separator: "/", omittingEmptySubsequences: false) }
            .filter { $0.count == names.count }
        let area = open.first { place in topics.allSatisfy { isArea($0[place]) } }
        let variety = open.filter { $0 != area }.map { place in (Set(topics.map { $0[place] }).count, place) }
        let numbered = names.indices.dropFirst().last { TopicLevel.isNumbered(names[$0][...]) }
        // What looks like an area's code is the device's if nothing else is.
        guard let device = variety.max(by: <)?.1 ?? numbered ?? area else { return nil }
        for (number, place) in open.enumerated() { names[place] = "{part\(number + 1)}" }
        if let area { names[area] = "{area}" }
        names[device] = "{device}"
        return names
    }

    /// A county's, a township's or a village's code, of a province that there is.
    private static func isArea(_ level: Substring) -> Bool {
        guard [6, 9, 12].contains(level.utf8.count), AreaCode.isCode(String(level)), let province = Int(level.prefix(2))
        else { return false }
        return [11...15, 21...23, 31...37, 41...46, 50...54, 61...65, 71...71, 81...82].contains { $0 ~= province }
    }
}

extension TopicShapes.Group {
    /// The topic as a profile would have it; nil where none can be written.
    var draftTopic: String? {
        switch DraftTopic(self) {
        case .written(let topic): topic
        case .none: nil
        }
    }
}
