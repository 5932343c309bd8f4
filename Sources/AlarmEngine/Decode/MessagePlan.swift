/// One kind of message, ready to be read: what to look for, and what becomes of it.
struct MessagePlan: Sendable {
    struct FieldPlan: Sendable {
        let slot: Int
        /// The field's place in its profile.
        let field: Int
        let type: ValueType
        let scaling: Scaling
    }

    let pattern: TopicPattern
    let form: PayloadForm
    /// What the device's own time is worth.
    let clock: ClockPolicy
    let places: PayloadPlan
    let time: (slot: Int, unit: TimeDescription.Unit)?
    let sequenceSlot: Int?
    let match: (slot: Int, values: [Value])?
    let fields: [FieldPlan]
}

extension MessagePlan {
    func read(
        _ payload: [UInt8], _ aids: DecodingAids = DecodingAids()
    ) throws(UndecodableCause) -> MessageContents {
        let result = payload.withUnsafeBufferPointer { bytes in
            Result { () throws(UndecodableCause) in try read(bytes) }
        }
        return .reading(try result.get())
    }

    private func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(UndecodableCause) -> Reading {
        guard UTF8Check.isValid(bytes) else { throw .notUTF8 }
        let tokens = try tokens(bytes)
        var reading = Reading()
        for plan in fields {
            guard let token = tokens[plan.slot], token != .null else { continue }
            switch plan.read(token, bytes) {
            case .value(let value): reading.values.append((plan.field, value))
            case .overflow: reading.values.append((plan.field, nil))
            case .mistyped: reading.mistypedFields += 1
            }
        }
        if reading.values.isEmpty, !fields.isEmpty { throw .noDeclaredField }
        if let time { reading.time = tokens[time.slot].flatMap { time.unit.moment($0, bytes) } }
        if let sequenceSlot, case .number(let range)? = tokens[sequenceSlot] {
            reading.sequence = Scaling().double(bytes, range)
        }
        return reading
    }

    private func tokens(_ bytes: UnsafeBufferPointer<UInt8>) throws(UndecodableCause) -> [JSONToken?] {
        switch form {
        case .json:
            do throws(JSONError) {
                return try places.capture(bytes)
            } catch {
                throw .notJSON(error)
            }
        case .text, .looseJSON, .csv, .pairs, .bytes, .gb26875:
            return (0..<places.slotCount).map { slot in
                fields.first { $0.slot == slot }?.type.token(ofPlainText: bytes)
                    ?? .string(bytes.indices, isEscaped: false)
            }
        }
    }

    /// Whether the payload is the kind that this profile's `match:` asks for.
    func matches(_ payload: [UInt8], _ aids: DecodingAids = DecodingAids()) -> Bool {
        guard let match else { return true }
        return payload.withUnsafeBufferPointer { bytes in
            guard UTF8Check.isValid(bytes), let tokens = try? tokens(bytes), let token = tokens[match.slot] else {
                return false
            }
            return match.values.contains { wanted in
                let plan = FieldPlan(slot: 0, field: 0, type: wanted.type, scaling: Scaling())
                guard case .value(let value) = plan.read(token, bytes) else { return false }
                return value == wanted
            }
        }
    }
}

extension MessagePlan.FieldPlan {
    enum Outcome {
        case value(Value)
        case overflow
        case mistyped
    }

    func read(_ token: JSONToken, _ bytes: UnsafeBufferPointer<UInt8>) -> Outcome {
        switch (type, token) {
        case (.number, .number(let range)):
            guard let number = scaling.double(bytes, range) else { return .overflow }
            return .value(.number(number))
        case (.boolean, .boolean(let value)):
            return .value(.boolean(value))
        case (.text, .string(let range, let isEscaped)):
            return .value(.text(JSONString.decode(bytes, range, isEscaped: isEscaped)))
        case (.number, _), (.boolean, _), (.text, _):
            return .mistyped
        }
    }
}

extension TimeDescription.Unit {
    /// The moment a value stands for, cut to milliseconds; nil if it is none.
    func moment(_ token: JSONToken, _ bytes: UnsafeBufferPointer<UInt8>) -> Moment? {
        switch (self, token) {
        case (.iso8601, .string(let range, let isEscaped)):
            return ISO8601.moment(Array(JSONString.decode(bytes, range, isEscaped: isEscaped).utf8)[...])
        case (.seconds, .number(let range)): return moment(bytes, range, power: "1000")
        case (.milliseconds, .number(let range)): return moment(bytes, range, power: "1")
        case (.microseconds, .number(let range)): return moment(bytes, range, power: "0.001")
        case (.iso8601, _), (.seconds, _), (.milliseconds, _), (.microseconds, _): return nil
        }
    }

    private func moment(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, power: String) -> Moment? {
        guard let written = ExactDecimal(UnsafeBufferPointer(rebasing: bytes[range])),
            let factor = ExactDecimal(power.utf8)
        else { return nil }
        return Moment(milliseconds: (written * factor).floored)
    }
}

extension ValueType {
    /// How a payload that is one plain text reads as this type; white space around a number or a boolean is no matter.
    fileprivate func token(ofPlainText bytes: UnsafeBufferPointer<UInt8>) -> JSONToken {
        let whole = JSONToken.string(bytes.indices, isEscaped: false)
        switch self {
        case .text: return whole
        case .number, .boolean:
            var scanner = JSONScanner(bytes)
            guard let token = try? scanner.scanToken(), token != .structure, (try? scanner.expectEnd()) != nil else {
                return whole
            }
            return token
        }
    }
}
