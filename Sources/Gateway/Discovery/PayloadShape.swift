import AlarmEngine

/// What payloads of one kind have in common: places, types and the ranges of numbers, and never what stands there.
struct PayloadShape {
    enum Kind: String, CaseIterable {
        case number, boolean, text
        case numberInText = "a number as text"
        case null
    }

    struct Place {
        var kinds: Set<Kind> = []
        var count = 0
        var least = Double.infinity
        var most = -Double.infinity
        var isWhole = true
    }

    enum Form: String {
        case json, text
        case number = "a number as text"
        case hex
        case bytes
        case empty
    }

    static let mostPlaces = 200
    static let mostMembers = 400
    private static let deepest = 8
    private static let mostElements = 16

    private(set) var forms: [Form: Int] = [:]
    /// By JSON Pointer; `*` stands for every place of an array, and for every member whose name is data.
    private(set) var places: [String: Place] = [:]
    /// How often objects, arrays and what is in them came, by JSON Pointer, whose names may be somebody's yet.
    private(set) var members = MemberCounts()
    private(set) var leastBytes = Int.max
    private(set) var mostBytes = 0
    /// There were more places than are kept.
    private(set) var isCut = false

    /// Takes a payload in.
    ///
    /// - Parameters:
    ///   - payload: the bytes.
    ///   - source: tells what sends apart, such as the topic's hash: a name that several use is no person's.
    mutating func take(_ payload: [UInt8], from source: Int = 0) {
        note(size: payload.count)
        let form = form(of: payload, source)
        forms[form, default: 0] += 1
    }

    /// Takes in what stood in a payload, as a payload of its own.
    mutating func take(_ value: JSONValue, from source: Int) {
        forms[.json, default: 0] += 1
        note(value, at: "", depth: 0, source)
    }

    mutating func note(size: Int) {
        leastBytes = min(leastBytes, size)
        mostBytes = max(mostBytes, size)
    }

    mutating func merge(_ other: PayloadShape) {
        leastBytes = min(leastBytes, other.leastBytes)
        mostBytes = max(mostBytes, other.mostBytes)
        isCut = isCut || other.isCut
        forms.merge(other.forms) { $0 + $1 }
        members.merge(other.members)
        for (path, place) in other.places {
            with(path) { $0.merge(place) }
        }
    }

    /// The same without the names that may be somebody's: `*` stands for them.
    var masked: PayloadShape {
        var masked = self
        let shown = members.masked(leaves: places.mapValues(\.kinds))
        masked.places = [:]
        for (path, place) in places { masked.places[shown[path] ?? path, default: Place()].merge(place) }
        return masked
    }

    /// What two shapes of the same kind of device have in common.
    var signature: Signature {
        Signature(
            forms: Set(forms.keys), count: places.count, places: places.keys.reduce(0) { $0 ^ $1.hashValue })
    }

    struct Signature: Hashable {
        let forms: Set<Form>
        let count: Int
        /// The same for the same paths, in whatever order.
        let places: Int
    }

    /// Whether there is a member with a name: a plain value is so like any other that it tells nothing.
    var hasFields: Bool { forms[.json] != nil && places.keys.contains { !$0.isEmpty && $0 != "/*" } }

    private mutating func form(of payload: [UInt8], _ source: Int) -> Form {
        if payload.isEmpty { return .empty }
        if let value = try? JSONValue(parsing: payload) {
            switch value {
            case .object, .array:
                note(value, at: "", depth: 0, source)
                return .json
            case .number(let number):
                places["", default: Place()].note(number)
                return .number
            case .boolean, .string, .null: return .text
            }
        }
        guard let text = String(validating: payload, as: UTF8.self), !text.unicodeScalars.contains(where: isControl)
        else { return .bytes }
        let isHex = text.utf8.count >= 8 && text.utf8.allSatisfy(isHexDigit)
        return isHex ? .hex : .text
    }

    private mutating func note(_ value: JSONValue, at path: String, depth: Int, _ source: Int) {
        members.note(path, from: source)
        switch value {
        case .object(let members):
            guard depth < Self.deepest else { return }
            for member in members {
                note(member.value, at: path + "/" + Self.token(member.name), depth: depth + 1, source)
            }
        case .array(let elements):
            guard depth < Self.deepest else { return }
            for element in elements.prefix(Self.mostElements) {
                note(element, at: path + "/*", depth: depth + 1, source)
            }
        case .number(let number): with(path) { $0.note(number) }
        case .boolean: with(path) { $0.note(.boolean) }
        case .null: with(path) { $0.note(.null) }
        case .string(let text):
            let isNumber = text.utf8.count <= 24 && Double(text) != nil
            with(path) { $0.note(isNumber ? .numberInText : .text) }
        }
    }

    /// A name as it stands in a path; `*` in place of one that is data.
    private static func token(_ name: String) -> String {
        switch MemberName(name) {
        case .data: "*"
        case .field, .unsure: name.replacing("~", with: "~0").replacing("/", with: "~1")
        }
    }

    private mutating func with(_ path: String, _ change: (inout Place) -> Void) {
        guard places[path] != nil || places.count < Self.mostPlaces else {
            isCut = true
            return
        }
        change(&places[path, default: Place()])
    }
}
