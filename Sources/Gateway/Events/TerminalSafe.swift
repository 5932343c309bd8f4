/// Text that came from outside, made safe to show: it can neither drive a terminal nor look like another text.
///
/// What it escapes is what CVE-2021-25743 (kubectl), CVE-2009-4487 (nginx) and CVE-2021-42574 (bidirectional overrides) are about.
public enum TerminalSafe {
    /// The text with every control, formatting and invisible character written as `\u{…}`.
    ///
    /// Those are C0, DEL, C1, line and paragraph separators, bidirectional overrides, zero-width characters, tags and
    /// fillers. The answer is one line, whatever came.
    public static func escaped(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        var safe = ""
        safe.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            if isShown(scalar) {
                safe.unicodeScalars.append(scalar)
            } else {
                safe += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return safe
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20..<0x7F).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        default: return !scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}

/// How many columns of a terminal a text takes.
public enum DisplayWidth {
    /// Two for each wide or fullwidth character (Unicode's East Asian Width W and F), none for combining marks.
    public static func columns(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + columns(of: $1) }
    }

    /// The text with spaces after it, so that it takes at least so many columns.
    public static func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - self.columns(of: text)))
    }

    private static func columns(of scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
        }
    }

    /// From Unicode 15's EastAsianWidth.txt, neighbouring blocks joined.
    private static let wide: [ClosedRange<UInt32>] = [
        0x4E00...0x9FFF, 0x3001...0x303E, 0xFF01...0xFF60, 0x1100...0x115F, 0x2E80...0x3000, 0x3041...0x33FF,
        0x3400...0x4DBF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
        0xFE30...0xFE6F, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]
}
