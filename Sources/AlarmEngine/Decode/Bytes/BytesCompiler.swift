/// Turns a description into steps, and collects what is wrong with it.
struct BytesCompiler {
    private(set) var problems: [ProfileProblem] = []
    /// The names that expressions may use, in alphabetical order, each with its number.
    let slots: [String: Int]
    private(set) var keys: [[UInt8]] = []
    private(set) var keyNumbers: [[UInt8]: Int] = [:]
    let endianOfAll: BytesDescription.Endian
    private var itemCount = 0

    init(_ description: BytesDescription) {
        endianOfAll = description.endian
        var names: Set<String> = []
        Self.collect(description.read, depth: 0, into: &names)
        slots = Dictionary(uniqueKeysWithValues: names.sorted().enumerated().map { ($0.element, $0.offset) })
    }

    /// What can be named in an expression: letters, digits and `_`.
    private static func collect(_ items: [BytesItem], depth: Int, into names: inout Set<String>) {
        guard depth <= BytesPlan.maximumDepth, names.count <= BytesPlan.maximumItems else { return }
        for item in items {
            switch item.deed {
            case .value(let field):
                if let name = field.name, isPlain(name) { names.insert(name) }
                collect(field.bits, depth: depth + 1, into: &names)
            case .group(let read), .into(_, let read), .within(_, let read):
                collect(read, depth: depth + 1, into: &names)
            case .repeats(let repeated): collect(repeated.read, depth: depth + 1, into: &names)
            case .choose(let choice):
                for branch in choice.branches { collect(branch.read, depth: depth + 1, into: &names) }
                if case .read(let read) = choice.other { collect(read, depth: depth + 1, into: &names) }
            case .skip, .seek, .check, .stop, .refuse: break
            }
        }
    }

    private static let reserved = ["and", "or", "not", "in", "true", "false"]

    static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, BytesLexer.isLetter(first) else { return false }
        return name.utf8.allSatisfy(BytesLexer.isLetterOrDigit) && !reserved.contains(name)
    }

    mutating func report(_ message: String, at path: [String], offset: Int? = nil) {
        problems.append(ProfileProblem(path: path, offset: offset, message: message))
    }

    /// The items of a list; `depth` counts the lists around it, `nesting` the objects around its values.
    mutating func steps(_ items: [BytesItem], depth: Int, nesting: Int) -> [BytesStep] {
        guard depth <= BytesPlan.maximumDepth || items.isEmpty else {
            report(
                "items stand more than \(BytesPlan.maximumDepth) deep in each other; make it flatter",
                at: items.first?.path ?? [])
            return []
        }
        return items.compactMap { step($0, depth: depth, nesting: nesting) }
    }

    private mutating func step(_ item: BytesItem, depth: Int, nesting: Int) -> BytesStep? {
        itemCount += 1
        guard itemCount <= BytesPlan.maximumItems else {
            if itemCount == BytesPlan.maximumItems + 1 {
                report("the description has more than \(BytesPlan.maximumItems) items; make it shorter", at: item.path)
            }
            return nil
        }
        let at = item.at.flatMap { program($0, at: item.path + ["at"]) }
        let when = item.when.flatMap { program($0, at: item.path + ["when"]) }
        guard let (title, deed) = deed(item, depth: depth, nesting: nesting) else { return nil }
        return BytesStep(title: title, at: at, when: when, deed: deed)
    }

    private mutating func deed(
        _ item: BytesItem, depth: Int, nesting: Int
    ) -> (title: String, deed: BytesStep.Deed)? {
        switch item.deed {
        case .value(let field):
            return value(field, path: item.path, depth: depth, nesting: nesting).map { ($0, .value($1)) }
        case .skip(let text):
            return program(text, at: item.path + ["skip"]).map { ("skip: \(text)", .skip($0)) }
        case .seek(let text):
            return program(text, at: item.path + ["seek"]).map { ("seek: \(text)", .seek($0)) }
        case .group(let read):
            return ("read", .group(steps(read, depth: depth + 1, nesting: nesting)))
        case .into(let name, let read):
            guard let place = place(name, at: item.path + ["into"], nesting: nesting) else { return nil }
            let inner = nesting + place.tokens.count
            return ("into: \(name)", .into(place, steps(read, depth: depth + 1, nesting: inner)))
        case .choose(let choice):
            return ("choose: \(choice.expression)", choose(choice, path: item.path, depth: depth, nesting: nesting))
        case .repeats(let repeated):
            return ("repeat: \(repeated.name ?? "")", repeats(repeated, item.path, depth: depth, nesting: nesting))
        case .within(let length, let read):
            let block = self.length(length, at: item.path + ["within"])
            return ("within", .within(block, steps(read, depth: depth + 1, nesting: nesting)))
        case .check(let check):
            let from = check.from.flatMap { program($0, at: item.path + ["from"]) }
            let to = check.to.flatMap { program($0, at: item.path + ["to"]) }
            let isLittle = (check.endian ?? endianOfAll) == .little
            return ("check: \(check.kind.rawValue)", .check(check.kind, from: from, to: to, isLittle: isLittle))
        case .stop: return ("stop", .stop)
        case .refuse(let reason): return ("refuse", .refuse(reason))
        }
    }

    private mutating func choose(
        _ choice: BytesChoice, path: [String], depth: Int, nesting: Int
    ) -> BytesStep.Deed {
        let chosen = program(choice.expression, at: path + ["choose"]) ?? BytesProgram()
        var branches: [(code: BytesCode, read: [BytesStep])] = []
        for branch in choice.branches {
            let code = BytesCode(branch.code)
            for word in code.words where Self.looksLikeNumber(word) {
                report("the code '\(word)' is no number; write it like 12 or 0x1F", at: path + [branch.code])
            }
            branches.append((code, steps(branch.read, depth: depth + 1, nesting: nesting)))
        }
        let other: BytesStep.Other =
            switch choice.other {
            case .stop: .stop
            case .refuse: .refuse
            case .skip: .skip
            case .read(let items): .read(steps(items, depth: depth + 1, nesting: nesting))
            }
        return .choose(chosen, branches, other)
    }

    static func looksLikeNumber(_ word: String) -> Bool {
        word.hasPrefix("0x") || word.hasPrefix("0X") || word.contains("..") || word.isEmpty
    }

    private mutating func repeats(
        _ repeated: BytesRepeat, _ path: [String], depth: Int, nesting: Int
    ) -> BytesStep.Deed {
        let times = repeated.times.flatMap { program($0, at: path + ["times"]) }
        var place: BytesStep.Place?
        var inner = nesting
        if let name = repeated.name {
            place = self.place(name, at: path + ["repeat"], nesting: nesting)
            inner += (place?.tokens.count ?? 0) + 1
        }
        return .repeats(place, times: times, steps(repeated.read, depth: depth + 1, nesting: inner))
    }
}

