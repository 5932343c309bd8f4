/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers on every machine, which the library's own does not promise.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From -1 to 1, every value as likely as another.
    mutating func wobble() -> Double {
        Double(next() >> 11) / Double(1 << 52) - 1
    }

    /// From 0 to less than `bound`, which is at least 1.
    mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }
}
