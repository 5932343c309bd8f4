import Foundation
import Testing

@testable import AlarmEngine

@Suite("JSON, beside Foundation")
struct JSONDifferentialTests {
    private static let seeds = [
        #"{"ts":1732435200,"seq":7,"smoke":12.5,"data":{"temp":217,"list":[1,2,{"x":null}]},"on":true}"#,
        #"[{"a":"\u00e9\n\"\\","b":-0.5e-3},[[]],{},"烟",false,null,1E5]"#,
        #"{"a":{"a":{"a":[0,10,-1]}},"b":"\uD834\uDD1E"}"#,
    ]
    private static let pieces = Array("{}[]\",:0123456789.-+eE \\untrfalsbx/".utf8)

    /// One to three random edits of a text.
    private func mutation(_ chance: inout SplitMix64) -> [UInt8] {
        var bytes = Array(chance.pick(Self.seeds).utf8)
        for _ in 0...chance.below(3) {
            let place = chance.below(bytes.count)
            switch chance.below(4) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(chance.pick(Self.pieces), at: place)
            case 2: bytes[place] = chance.pick(Self.pieces)
            case _: bytes.swapAt(place, chance.below(bytes.count))
            }
        }
        return bytes
    }

    @Test("What we refuse and what we read is what Foundation refuses and reads, on 10,000 mutations")
    func agrees() {
        var chance = SplitMix64(seed: 2026)
        var readCount = 0
        for _ in 0..<10_000 {
            let bytes = mutation(&chance)
            let ours = try? JSONValue(parsing: bytes)
            let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            // A lone surrogate is an error to Foundation, a replacement character to us; a number beyond doubles likewise.
            if ours != nil, theirs == nil, isOdd(bytes) { continue }
            // Foundation reads a comma at the end of a list, which RFC 8259 does not have.
            if ours == nil, theirs != nil, hasTrailingComma(bytes) { continue }
            if (ours == nil) != (theirs == nil) { Issue.record("\(String(decoding: bytes, as: UTF8.self))") }
            guard let ours, let theirs else { continue }
            readCount += 1
            if !same(ours, theirs) { Issue.record("\(String(decoding: bytes, as: UTF8.self)): \(ours) \(theirs)") }
        }
        #expect(readCount > 1000)
    }

    private func isOdd(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.contains("\\u") || text.range(of: "[0-9][eE][0-9+-]", options: .regularExpression) != nil
    }

    private func hasTrailingComma(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).range(of: ",\\s*[]}]", options: .regularExpression) != nil
    }

    private func same(_ ours: JSONValue, _ theirs: Any) -> Bool {
        switch ours {
        case .null: return theirs is NSNull
        case .boolean(let value): return theirs as? Bool == value
        case .number(let value):
            guard let other = (theirs as? NSNumber)?.doubleValue else { return false }
            return value == other || abs(value - other) <= abs(value) * 1e-15
        case .string(let text): return theirs as? String == text
        case .array(let list):
            guard let other = theirs as? [Any], other.count == list.count else { return false }
            return zip(list, other).allSatisfy { same($0, $1) }
        case .object(let members):
            guard let other = theirs as? [String: Any] else { return false }
            // Which of two members of one name counts, Foundation leaves open.
            let names = Dictionary(grouping: members, by: \.name)
            return Set(names.keys) == Set(other.keys)
                && names.allSatisfy { name, list in
                    list.count > 1 || other[name].map { same(list[0].value, $0) } == true
                }
        }
    }
}