extension BytesCompiler {
    /// An expression's program; nil, and reported, if it cannot be read.
    mutating func program(_ text: String, at path: [String]) -> BytesProgram? {
        let slots = slots
        do throws(ExpressionError) {
            return try BytesParser.parse(text, slot: { slots[$0] }, names: { slots.keys.sorted() })
        } catch {
            report(error.message, at: path, offset: error.offset)
            return nil
        }
    }

    mutating func template(_ text: String, at path: [String]) -> BytesTemplate? {
        let slots = slots
        do throws(ExpressionError) {
            return try BytesTemplate(text) { name throws(ExpressionError) in
                if let slot = slots[name] { return slot }
                let meant = suggestion(for: name, among: slots.keys.sorted()).map { "did you mean '\($0)'?" }
                let advice = meant ?? "only a value that is read under that name can stand here"
                throw ExpressionError(offset: 0, message: "nothing is called '\(name)'; \(advice)")
            }
        } catch {
            report(error.message, at: path, offset: error.offset)
            return nil
        }
    }

    mutating func length(_ length: BytesType.Length, at path: [String]) -> BytesStep.Length {
        switch length {
        case .fixed(let count): return .fixed(count)
        case .rest: return .rest
        case .expression(let text): return program(text, at: path).map(BytesStep.Length.computed) ?? .rest
        case .prefixed(let type):
            guard case .fixed(let width) = type.length else { return .rest }
            return .prefixed(width: width)
        }
    }

    /// A name as a place in the document.
    mutating func place(_ name: String, at path: [String], nesting: Int) -> BytesStep.Place? {
        let isRooted = name.hasPrefix("/")
        guard let pointer = JSONPointer(isRooted || name.isEmpty ? name : "/\(name)") else {
            report("'\(name)' has a '~' that neither 0 nor 1 follows; '~0' stands for '~' and '~1' for '/'", at: path)
            return nil
        }
        var tokens: [BytesStep.Place.Token] = []
        for token in pointer.tokens {
            guard token.contains(UInt8(ascii: "{")) || token.contains(UInt8(ascii: "}")) else {
                tokens.append(.fixed(key(token)))
                continue
            }
            guard let template = template(String(decoding: token, as: UTF8.self), at: path) else { return nil }
            if template.namesItself {
                report("'{}' cannot stand in a name; name a value read before, such as {_channel}", at: path)
            }
            tokens.append(.written(template))
        }
        if nesting + tokens.count > BytesPlan.maximumDepth {
            report("the document would be more than \(BytesPlan.maximumDepth) levels deep; make it flatter", at: path)
        }
        return BytesStep.Place(isRooted: isRooted, tokens: tokens)
    }

    private mutating func key(_ name: [UInt8]) -> Int {
        if let known = keyNumbers[name] { return known }
        keys.append(name)
        keyNumbers[name] = keys.count - 1
        return keys.count - 1
    }
}
