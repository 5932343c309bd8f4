import Yams

/// A YAML file as its tree of nodes, or what is wrong with it.
enum YAMLDocument {
    /// The root node; nil if the file is not YAML, which is then reported.
    static func root(of file: SourceFile) -> Node? {
        if let place = firstForbiddenCharacter(in: file) {
            file.report("a control character stands here; YAML allows none but tabs and line feeds", at: place)
            return nil
        }
        do {
            // Line feeds before the text give every mark the line that says whose it is.
            let text = String(repeating: "\n", count: file.firstLine - 1) + file.text
            guard let root = try Yams.compose(yaml: text, .basic, .default, .utf8), !isEmpty(root) else {
                file.report("the file is empty", at: file.beginning)
                return nil
            }
            return root
        } catch let error as YamlError {
            report(error, in: file)
        } catch {
            file.report("this is not YAML: \(error)", at: file.beginning)
        }
        return nil
    }

    private static func isEmpty(_ node: Node) -> Bool {
        node.scalar?.isNothing ?? false
    }

    private static func report(_ error: YamlError, in file: SourceFile) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let place = Place(line: mark.line, column: mark.column)
            file.report(sentence(problem, context, at: place, in: file), at: place)
        case .duplicatedKeysInMapping(let keys, let context):
            let first = Place(line: context.mark.line, column: context.mark.column)
            let key = keys.first ?? ""
            let second = secondPlace(of: key, after: first, in: file)
            file.report(
                "the key \(quoted(key)) is written twice; it stands first in line \(file.shownLine(first.line))",
                at: second)
        default:
            file.report("this is not YAML: \(error)", at: file.beginning)
        }
    }

    /// libyaml's words, said to somebody who does not know its terms.
    private static func sentence(
        _ problem: String, _ context: YamlError.Context?, at place: Place, in file: SourceFile
    ) -> String {
        let scalars = file.line(place.line).unicodeScalars
        let found = scalars.dropFirst(place.column - 1).first
        let opened = file.shownLine(context.map { $0.mark.line } ?? place.line)
        switch problem {
        case "found a tab character that violates indentation",
            "found character that cannot start any token" where found == "\t":
            return "a tab cannot indent YAML; write spaces"
        case "found character that cannot start any token":
            return "a value that begins with '\(found.map(String.init) ?? "")' must stand in quotation marks"
        case "did not find expected alphabetic or numeric character" where context?.text.contains("alias") ?? false:
            return "a value that begins with '*' must stand in quotation marks"
        case "mapping values are not allowed in this context":
            return "a ':' cannot stand here; indent the line rightly, or put a value with ': ' in quotation marks"
        case "did not find expected ',' or ']'":
            return "the list opened with '[' in line \(opened) is not closed, or a value in it needs quotation marks"
        case "did not find expected ',' or '}'":
            return "the mapping opened with '{' in line \(opened) is not closed, or a value in it needs quotation marks"
        case "found unexpected end of stream":
            return "the quotation mark opened in line \(opened) is not closed"
        case "did not find expected key":
            return "this line is not indented like the lines before it, or a value that begins with '{', '[' or a "
                + "quotation mark goes on after its end"
        case "could not find expected ':'":
            return "the key in line \(opened) has no ':'"
        case "found undefined alias":
            return "no value before this one is marked with the anchor ('&') this alias ('*') names"
        case "but found another document":
            return "a second document begins here ('---'); the file must hold one"
        default:
            return "this is not YAML: \(problem)"
                + (context.map { " (\($0.text) in line \(file.shownLine($0.mark.line)))" } ?? "")
        }
    }

    /// Where a block mapping writes a key again; the first place if it cannot be seen.
    private static func secondPlace(of key: String, after first: Place, in file: SourceFile) -> Place {
        let last = file.firstLine + file.lineCount - 1
        guard first.line < last else { return first }
        for number in (first.line + 1)...last {
            let line = file.line(number).unicodeScalars
            let indent = line.prefix { $0 == " " }.count
            guard indent < line.count, line.dropFirst(indent).first != "#" else { continue }
            if indent < first.column - 1 { return first }
            guard indent == first.column - 1 else { continue }
            let rest = String(line.dropFirst(indent))
            for spelling in [key, "'\(key)'", "\"\(key)\""] where rest.hasPrefix(spelling) {
                let after = rest.dropFirst(spelling.count).drop { $0 == " " }
                if after.hasPrefix(":") { return Place(line: number, column: first.column) }
            }
        }
        return first
    }

    /// Outside what YAML 1.1 calls printable (section 5.1).
    private static func firstForbiddenCharacter(in file: SourceFile) -> Place? {
        var place = file.beginning
        for scalar in file.text.unicodeScalars {
            switch scalar.value {
            case 0x0A:
                place = Place(line: place.line + 1, column: 1)
                continue
            case 0x09, 0x0D, 0x85:
                break
            case 0..<0x20, 0x7F...0x9F, 0xFEFF, 0xFFFE, 0xFFFF:
                return place
            default:
                break
            }
            place.column += 1
        }
        return nil
    }
}

extension Node.Scalar {
    var isPlain: Bool { style == .plain }

    /// Written as no value at all: nothing, `~` or `null`.
    var isNothing: Bool { isPlain && ["", "~", "null", "Null", "NULL"].contains(string) }
}
