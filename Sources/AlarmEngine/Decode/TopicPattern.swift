/// A profile's topic, each `{…}` a whole level or one with letters before or after it.
struct TopicPattern: Hashable, Sendable {
    enum Level: Hashable, Sendable {
        case literal([UInt8])
        /// `shellysmoke-{device}`, `{application}@{tenant}`: letters and names in turn.
        case mixed([Piece])
    }

    enum Piece: Hashable, Sendable {
        case literal([UInt8])
        /// At least one byte.
        case placeholder(String)
    }

    let levels: [Level]

    init(_ text: String) {
        levels = Array(text.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { level in
            let pieces = TopicPattern.pieces(level)
            if case .literal? = pieces.first, pieces.count == 1 { return .literal(Array(level)) }
            return pieces.isEmpty ? .literal([]) : .mixed(pieces)
        }
    }

    private static func pieces(_ level: ArraySlice<UInt8>) -> [Piece] {
        var pieces: [Piece] = []
        var rest = level
        while let open = rest.firstIndex(of: UInt8(ascii: "{")),
            let close = rest[open...].firstIndex(of: UInt8(ascii: "}")), close > open + 1
        {
            if open > rest.startIndex { pieces.append(.literal(Array(rest[..<open]))) }
            pieces.append(.placeholder(String(decoding: rest[(open + 1)..<close], as: UTF8.self)))
            rest = rest[(close + 1)...]
        }
        if !rest.isEmpty { pieces.append(.literal(Array(rest))) }
        return pieces
    }

    /// The topic filter that receives it: `+` for each level with a `{…}`.
    var filter: String {
        levels.map { level in
            switch level {
            case .literal(let bytes): String(decoding: bytes, as: UTF8.self)
            case .mixed: "+"
            }
        }.joined(separator: "/")
    }

    /// How many levels are given letter by letter: of two that match, the one with more wins.
    var literalCount: Int {
        levels.count {
            switch $0 {
            case .literal: true
            case .mixed: false
            }
        }
    }

    /// How many letters stand beside names: where ``literalCount`` does not decide, more win.
    var letterCount: Int {
        pieces.reduce(0) { count, piece in
            switch piece {
            case .literal(let bytes): count + bytes.count
            case .placeholder: count
            }
        }
    }

    /// Of two that match, the one with the higher is more literal.
    var rank: (Int, Int) { (literalCount, letterCount) }

    private var pieces: [Piece] {
        levels.flatMap { level -> [Piece] in
            switch level {
            case .literal: []
            case .mixed(let pieces): pieces
            }
        }
    }

    func names(_ placeholder: String) -> Bool { pieces.contains(.placeholder(placeholder)) }

    var hasDevice: Bool { names("device") }

    /// A bridge stands for the device where there is none.
    var hasBridge: Bool { names("bridge") }

    /// What the placeholders stand for in `topic`, by their names; nil if it does not match.
    func match(_ topic: [ArraySlice<UInt8>]) -> TopicMatch? {
        guard topic.count == levels.count else { return nil }
        var match = TopicMatch()
        for (level, text) in zip(levels, topic) {
            switch level {
            case .literal(let bytes):
                guard bytes.elementsEqual(text) else { return nil }
            case .mixed(let pieces):
                guard TopicPattern.match(pieces[...], text, &match) else { return nil }
            }
        }
        return match
    }

    /// Each name takes as little as it can, so that what stands behind it is found as soon as may be.
    private static func match(
        _ pieces: ArraySlice<Piece>, _ text: ArraySlice<UInt8>, _ match: inout TopicMatch
    ) -> Bool {
        guard let first = pieces.first else { return text.isEmpty }
        let others = pieces.dropFirst()
        switch first {
        case .literal(let bytes):
            return text.starts(with: bytes) && self.match(others, text.dropFirst(bytes.count), &match)
        case .placeholder(let name):
            guard !text.isEmpty else { return false }
            guard !others.isEmpty else {
                match.take(name, text)
                return true
            }
            for end in (text.startIndex + 1)..<(text.endIndex + 1) where self.match(others, text[end...], &match) {
                match.take(name, text[..<end])
                return true
            }
            return false
        }
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

    fileprivate mutating func take(_ name: String, _ text: ArraySlice<UInt8>) {
        switch name {
        case "device": device = String(decoding: text, as: UTF8.self)
        case "area": area = String(decoding: text, as: UTF8.self)
        case "zone": zone = String(decoding: text, as: UTF8.self)
        case "bridge": bridge = String(decoding: text, as: UTF8.self)
        case _: break
        }
    }
}
