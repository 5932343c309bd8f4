import Glibc
import Testing

@testable import AlarmEngine

/// SplitMix64, so that a failure can be had again.
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    mutating func one<T>(of things: [T], or other: T) -> T { things.randomElement(using: &self) ?? other }
}

/// Writes descriptions at random: most can be carried out, some are nonsense.
private struct DescriptionDraft {
    var dice: Dice

    private let names = ["a", "_b", "_c", "l/0/x", "l/{_b}/y", "{a}", "o/p", "", "/top", "l", "_d", "__"]
    private let types = [
        "u8", "i16", "s24", "u64", "f16", "f32", "f64", "bcd:2", "bcdtext:u8", "hex:rest", "text:(_b)", "gb18030:3",
        "digits:2", "hexdigits:1", "i64", "u40", "text:rest", "hex:(a * 2)",
    ]
    private let operands = [
        "a", "_b", "_c", "_left", "_at", "_size", "_index", "_port", "0", "1", "-1", "2.5", "0xFFFFFFFFFFFFFFFF",
        "99999999999999999999", "byte(0)", "byte(_b - 4)", "'x'", "o",
    ]
    private let operators = ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "==", "<", ">=", "and", "or"]

    mutating func expression(_ depth: Int = 0) -> String {
        if depth > 2 || dice.chance(40) { return dice.one(of: operands, or: "1") }
        switch Int.random(in: 0..<6, using: &dice) {
        case 0: return "(\(expression(depth + 1)))"
        case 1: return "\(dice.one(of: ["floor", "abs", "sqrt", "round", "byte"], or: "abs"))(\(expression(depth + 1)))"
        case 2: return "if(\(expression(depth + 1)), \(expression(depth + 1)), \(expression(depth + 1)))"
        case 3: return "\(dice.one(of: operands, or: "1")) in [1, 3..200, -5]"
        case _: return "\(expression(depth + 1)) \(dice.one(of: operators, or: "+")) \(expression(depth + 1))"
        }
    }

    mutating func code() -> String {
        dice.one(of: ["1", "0x10", "2..9", "..-1", "200..", "0 | 255", "x", "true"], or: "1")
    }

    mutating func items(_ depth: Int) -> [BytesItem] {
        (0..<Int.random(in: 0..<4, using: &dice)).map { _ in item(depth) }
    }

    mutating func item(_ depth: Int) -> BytesItem {
        let at = dice.chance(12) ? expression() : nil
        let when = dice.chance(12) ? expression() : nil
        return BytesItem(at: at, when: when, deed: deed(depth))
    }

    private mutating func deed(_ depth: Int) -> BytesItem.Deed {
        switch depth > 4 ? 99 : Int.random(in: 0..<16, using: &dice) {
        case 0: return .skip(expression())
        case 1: return .seek(expression())
        case 2: return .group(items(depth + 1))
        case 3: return .into(dice.one(of: names, or: "o"), items(depth + 1))
        case 4:
            let branches = (0..<2).map { _ in BytesChoice.Branch(code: code(), read: items(depth + 1)) }
            let other = dice.one(of: [.stop, .skip, .refuse, .read(items(depth + 1))], or: BytesChoice.Other.skip)
            return .choose(BytesChoice(expression: expression(), branches: branches, other: other))
        case 5, 6:
            let name = dice.chance(50) ? dice.one(of: names, or: "r") : nil
            return .repeats(
                BytesRepeat(name: name, times: dice.chance(50) ? expression() : nil, read: items(depth + 1)))
        case 7: return .within(dice.chance(50) ? .expression(expression()) : .rest, items(depth + 1))
        case 8:
            let kind = dice.one(of: BytesCheck.Kind.allCases, or: .sum8)
            return .check(BytesCheck(kind: kind, from: dice.chance(30) ? expression() : nil))
        case _: return .value(field())
        }
    }

    private mutating func field() -> BytesField {
        let type = BytesType(dice.one(of: types, or: "u8"))
        var field = BytesField(name: dice.one(of: names, or: "a"), source: .expression(expression()))
        if dice.chance(75), let type { field.source = .type(type) }
        if dice.chance(20) { field.scale = dice.one(of: ["0.1", "-3", "1e-9", "1000000"], or: "1") }
        if dice.chance(20) { field.offset = "-40.5" }
        if dice.chance(20) { field.decimals = Int.random(in: 0...15, using: &dice) }
        if dice.chance(10) { field.words = [BytesWord(code: code(), value: .text("w"))] }
        if dice.chance(10) { field.invalid = [code()] }
        if dice.chance(10) { field.trueFor = [code()] }
        if dice.chance(10) { field.flags = [BytesWord(code: "0", value: .text("f"))] }
        if dice.chance(10) { field.write = dice.one(of: ["{} x", "{:.3}", "{:08X}", "{a:02}"], or: "{}") }
        if dice.chance(20) {
            let low = Int.random(in: 0..<64, using: &dice)
            let high = Int.random(in: low..<64, using: &dice)
            let part = BytesField(name: "_c", source: .bits(low...high, isSigned: dice.chance(50)))
            field.bits = [BytesItem(deed: .value(part))]
        }
        return field
    }
}

/// What this thread has computed, whatever the machine does beside it.
private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

@Suite("Nothing traps or loops")
struct BytesPropertyTests {
    @Test("Random descriptions read random bytes, and every document is JSON")
    func random() throws {
        var draft = DescriptionDraft(dice: Dice(state: 4))
        var (plans, documents, refusals) = (0, 0, 0)
        for _ in 0..<3000 {
            let description = BytesDescription(
                endian: draft.dice.chance(50) ? .big : .little, read: draft.items(0) + [draft.item(0)])
            guard let plan = try? BytesPlan(description) else { continue }
            plans += 1
            for _ in 0..<4 {
                let count = Int.random(in: 0..<40, using: &draft.dice)
                let few = draft.dice.chance(50)
                let bytes = (0..<count).map { _ in UInt8.random(in: few ? 0...9 : 0...255, using: &draft.dice) }
                do throws(BytesError) {
                    let document = try bytes.withUnsafeBufferPointer { bytes throws(BytesError) in
                        try plan.document(bytes, port: count)
                    }
                    documents += 1
                    #expect(throws: Never.self) { try JSONValue(parsing: document) }
                } catch {
                    refusals += 1
                    #expect((0...count).contains(error.offset))
                }
            }
        }
        print("bytes: \(plans) random descriptions, \(documents) documents, \(refusals) refusals")
        #expect(plans > 400 && documents > 800 && refusals > 800)
    }

    @Test("The time is proportional to the payload, not to its square")
    func linear() throws {
        let items = [
            BytesItem.repeat("l", [try .read("a", "u16"), try .read("b", "u16"), .compute("c", "a + b * 0.1")])
        ]
        let plan = try BytesPlan(BytesDescription(read: items))
        func duration(_ count: Int) -> Double {
            let bytes = [UInt8](repeating: 7, count: count)
            return (0..<5).map { _ in
                let start = threadSeconds()
                _ = try? bytes.withUnsafeBufferPointer { try plan.document($0) }
                return threadSeconds() - start
            }.min() ?? 0
        }
        let (short, long) = (duration(400), duration(4000))
        #expect(long < short * 40, "\(short) s for 100 passes, \(long) s for 1,000")
    }
}
