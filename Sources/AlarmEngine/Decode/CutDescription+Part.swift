extension CutDescription {
    /// The part of a text that counts, without blanks around it; nil where nothing is there.
    func part(of text: String) -> String? {
        let part: Substring?
        switch self {
        case .characters(let from, let to):
            let characters = text.unicodeScalars
            let start = CutDescription.place(from, in: characters.count)
            let end = to.map { CutDescription.place($0, in: characters.count) } ?? characters.count
            guard start < end else { return nil }
            part = Substring(characters.dropFirst(start).prefix(end - start))
        case .between(let after, let before):
            part = CutDescription.part(of: text, after, before)
        }
        guard let part else { return nil }
        let kept = String(decoding: Array(part.utf8)[...].trimmed, as: UTF8.self)
        return kept.isEmpty ? nil : kept
    }

    /// Negative counts from the end; what lies outside is taken to its edge.
    private static func place(_ place: Int, in count: Int) -> Int {
        place < 0 ? max(0, count &+ place) : min(place, count)
    }

    private static func part(of text: String, _ after: String?, _ before: String?) -> Substring? {
        let bytes = Array(text.utf8)
        var start = 0
        if let after, !after.isEmpty {
            guard let found = bytes.firstRange(of: Array(after.utf8), from: 0) else { return nil }
            start = found.upperBound
        }
        var end = bytes.count
        if let before, !before.isEmpty {
            guard let found = bytes.firstRange(of: Array(before.utf8), from: start) else { return nil }
            end = found.lowerBound
        }
        return Substring(String(decoding: bytes[start..<end], as: UTF8.self))
    }
}

extension [UInt8] {
    /// Where `part` stands first at or after `start`.
    func firstRange(of part: [UInt8], from start: Int) -> Range<Int>? {
        guard !part.isEmpty, count - start >= part.count else { return nil }
        for place in start...(count - part.count) where self[place] == part[0] {
            if self[place..<place + part.count].elementsEqual(part) { return place..<place + part.count }
        }
        return nil
    }
}
