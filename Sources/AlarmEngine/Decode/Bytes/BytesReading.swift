/// One payload being read by a plan.
struct BytesReading {
    static let maximumBytes = 65_536
    static let maximumPasses = 1000
    /// Items carried out for one payload.
    static let maximumSteps = 100_000
    /// Bytes looked at for one payload, those that are read twice counted twice.
    static let maximumWork = 1 << 20

    /// How an item ended.
    enum Flow {
        case on
        /// The block is read no further.
        case stop
    }

    let plan: BytesPlan
    let bytes: UnsafeBufferPointer<UInt8>
    private let port: Int?
    var document: BytesDocument
    var slots: [BytesSlot]
    var cursor = 0
    /// The block being read.
    private(set) var start = 0
    private(set) var end: Int
    /// The number that bits are taken from.
    var pattern: UInt64 = 0
    private var stack: [BytesValue] = []
    private var base = BytesDocument.root
    private var index = 0
    private var steps = 0
    private var work = 0

    init(plan: BytesPlan, bytes: UnsafeBufferPointer<UInt8>, port: Int?) {
        self.plan = plan
        self.bytes = bytes
        self.port = port
        document = BytesDocument(keys: plan.keys, numbers: plan.keyNumbers)
        slots = [BytesSlot](repeating: BytesSlot(), count: plan.slotCount)
        end = bytes.count
    }

    func error(_ step: BytesStep, _ message: String) -> BytesError {
        BytesError(offset: cursor, item: step.title, message: message)
    }

    /// Carries out items in their order.
    mutating func carryOut(_ items: [BytesStep]) throws(BytesError) -> Flow {
        for step in items {
            switch try carryOut(step) {
            case .on: continue
            case .stop: return .stop
            }
        }
        return .on
    }

    private mutating func carryOut(_ step: BytesStep) throws(BytesError) -> Flow {
        steps += 1
        if steps > Self.maximumSteps { throw error(step, "more than \(Self.maximumSteps) items would be carried out") }
        if let when = step.when, evaluate(when).isTrue != true { return .on }
        let before = cursor
        if let at = step.at { try go(to: at, step) }
        switch step.deed {
        case .value(let field): try readValue(field, step)
        case .skip(let program):
            guard let count = evaluate(program).number?.integer else { throw error(step, "how far is not known") }
            try go(to: cursor + count, step)
        case .seek(let program): try go(to: program, step)
        case .group(let items): return try carryOut(items)
        case .choose(let program, let branches, let other): return try choose(program, branches, other, step)
        case .repeats(let place, let times, let items): return try repeats(place, times, items, step)
        case .within(let length, let items): try within(length, items, step)
        case .check(let kind, let from, let to, let isLittle):
            try check(kind, from, to, isLittle: isLittle, step)
            if step.at != nil { cursor = min(before, end) }
        case .stop: return .stop
        case .refuse(let reason): throw error(step, reason)
        }
        return .on
    }

    private mutating func choose(
        _ program: BytesProgram, _ branches: [(code: BytesCode, read: [BytesStep])], _ other: BytesStep.Other,
        _ step: BytesStep
    ) throws(BytesError) -> Flow {
        let value = evaluate(program)
        for branch in branches where branch.code.matches(value) { return try carryOut(branch.read) }
        switch other {
        case .stop: return .stop
        case .skip: return .on
        case .read(let items): return try carryOut(items)
        case .refuse: throw error(step, "what stands here is none of the cases; 'other:' says what to do with others")
        }
    }

    private mutating func repeats(
        _ place: BytesStep.Place?, _ times: BytesProgram?, _ items: [BytesStep], _ step: BytesStep
    ) throws(BytesError) -> Flow {
        var wanted = Int.max
        if let times {
            guard let count = evaluate(times).number?.integer else { throw error(step, "how many times is not known") }
            wanted = count
        }
        let (outerBase, outerIndex) = (base, index)
        defer { (base, index) = (outerBase, outerIndex) }
        let array = try place.map { place throws(BytesError) in try node(place, step) }
        if let array { document.makeArray(array) }
        var passes = 0
        while passes < wanted, times != nil || cursor < end {
            if passes >= Self.maximumPasses {
                throw error(step, "more than \(Self.maximumPasses) passes would be made")
            }
            index = passes
            if let array { base = document.appendObject(to: array) }
            try checkSize(step)
            let before = cursor
            if case .stop = try carryOut(items) { return .stop }
            passes += 1
            if cursor <= before { break }
        }
        return .on
    }

    private mutating func within(
        _ length: BytesStep.Length, _ items: [BytesStep], _ step: BytesStep
    ) throws(BytesError) {
        let count = try self.count(length, isLittle: plan.endian == .little, step)
        let (outerStart, outerEnd) = (start, end)
        let next = cursor + count
        (start, end) = (cursor, next)
        _ = try carryOut(items)
        (start, end) = (outerStart, outerEnd)
        cursor = next
    }

    private mutating func check(
        _ kind: BytesCheck.Kind, _ from: BytesProgram?, _ to: BytesProgram?, isLittle: Bool, _ step: BytesStep
    ) throws(BytesError) {
        let position = cursor
        let first = try from.map { from throws(BytesError) in try place(of: from, step) } ?? start
        let last = try to.map { to throws(BytesError) in try place(of: to, step) } ?? position
        guard first <= last else { throw error(step, "'from' lies behind 'to'") }
        let written = try take(kind.width, step)
        try work(on: last - first, step)
        let computed = kind.checksum(UnsafeBufferPointer(rebasing: bytes[first..<last]))
        guard whole(written, isLittle: isLittle) == computed else {
            throw BytesError(
                offset: position, item: step.title, message: "the checksum does not fit what it is taken over")
        }
        if cursor == end { end = position }
    }
}

