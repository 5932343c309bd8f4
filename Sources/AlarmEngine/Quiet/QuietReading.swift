/// What a quiet message says.
struct QuietReading {
    /// The device before it.
    let state: UnsafePointer<DeviceState>
    /// The device's fields: those that the message brings are written over.
    let cells: UnsafeMutableBufferPointer<Operand>
    private(set) var brought: UInt64 = 0
    private(set) var time: Moment?
    private(set) var sequence: Double?
    private(set) var mistypedFields = 0

    init(state: UnsafePointer<DeviceState>, cells: UnsafeMutableBufferPointer<Operand>) {
        self.state = state
        self.cells = cells
    }

    /// Answers false where it is no plain JSON, says none of the fields, or something that may not be quiet.
    mutating func read(_ payload: UnsafeBufferPointer<UInt8>, _ plan: QuietPlan, _ engine: Engine) -> Bool {
        guard let bytes = try? DocumentPlan.text(payload) else { return false }
        return withUnsafeTemporaryAllocation(of: QuietScan.Token.self, capacity: max(1, plan.places.slotCount)) {
            tokens in
            tokens.initialize(repeating: QuietScan.Token())
            guard let first = tokens.baseAddress else { return false }
            let isRead = try? plan.places.withTree { tree in
                var scan = QuietScan(bytes, tree, first)
                return scan.run()
            }
            return isRead == true && take(tokens, bytes, plan, engine)
        }
    }

    private mutating func take(
        _ tokens: UnsafeMutableBufferPointer<QuietScan.Token>, _ bytes: UnsafeBufferPointer<UInt8>, _ plan: QuietPlan,
        _ engine: Engine
    ) -> Bool {
        for place in plan.fields.indices {
            let field = plan.fields[place]
            let token = tokens[field.slot]
            switch (field.kind, token.kind) {
            case (_, .none), (_, .null): continue
            case (.number, .number):
                guard let number = field.scaling.double(token.number) else { return false }
                cells[field.field] = .number(number)
            case (.boolean, .yes): cells[field.field] = .boolean(true)
            case (.boolean, .no): cells[field.field] = .boolean(false)
            case (.other, _):
                guard takeOther(plan.plans[place], token, bytes) else { return false }
                continue
            case (.number, _), (.boolean, _):
                mistypedFields += 1
                continue
            }
            brought |= 1 << UInt64(field.field)
        }
        guard brought != 0 else { return false }
        takeTime(tokens, bytes, plan, engine)
        if let slot = plan.sequence, tokens[slot].kind == .number {
            guard let number = tokens[slot].number.double else { return false }
            sequence = number
        }
        return true
    }

    private mutating func takeTime(
        _ tokens: UnsafeMutableBufferPointer<QuietScan.Token>, _ bytes: UnsafeBufferPointer<UInt8>, _ plan: QuietPlan,
        _ engine: Engine
    ) {
        for place in plan.times.indices where time == nil {
            let token = tokens[plan.times[place].slot.index]
            if token.kind == .number, let moment = plan.times[place].moment(token.number) {
                time = moment
            } else if let whole = token.whole {
                time = plan.times[place].moment(whole, bytes, engine.aids)
            }
        }
    }

    /// Answers false for a number that overflowed, and for a text that is another than before.
    private mutating func takeOther(
        _ plan: FieldPlan, _ token: QuietScan.Token, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        switch plan.read(token.whole, bytes) {
        case .value(.number(let number)): cells[plan.field] = .number(number)
        case .value(.boolean(let value)): cells[plan.field] = .boolean(value)
        case .value(.text(let text)):
            guard state.pointee.fields[plan.field] == .text(text) else { return false }
        case .overflow: return false
        case .mistyped:
            mistypedFields += 1
            return true
        case .missing: return true
        }
        brought |= 1 << UInt64(plan.field)
        return true
    }
}

extension QuietScan.Token {
    /// As the strict scanner has it; nil where nothing stands.
    var whole: JSONToken? {
        switch kind {
        case .none: nil
        case .null: .null
        case .yes: .boolean(true)
        case .no: .boolean(false)
        case .number: .number(start..<end)
        case .string: .string(start..<end, isEscaped: false)
        case .escapedString: .string(start..<end, isEscaped: true)
        case .structure: .structure(at: start)
        }
    }
}
