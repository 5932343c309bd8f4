extension BytesReading {
    /// The bytes that come next, or an error that says how many are missing.
    mutating func take(_ count: Int, _ step: BytesStep) throws(BytesError) -> Range<Int> {
        try room(for: count, step)
        try work(on: count, step)
        defer { cursor += count }
        return cursor..<cursor + count
    }

    /// Throws if the block has not so many bytes left.
    func room(for count: Int, _ step: BytesStep) throws(BytesError) {
        guard count > end - cursor else { return }
        throw error(step, "it takes \(count) of the block's bytes, and \(end - cursor) are left")
    }

    mutating func work(on count: Int, _ step: BytesStep) throws(BytesError) {
        work += count
        if work > Self.maximumWork { throw error(step, "more than 1 MiB would be read, with what is read twice") }
    }

    /// How many bytes a length says; those of a number in front are read.
    mutating func count(_ length: BytesStep.Length, isLittle: Bool, _ step: BytesStep) throws(BytesError) -> Int {
        let count: Int
        switch length {
        case .fixed(let fixed): return fixed
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
            let left = end - cursor
            throw error(step, "its length is \(count < 0 ? "below 0" : "more than the \(left) bytes that are left")")
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

    mutating func place(of program: BytesProgram, _ step: BytesStep) throws(BytesError) -> Int {
        guard let offset = evaluate(program).number?.integer else { throw error(step, "the place is not known") }
        let place = offset < 0 ? end + offset : start + offset
        guard (start...end).contains(place) else {
            throw error(step, "the place \(offset) lies outside the block of \(end - start) bytes")
        }
        return place
    }

    mutating func go(to program: BytesProgram, _ step: BytesStep) throws(BytesError) {
        cursor = try place(of: program, step)
    }

    mutating func go(to place: Int, _ step: BytesStep) throws(BytesError) {
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
