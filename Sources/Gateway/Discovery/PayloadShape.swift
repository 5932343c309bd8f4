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
    private static let deepest = 8
    private static let mostElements = 16

    private(set) var forms: [Form: Int] = [:]
    /// By JSON Pointer; `*` stands for every place of an array.
    private(set) var places: [String: Place] = [:]
    private(set) var leastBytes = Int.max
    private(set) var mostBytes = 0
    /// There were more places than are kept.
    private(set) var isCut = false

    mutating func take(_ payload: [UInt8]) {
        leastBytes = min(leastBytes, payload.count)
        mostBytes = max(mostBytes, payload.count)
        let form = form(of: payload)
        forms[form, default: 0] += 1
    }

    mutating func merge(_ other: PayloadShape) {
        leastBytes = min(leastBytes, other.leastBytes)
        mostBytes = max(mostBytes, other.mostBytes)
        isCut = isCut || other.isCut
        forms.merge(other.forms) { $0 + $1 }
        for (path, place) in other.places {
            guard places[path] != nil || places.count < Self.mostPlaces else {
                isCut = true
                continue
            }
            places[path, default: Place()].merge(place)
        }
    }

    /// What two shapes of the same kind of device have in common.
    var signature: String {
        forms.keys.map(\.rawValue).sorted().joined(separator: ",") + ":" + places.keys.sorted().joined(separator: ",")
    }

    private mutating func form(of payload: [UInt8]) -> Form {
        if payload.isEmpty { return .empty }
        if let value = try? JSONValue(parsing: payload) {
            switch value {
            case .object, .array:
                note(value, at: "", depth: 0)
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

    private mutating func note(_ value: JSONValue, at path: String, depth: Int) {
        switch value {
        case .object(let members):
            guard depth < Self.deepest else { return }
            for member in members {
                let token = member.name.replacing("~", with: "~0").replacing("/", with: "~1")
                note(member.value, at: path + "/" + String(token.prefix(64)), depth: depth + 1)
            }
        case .array(let elements):
            guard depth < Self.deepest else { return }
            for element in elements.prefix(Self.mostElements) { note(element, at: path + "/*", depth: depth + 1) }
        case .number(let number): with(path) { $0.note(number) }
        case .boolean: with(path) { $0.note(.boolean) }
        case .null: with(path) { $0.note(.null) }
        case .string(let text):
            let isNumber = text.utf8.count <= 24 && Double(text) != nil
            with(path) { $0.note(isNumber ? .numberInText : .text) }
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

private func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
}

extension PayloadShape.Place {
    mutating func note(_ kind: PayloadShape.Kind) {
        kinds.insert(kind)
        count += 1
    }

    mutating func note(_ number: Double) {
        note(.number)
        least = min(least, number)
        most = max(most, number)
        isWhole = isWhole && number == number.rounded()
    }

    mutating func merge(_ other: PayloadShape.Place) {
        kinds.formUnion(other.kinds)
        count += other.count
        least = min(least, other.least)
        most = max(most, other.most)
        isWhole = isWhole && other.isWhole
    }

    /// A unit of time that the numbers may be in; nil where they are no times of these decades.
    var timeUnit: String? {
        guard kinds == [.number], least.isFinite else { return nil }
        let (early, late) = (1_000_000_000.0, 4_000_000_000.0)
        for (unit, factor) in [("s", 1.0), ("ms", 1e3), ("us", 1e6)]
        where least >= early * factor && most <= late * factor {
            return unit
        }
        return nil
    }

    /// The types, and the range of numbers; not of those so large that they may be somebody's number.
    var words: String {
        let types = PayloadShape.Kind.allCases.filter(kinds.contains).map(\.rawValue).joined(separator: " or ")
        if let timeUnit { return "\(types), perhaps a time in \(timeUnit)" }
        guard kinds.contains(.number), least.isFinite, most.isFinite else { return types }
        guard max(abs(least), abs(most)) < 1e8 else { return "\(types), large" }
        let range = least == most ? Value.shortest(least) : "\(Value.shortest(least)) to \(Value.shortest(most))"
        return "\(types), \(range)"
    }
}
