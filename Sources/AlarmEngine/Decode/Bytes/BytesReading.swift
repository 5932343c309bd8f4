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
    let port: Int?
    let legacyText: LegacyText
    var document: BytesDocument
    var slots: [BytesSlot]
    var cursor = 0
    /// The block being read.
    private(set) var start = 0
    private(set) var end: Int
    /// The number that bits are taken from.
    var pattern: UInt64 = 0
    var stack: [BytesValue] = []
    var base = BytesDocument.root
    var index = 0
    private var steps = 0
    var work = 0

    init(plan: BytesPlan, bytes: UnsafeBufferPointer<UInt8>, port: Int?, legacyText: LegacyText) {
        self.plan = plan
        self.bytes = bytes
        self.port = port
        self.legacyText = legacyText
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
        case .into(let place, let items):
            let outer = base
            defer { base = outer }
            base = try node(place, step)
            return try carryOut(items)
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
        try room(for: count, step)
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
