/// Breaks real payloads, the same way for the same seed: bits, lengths, cuts, repeats, nesting, two payloads in one.
struct PayloadMutation {
    private var state: UInt64
    /// No payload gets longer.
    let limit: Int

    init(seed: UInt64, limit: Int = 4_096) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        self.limit = limit
    }

    /// xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled".
    private mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    private mutating func number(below bound: Int) -> Int {
        bound <= 1 ? 0 : Int((next() >> 33) % UInt64(bound))
    }

    /// The next payload for a decoder, written over `payload`.
    mutating func write(_ payload: inout [UInt8], for decoder: FuzzedDecoder) {
        payload.removeAll(keepingCapacity: true)
        payload += decoder.seeds[number(below: decoder.seeds.count)]
        for _ in 0..<1 << number(below: 5) { change(&payload, decoder) }
        if payload.count > limit { payload.removeLast(payload.count - limit) }
        if number(below: 4) != 0 { decoder.mend(&payload) }
    }

    private mutating func change(_ payload: inout [UInt8], _ decoder: FuzzedDecoder) {
        let at = number(below: payload.count + 1)
        switch number(below: 12) {
        case 0, 1: if at < payload.count { payload[at] ^= 1 << UInt8(number(below: 8)) }
        case 2: if at < payload.count { payload[at] = UInt8(number(below: 256)) }
        case 3: if at < payload.count { payload[at] = [0, 0x7F, 0x80, 0xFF, 0x20, 0x0A][number(below: 6)] }
        case 4: if at < payload.count { payload[at] &+= UInt8(truncatingIfNeeded: number(below: 35) - 17) }
        case 5: payload.removeSubrange(at..<min(payload.count, at + 1 + number(below: 16)))
        case 6: payload.removeSubrange(at...)
        case 7: payload.insert(contentsOf: decoder.words[number(below: decoder.words.count)], at: at)
        case 8: payload.insert(contentsOf: payload[at..<min(payload.count, at + 1 + number(below: 64))], at: at)
        case 9: payload.insert(contentsOf: (0..<number(below: 8)).map { _ in UInt8(number(below: 256)) }, at: at)
        case 10: join(decoder.seeds[number(below: decoder.seeds.count)], to: &payload, at: at)
        case _: nest(decoder.words[number(below: decoder.words.count)], in: &payload, at: at)
        }
    }

    private mutating func join(_ other: [UInt8], to payload: inout [UInt8], at place: Int) {
        payload.removeSubrange(place...)
        payload += other[number(below: other.count + 1)...]
    }

    /// The same word very often, now and then as often as there is room.
    private mutating func nest(_ word: [UInt8], in payload: inout [UInt8], at place: Int) {
        let times = number(below: 64) == 0 ? limit / max(1, word.count) : number(below: 40)
        payload.insert(contentsOf: (0..<times).flatMap { _ in word }.prefix(limit), at: place)
    }
}
