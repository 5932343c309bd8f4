/// Chinese and Latin letters side by side, with the blank that typesetters put between them.
enum MixedText {
    static func spaced(_ text: String) -> String {
        let indent = text.prefix { $0 == " " }
        var spaced = String.UnicodeScalarView()
        for scalar in text.dropFirst(indent.count).unicodeScalars {
            if let last = spaced.last, isHan(last) && isLatin(scalar) || isLatin(last) && isHan(scalar) {
                spaced.append(" ")
            }
            if isHan(scalar), spaced.last == " ", let before = spaced.dropLast().last, isHan(before) {
                spaced.removeLast()
            }
            // Never two blanks, and none beside a full-width mark.
            if scalar == " ", let last = spaced.last, last == " " || isMark(last) { continue }
            if isMark(scalar), spaced.last == " " { spaced.removeLast() }
            spaced.append(scalar)
        }
        return indent + String(spaced)
    }

    private static func isHan(_ scalar: Unicode.Scalar) -> Bool { (0x4E00...0x9FFF).contains(scalar.value) }

    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value) || scalar == "%")
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        (0x3001...0x301F).contains(scalar.value) || (0xFF01...0xFF5E).contains(scalar.value)
            || (0x2018...0x201D).contains(scalar.value)
    }
}
