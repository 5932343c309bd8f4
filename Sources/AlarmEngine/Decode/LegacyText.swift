/// Reads GB 18030, the Chinese text of devices older than UTF-8, by a table handed in from outside: the engine holds no
/// character set.
///
/// Text is never refused: what stands for nothing reads as U+FFFD.
public struct LegacyText: Hashable, Sendable {
    /// Four-byte characters that follow each other both in GB 18030 and in Unicode.
    private struct Run: Hashable, Sendable {
        /// The first, counted from `81 30 81 30`.
        let first: Int
        let scalar: UInt32
        var count: Int
    }

    /// 190 for each first byte from 81; 0 where nothing is assigned.
    private let pairs: [UInt32]
    private let runs: [Run]

    /// Knows ASCII alone: everything else reads as U+FFFD.
    public static let ascii = LegacyText(pairs: [], runs: [])

    private init(pairs: [UInt32], runs: [Run]) {
        self.pairs = pairs
        self.runs = runs
    }

    /// Asks for each of the 23,940 two-byte characters and the 39,420 four-byte ones that Unicode has below U+10000.
    ///
    /// Those above stand in both in the same order (GB 18030-2005, 8.3) and are not asked for.
    ///
    /// - Parameter scalar: what the bytes of one character stand for; nil for nothing.
    public init(reading scalar: ([UInt8]) -> Unicode.Scalar?) {
        var pairs: [UInt32] = []
        pairs.reserveCapacity(126 * 190)
        for lead in UInt8(0x81)...0xFE {
            for trail in UInt8(0x40)...0xFE where trail != 0x7F { pairs.append(scalar([lead, trail])?.value ?? 0) }
        }
        var runs: [Run] = []
        for place in 0..<39_420 {
            guard let value = scalar(LegacyText.bytes(ofPlace: place))?.value else { continue }
            if let last = runs.indices.last, runs[last].first + runs[last].count == place,
                runs[last].scalar + UInt32(runs[last].count) == value
            {
                runs[last].count += 1
            } else {
                runs.append(Run(first: place, scalar: value, count: 1))
            }
        }
        runs.append(Run(first: 189_000, scalar: 0x10000, count: 0x100000))
        self.init(pairs: pairs, runs: runs)
    }

    private static func bytes(ofPlace place: Int) -> [UInt8] {
        [
            UInt8(0x81 + place / 12_600), UInt8(0x30 + place / 1_260 % 10), UInt8(0x81 + place / 10 % 126),
            UInt8(0x30 + place % 10),
        ]
    }
}

extension LegacyText {
    /// The whole as UTF-8.
    public func utf8(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 2)
        var position = 0
        while position < bytes.count { text.append(scalar: next(bytes, &position)) }
        return text
    }

    /// A field of fixed width as UTF-8: up to the first NUL, without the blanks around it, the wide ones of Chinese text
    /// too, and without the FF of memory never written.
    public func padded(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var end = bytes.firstIndex(of: 0) ?? bytes.count
        while end > 0, bytes[end - 1] == 0xFF { end -= 1 }
        let text = utf8(UnsafeBufferPointer(rebasing: bytes[0..<end]))
        var kept = text[...]
        while let blank = LegacyText.blank(kept.prefix(3)) { kept.removeFirst(blank) }
        while let blank = LegacyText.blank(atEndOf: kept) { kept.removeLast(blank) }
        return Array(kept)
    }

    /// How many bytes the blank at the start takes; nil if there is none.
    private static func blank(_ text: ArraySlice<UInt8>) -> Int? {
        switch text.first {
        case 0x20, 0x09, 0x0A, 0x0D: 1
        case 0xE3 where text.elementsEqual([0xE3, 0x80, 0x80]): 3
        case _: nil
        }
    }

    private static func blank(atEndOf text: ArraySlice<UInt8>) -> Int? {
        blank(text.suffix(1)) ?? (text.suffix(3).elementsEqual([0xE3, 0x80, 0x80]) ? 3 : nil)
    }

    /// The character at `position`, which moves on by at least one byte: of a broken one only by what cannot be a character
    /// of its own, so that no ASCII behind it is swallowed.
    private func next(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> UInt32 {
        let first = bytes[position]
        let start = position
        position += 1
        if first < 0x80 { return UInt32(first) }
        guard first != 0x80, first != 0xFF, start + 1 < bytes.count else { return 0xFFFD }
        let second = bytes[start + 1]
        if (0x30...0x39).contains(second) {
            guard start + 3 < bytes.count, (0x81...0xFE).contains(bytes[start + 2]),
                (0x30...0x39).contains(bytes[start + 3])
            else { return 0xFFFD }
            position += 3
            return quadruple(first, second, bytes[start + 2], bytes[start + 3])
        }
        guard (0x40...0xFE).contains(second), second != 0x7F else { return 0xFFFD }
        let place = (Int(first) - 0x81) * 190 + Int(second) - (second < 0x7F ? 0x40 : 0x41)
        let scalar = place < pairs.count ? pairs[place] : 0
        if scalar != 0 || second >= 0x80 { position += 1 }
        return scalar == 0 ? 0xFFFD : scalar
    }

    private func quadruple(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) -> UInt32 {
        let place =
            (Int(first) - 0x81) * 12_600 + (Int(second) - 0x30) * 1_260 + (Int(third) - 0x81) * 10 + Int(fourth) - 0x30
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].first <= place { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return 0xFFFD }
        let run = runs[low - 1]
        return place - run.first < run.count ? run.scalar + UInt32(place - run.first) : 0xFFFD
    }
}

extension [UInt8] {
    /// As UTF-8; what is no scalar as U+FFFD.
    mutating func append(scalar: UInt32) {
        if scalar < 0x80 {
            append(UInt8(truncatingIfNeeded: scalar))
        } else {
            append(contentsOf: String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8)
        }
    }
}
