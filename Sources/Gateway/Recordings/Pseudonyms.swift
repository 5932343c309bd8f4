/// Pseudonyms for what names people, their homes and their devices: the same for the same, in every file made with the same key.
struct Pseudonyms {
    let key: PseudonymKey
    /// By a code's kept beginning: where each of the numbers beneath it goes.
    private var numbers: [String: [Int]] = [:]

    init(_ key: PseudonymKey) {
        self.key = key
    }

    /// A pseudonym such as `d-3f9a0c71b2e4`: 48 bits of the name's HMAC.
    func name(_ kind: Kind, _ text: String) -> String {
        let code = key.code(kind.rawValue, text).prefix(6)
        return "\(kind.mark)-" + code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    enum Kind: String {
        case device, zone, text, area

        fileprivate var mark: Character {
            switch self {
            case .device: "d"
            case .zone: "z"
            case .text: "t"
            case .area: "a"
            }
        }
    }

    /// An area's pseudonym: province, prefecture and county stay, and what lies in one township or village still does.
    ///
    /// Beneath a county the numbers are permuted, each township's villages for themselves, so that no two become one.
    /// What is no area code becomes a name.
    mutating func area(_ text: String) -> String {
        guard AreaCode.isCode(text) else { return name(.area, text) }
        guard text.utf8.count > 6 else { return text }
        var shown = String(text.prefix(6))
        for (start, length) in [(6, 3), (9, 3), (12, text.utf8.count - 12)] where length > 0 && text.utf8.count > start
        {
            let digits = String(text.dropFirst(start).prefix(length))
            shown += length <= 3 ? permuted(digits, beneath: String(text.prefix(start))) : scrambled(digits, text)
        }
        return shown
    }

    /// A number of at most three digits, by a permutation of all that there are.
    private mutating func permuted(_ digits: String, beneath parent: String) -> String {
        guard let number = Int(digits) else { return digits }
        let places = numbers["\(parent)/\(digits.utf8.count)"] ?? permutation(digits.utf8.count, beneath: parent)
        let moved = String(places[number])
        return String(repeating: "0", count: digits.utf8.count - moved.utf8.count) + moved
    }

    private mutating func permutation(_ length: Int, beneath parent: String) -> [Int] {
        let size = [1, 10, 100, 1000][length]
        let order = (0..<size).map { number in (code: key.code("area \(length)", "\(parent)/\(number)"), number: number)
        }
        let places = order.sorted { $0.code.lexicographicallyPrecedes($1.code) }.map(\.number)
        if numbers.count >= 1000 { numbers.removeAll() }
        numbers["\(parent)/\(length)"] = places
        return places
    }

    private func scrambled(_ digits: String, _ text: String) -> String {
        let code = key.code("area", text)
        return String(decoding: digits.utf8.indices.enumerated().map { 0x30 + code[$0.offset] % 10 }, as: UTF8.self)
    }
}