extension BytesReading {
    /// The bytes that come next, or an error that says how many are missing.
    mutating func take(_ count: Int, _ step: BytesStep) throws(BytesError) -> Range<Int> {
        guard count >= 0, count <= end - cursor else {
            let left = end - cursor
            throw error(
                step,
                count < 0 ? "its length is below 0" : "\(count) bytes should stand here; the block has \(left) left")
        }
        try work(on: count, step)
        defer { cursor += count }
        return cursor..<cursor + count
    }

    private mutating func work(on count: Int, _ step: BytesStep) throws(BytesError) {
        work += count
        if work > Self.maximumWork { throw error(step, "more than 1 MiB would be read, with what is read twice") }
    }

    /// How many bytes a length says; those of a number in front are read.
    mutating func count(_ length: BytesStep.Length, isLittle: Bool, _ step: BytesStep) throws(BytesError) -> Int {
        let count: Int
        switch length {
        case .fixed(let fixed): count = fixed
        case .rest: return end - cursor
        case .computed(let program):
            guard let computed = evaluate(program).number?.integer else {
                throw error(step, "its length is not known")
            }
            count = computed
        case .prefixed(let width):
            let prefix = whole(try take(width, step), isLittle: isLittle)
            count = Int(min(prefix, UInt64(Self.maximumBytes) + 1))
        }
        guard count >= 0, count <= end - cursor else {
            throw error(step, "its length is \(count < 0 ? "below 0" : "more than the \(end - cursor) bytes left")")
        }
        return count
    }

    func whole(_ range: Range<Int>, isLittle: Bool) -> UInt64 {
        var whole: UInt64 = 0
        for offset in 0..<range.count {
            whole = whole << 8 | UInt64(bytes[isLittle ? range.upperBound - 1 - offset : range.lowerBound + offset])
        }
        return whole
    }

    private mutating func place(of program: BytesProgram, _ step: BytesStep) throws(BytesError) -> Int {
        guard let offset = evaluate(program).number?.integer else { throw error(step, "the place is not known") }
        let place = offset < 0 ? end + offset : start + offset
        guard (start...end).contains(place) else {
            throw error(step, "the place \(offset) lies outside the block of \(end - start) bytes")
        }
        return place
    }

    private mutating func go(to program: BytesProgram, _ step: BytesStep) throws(BytesError) {
        cursor = try place(of: program, step)
    }

    private mutating func go(to place: Int, _ step: BytesStep) throws(BytesError) {
        guard (start...end).contains(place) else {
            throw error(step, "that lies outside the block, which has \(end - cursor) bytes left")
        }
        cursor = place
    }

    /// The node of the document that a place names.
    mutating func node(_ place: BytesStep.Place, _ step: BytesStep) throws(BytesError) -> Int {
        var node = place.isRooted ? BytesDocument.root : base
        for token in place.tokens {
            switch token {
            case .fixed(let key): node = document.child(of: node, key: key)
            case .written(let template):
                guard let name = template.text(itself: .unknown, slots: slots) else {
                    throw error(step, "a value that its name holds was not read")
                }
                node = document.child(of: node, key: document.key(name))
            }
        }
        return node
    }

    func checkSize(_ step: BytesStep) throws(BytesError) {
        guard document.isTooLarge else { return }
        throw error(step, "the document would have more than \(BytesDocument.maximumValues) values, or 1 MiB")
    }

    /// What an expression answers.
    mutating func evaluate(_ program: BytesProgram) -> BytesValue {
        if let constant = program.constant { return constant }
        stack.removeAll(keepingCapacity: true)
        for step in program.steps {
            switch step {
            case .constant(let value): stack.append(value)
            case .slot(let slot): stack.append(slots[slot].value)
            case .known(let known): stack.append(self.known(known))
            case .unary(let operation): stack.append(operation.applied(stack.popLast() ?? .unknown))
            case .binary(let operation):
                let right = stack.popLast() ?? .unknown
                stack.append(operation.applied(stack.popLast() ?? .unknown, right))
            case .call(.byte): stack.append(byte(at: stack.popLast() ?? .unknown))
            case .call(let function):
                let result = function.applied(stack.suffix(function.arity))
                stack.removeLast(min(function.arity, stack.count))
                stack.append(result)
            }
        }
        return stack.last ?? .unknown
    }

    private func known(_ known: BytesProgram.Known) -> BytesValue {
        switch known {
        case .port: port.map { .number(BytesNumber($0)) } ?? .unknown
        case .size: .number(BytesNumber(bytes.count))
        case .left: .number(BytesNumber(end - cursor))
        case .at: .number(BytesNumber(cursor - start))
        case .index: .number(BytesNumber(index))
        }
    }

    private func byte(at place: BytesValue) -> BytesValue {
        guard let offset = place.number?.integer else { return .unknown }
        let position = offset < 0 ? end + offset : start + offset
        guard position >= start, position < end else { return .unknown }
        return .number(BytesNumber(bytes[position]))
    }
}
