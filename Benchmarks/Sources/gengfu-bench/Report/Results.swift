/// `BENCHMARKS.md`: a section a part, each replaced when its part is measured again and left alone otherwise.
struct Results {
    let path: String

    private static let preface = """
        # Benchmarks

        Written by `make bench`, section by section; what each part does is said there. CPU time, not wall time, wherever
        others may use the machine too: user and system time of the receiver's process alone. "at least" and "hoped for"
        are issue 5's.

        """

    /// Puts a section in the place of the one of its part.
    ///
    /// - Throws: ``BenchError`` if the file cannot be written.
    func put(_ section: Section, _ machine: Machine) throws(BenchError) {
        let old = TextFile.read(path)
        var texts: [Part: String] = [:]
        for part in Part.allCases { texts[part] = Results.section(of: part, in: old) }
        texts[section.part] = section.text(machine)
        let first = Part.allCases.compactMap { old.range(of: Results.mark($0, "begins"))?.lowerBound }.min()
        let preface = first.map { String(old[..<$0]) } ?? (old.isEmpty ? Results.preface + "\n" : old)
        let parts = Part.allCases.compactMap { part in
            texts[part].map { "\(Results.mark(part, "begins"))\n\($0)\n\(Results.mark(part, "ends"))\n" }
        }
        try TextFile.write(preface + parts.joined(separator: "\n"), to: path)
    }

    private static func mark(_ part: Part, _ word: String) -> String { "<!-- part \(part.rawValue) \(word) -->" }

    private static func section(of part: Part, in text: String) -> String? {
        guard let begin = text.range(of: mark(part, "begins")), let end = text.range(of: mark(part, "ends")),
            begin.upperBound < end.lowerBound
        else { return nil }
        return String(text[begin.upperBound..<end.lowerBound]).trimmed
    }
}

extension String {
    /// Where a text stands first.
    fileprivate func range(of part: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part), let end = index(start, offsetBy: part.count, limitedBy: endIndex) {
                return start..<end
            }
            start = index(after: start)
        }
        return nil
    }
}
