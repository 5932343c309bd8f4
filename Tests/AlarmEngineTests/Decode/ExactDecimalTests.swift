import Testing

@testable import AlarmEngine

@Suite("Exact decimals")
struct ExactDecimalTests {
    private func scaled(_ text: String, scale: String? = nil, offset: String? = nil) throws -> Double? {
        let scaling = Scaling(
            scale: try scale.map { try #require(ExactDecimal($0.utf8)) },
            offset: try offset.map { try #require(ExactDecimal($0.utf8)) })
        let bytes = Array("x\(text) ".utf8)
        return bytes.withUnsafeBufferPointer { scaling.double($0, 1..<bytes.count - 1) }
    }

    @Test("217 tenths are 21.7, where IEEE doubles say 21.700000000000003")
    func tenths() throws {
        #expect(217 * 0.1 != 21.7)
        #expect(try scaled("217", scale: "0.1") == 21.7)
    }

    @Test(
        "raw × scale + offset is the nearest double to the exact result",
        arguments: [
            ("3", "0.1", nil, 0.3), ("1", nil, "-0.1", 0.9), ("0.1", nil, "0.2", 0.3), ("655", "0.01", "-40", -33.45),
            ("-1", "0.1", "0.1", 0), ("1e3", "1e-3", nil, 1), ("5", "-2", "10", 0), ("0", "7", "-273.15", -273.15),
            ("1e400", "1e-200", nil, 1e200), ("1e-400", "1e300", nil, 1e-100), ("1e300", nil, "-1e300", 0),
            ("12345678901234567890", "0.0000000001", nil, 1234567890.1234567890), ("0.7", "3", nil, 2.1),
            ("1e-1000", nil, "1", 1), ("-1e-1000", nil, "1", 1), ("1", nil, "1e-1000", 1), ("100", nil, "-99.9", 0.1),
            ("9007199254740993", "1", nil, 9007199254740992), ("1000000", "0.000001", "0.1", 1.1),
        ] as [(String, String?, String?, Double)])
    func known(text: String, scale: String?, offset: String?, value: Double) throws {
        #expect(try scaled(text, scale: scale, offset: offset) == value)
    }

    @Test("A result beyond the doubles is none, one too small is zero")
    func overflow() throws {
        #expect(try scaled("1.7976931348623157e308") == Double.greatestFiniteMagnitude)
        #expect(try scaled("1.7976931348623158e308") == Double.greatestFiniteMagnitude)
        for text in [
            "1.7976931348623159e308", "1e309", "-1e309", "1e400", "1e999999999999", "-1e999999999999999999999",
        ] {
            #expect(try scaled(text) == nil)
        }
        #expect(try scaled("1e308", scale: "10") == nil)
        #expect(try scaled("1e308", offset: "1e308") == nil)
        #expect(try scaled("4.9e-324") == Double.leastNonzeroMagnitude)
        for text in ["1e-400", "1e-999999999999", "0e999999999999", "-0", "0.000e5", "-1e-400"] {
            #expect(try scaled(text) == 0)
            #expect(try scaled(text)?.sign == .plus)
        }
    }

    @Test("Numbers of a thousand and of 200,000 digits are read to the nearest double")
    func longNumbers() throws {
        let sevens = String(repeating: "7", count: 1000)
        #expect(try scaled("0.\(sevens)") == 0.7777777777777777777777)
        #expect(try scaled("\(sevens)e-999") == 7.777777777777777777777)
        #expect(try scaled(sevens) == nil)
        #expect(try scaled("0." + String(repeating: "0", count: 200_000) + "5e200000") == 0.5)
        #expect(try scaled("5" + String(repeating: "0", count: 200_000) + "e-200000") == 5)
        #expect(try scaled("1." + String(repeating: "0", count: 2000) + "1") == 1)
    }

    @Test("A tie goes to the even one, and a digit far behind breaks it")
    func ties() throws {
        // Half way between 2^53 and 2^53 + 2.
        let tie = "9007199254740993"
        #expect(try scaled(tie + ".0") == 9007199254740992)
        #expect(try scaled(tie + "." + String(repeating: "0", count: 990) + "1") == 9007199254740994)
        #expect(try scaled(tie + "." + String(repeating: "0", count: 990) + "0") == 9007199254740992)
        #expect(try scaled("9007199254740992." + String(repeating: "9", count: 990)) == 9007199254740992)
        #expect(try scaled("-" + tie + "." + String(repeating: "0", count: 990) + "1") == -9007199254740994)
    }

    @Test("Products and sums of random decimals agree with whole numbers reckoned apart")
    func randomProducts() throws {
        var chance = SplitMix64(seed: 1)
        for _ in 0..<3000 {
            let (raw, rawDecimals) = (Int64(chance.below(2_000_001)) - 1_000_000, chance.below(5))
            let (scale, scaleDecimals) = (Int64(chance.below(20_001)) - 10_000, chance.below(6))
            let (offset, offsetDecimals) = (Int64(chance.below(200_001)) - 100_000, chance.below(4))
            // In units of 10^-12 all is whole, and below 2^127.
            let product = Int128(raw) * Int128(scale) * power(12 - rawDecimals - scaleDecimals)
            let sum = product + Int128(offset) * power(12 - offsetDecimals)
            let expected = try #require(Double("\(sum)e-12"))
            let actual = try scaled(
                decimal(raw, rawDecimals), scale: decimal(scale, scaleDecimals), offset: decimal(offset, offsetDecimals)
            )
            #expect(actual == expected)
        }
    }

    private func power(_ exponent: Int) -> Int128 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    private func decimal(_ digits: Int64, _ decimals: Int) -> String {
        let text = String(digits.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - text.count)) + text
        let sign = digits < 0 ? "-" : ""
        return decimals == 0 ? sign + padded : "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }

    @Test("The quick way and the exact way give the same double as Swift's own reading, on 20,000 numbers")
    func fastAgainstSlow() throws {
        var chance = SplitMix64(seed: 3)
        for _ in 0..<20_000 {
            let text = number(&chance)
            let expected = Double(text)
            let exact = ExactDecimal(text.utf8)?.double
            let quick = try scaled(text)
            if quick != expected || exact != expected { Issue.record("\(text): \(String(describing: quick))") }
        }
    }

    /// A number of 1 to 22 digits, its point anywhere, now and then with an exponent.
    private func number(_ chance: inout SplitMix64) -> String {
        var digits = (0...chance.below(22)).map { _ in String(chance.below(10)) }.joined()
        while digits.count > 1, digits.hasPrefix("0") { digits.removeFirst() }
        let whole = 1 + chance.below(digits.count)
        var text = (chance.below(4) == 0 ? "-" : "") + digits.prefix(whole)
        if whole < digits.count { text += ".\(digits.dropFirst(whole))" }
        if chance.below(4) == 0 { text += "\(chance.pick(["e", "E", "e+", "e-"]))\(chance.below(40))" }
        return text
    }

    @Test(
        "What is no number in JSON's grammar is none", arguments: ["", "-", "+1", ".5", "x", "e5", "1e", "1ex", "1x"])
    func noNumber(text: String) {
        #expect(ExactDecimal(text.utf8) == nil)
    }

    @Test(
        "The whole part is cut towards minus infinity, and saturates",
        arguments: [
            ("0", 0), ("1.999", 1), ("-0.001", -1), ("-1", -1), ("-1.5", -2), ("1e3", 1000), ("123e-2", 1), ("9e-1", 0),
            ("1732435200.25", 1_732_435_200), ("0.0000001", 0), ("1e18", .max),
            ("999999999999999999", 999_999_999_999_999_999),
            ("-1e30", .min), ("1e999999999", .max), ("1e-999999999", 0), ("120e-1", 12),
        ] as [(String, Int64)])
    func floored(text: String, whole: Int64) {
        #expect(ExactDecimal(text.utf8)?.floored == whole)
    }
}
