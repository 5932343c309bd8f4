extension BytesReading {
    /// Reads or computes a value, and puts it into the document.
    mutating func readValue(_ field: BytesStep.Field, _ step: BytesStep) throws(BytesError) {
        let place = cursor
        let raw = try raw(field, step)
        if !field.mustBe.isEmpty, !field.mustBe.contains(where: { $0.matches(raw) }) {
            throw BytesError(offset: place, item: step.title, message: "\(field.wanted) should stand here")
        }
        let slot = finished(field, raw)
        if let number = field.slot { slots[number] = slot }
        if let target = field.place, slot.shown != .unknown {
            document.set(try node(target, step), slot.shown)
            try checkSize(step)
        }
        guard !field.bits.isEmpty else { return }
        let outer = pattern
        guard let whole = raw.number?.whole else { return }
        pattern = UInt64(truncatingIfNeeded: whole)
        _ = try carryOut(field.bits)
        pattern = outer
    }

    private mutating func raw(_ field: BytesStep.Field, _ step: BytesStep) throws(BytesError) -> BytesValue {
        switch field.source {
        case .type(let kind, let length): return try read(kind, length, field, step)
        case .program(let program): return evaluate(program)
        case .constant(let value): return value
        case .write: return .number(BytesNumber(0))
        case .bits(let range, let isSigned):
            let width = range.upperBound - range.lowerBound + 1
            let shifted = pattern >> UInt64(range.lowerBound)
            let bits = width >= 64 ? shifted : shifted & (1 << UInt64(width) - 1)
            return .number(isSigned ? BytesNumber(Self.signed(bits, width: width)) : BytesNumber(bits))
        }
    }

    private static func signed(_ bits: UInt64, width: Int) -> Int64 {
        let shift = Int64(64 - width)
        return (Int64(bitPattern: bits) << shift) >> shift
    }

    private mutating func read(
        _ kind: BytesType.Kind, _ length: BytesStep.Length, _ field: BytesStep.Field, _ step: BytesStep
    ) throws(BytesError) -> BytesValue {
        let range = try take(try count(length, isLittle: field.isLittle, step), step)
        switch kind {
        case .unsigned: return .number(BytesNumber(whole(range, isLittle: field.isLittle)))
        case .signed:
            return .number(BytesNumber(Self.signed(whole(range, isLittle: field.isLittle), width: range.count * 8)))
        case .magnitude:
            let bits = whole(range, isLittle: field.isLittle)
            let sign = UInt64(1) << UInt64(range.count * 8 - 1)
            let magnitude = Int64(bitPattern: bits & ~sign)
            return .number(BytesNumber(bits & sign == 0 ? magnitude : -magnitude))
        case .float: return Self.float(whole(range, isLittle: field.isLittle), width: range.count)
        case .bcd: return Self.number(digits(range, field))
        case .bcdText:
            let digits = digits(range, field)
            return digits.allSatisfy { (0x30...0x39).contains($0) } ? .text(digits) : .unknown
        case .hex: return .text(digits(range, field))
        case .text: return .text(Self.trimmed(text(range)))
        case .gb18030: return .text(legacyText.padded(UnsafeBufferPointer(rebasing: bytes[range])))
        case .digits: return Self.number(Self.trimmed(text(range)))
        case .hexDigits:
            let digits = String(decoding: Self.trimmed(text(range)), as: UTF8.self)
            return UInt64(digits, radix: 16).map { .number(BytesNumber($0)) } ?? .unknown
        }
    }

    /// The shortest decimal of that width: 0.1 rather than 0.10000000149011612; what is no number is unknown.
    private static func float(_ bits: UInt64, width: Int) -> BytesValue {
        let double: Double
        switch width {
        case 2: double = half(bits)
        case 4:
            let float = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
            guard float.isFinite else { return .unknown }
            if let exact = ExactNumber(float.description) { return .number(.exact(exact)) }
            double = Double(float)
        case _: double = Double(bitPattern: bits)
        }
        return BytesNumber(double).map(BytesValue.number) ?? .unknown
    }

    private static func half(_ bits: UInt64) -> Double {
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Double(bits & 0x3FF) / 1024
        let sign: Double = bits & 0x8000 == 0 ? 1 : -1
        guard exponent < 31 else { return .nan }
        let scale = Double(sign: .plus, exponent: max(exponent, 1) - 15, significand: 1)
        return sign * (exponent == 0 ? fraction : 1 + fraction) * scale
    }

    /// Both halves of each byte, as hexadecimal digits in lower case.
    private func digits(_ range: Range<Int>, _ field: BytesStep.Field) -> [UInt8] {
        var digits: [UInt8] = []
        digits.reserveCapacity(range.count * 2)
        for offset in 0..<range.count {
            let byte = bytes[field.isLittle ? range.upperBound - 1 - offset : range.lowerBound + offset]
            let halves = field.isSwapped ? (byte & 15, byte >> 4) : (byte >> 4, byte & 15)
            for half in [halves.0, halves.1] { digits.append(half < 10 ? half + 0x30 : half + 0x57) }
        }
        return digits
    }

    /// A decimal number in ASCII, `+` allowed; anything else is unknown.
    private static func number(_ digits: [UInt8]) -> BytesValue {
        let text = String(decoding: digits.first == UInt8(ascii: "+") ? digits[1...] : digits[...], as: UTF8.self)
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }) else { return .unknown }
        return ExactNumber(text).map { .number(.exact($0)) } ?? .unknown
    }

    /// Up to the first NUL.
    private func text(_ range: Range<Int>) -> [UInt8] {
        let content = bytes[range].prefix { $0 != 0 }
        return Array(String(decoding: content, as: UTF8.self).utf8)
    }

    private static func trimmed(_ text: [UInt8]) -> [UInt8] {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        var content = text.drop(while: isBlank)
        while let last = content.last, isBlank(last) { content.removeLast() }
        return Array(content)
    }
}

extension BytesReading {
    /// What a raw value means, by the field's keys in their order.
    private func finished(_ field: BytesStep.Field, _ raw: BytesValue) -> BytesSlot {
        if raw == .unknown || field.invalid.contains(where: { $0.matches(raw) }) { return BytesSlot() }
        if case .write = field.source { return shown(field, .unknown) }
        if field.isBoolean || field.trueFor != nil || field.falseFor != nil {
            guard let boolean = boolean(field, raw) else { return BytesSlot() }
            return BytesSlot(value: .boolean(boolean), shown: word(field, raw) ?? .boolean(boolean))
        }
        let value = scaled(field, raw)
        if let flags = field.flags {
            var words = flags.filter { (raw.number?.whole ?? 0) >> Int128($0.bit) & 1 == 1 }.map(\.word)
            if words.isEmpty, let none = field.noFlag { words = [none] }
            return BytesSlot(value: value, shown: .list(words))
        }
        if let word = word(field, raw) { return BytesSlot(value: value, shown: word) }
        return shown(field, value)
    }

    private func shown(_ field: BytesStep.Field, _ value: BytesValue) -> BytesSlot {
        guard let write = field.write else { return BytesSlot(value: value, shown: value) }
        let text = write.text(itself: value, slots: slots).map(BytesValue.text) ?? .unknown
        return BytesSlot(value: value == .unknown ? text : value, shown: text)
    }

    private func boolean(_ field: BytesStep.Field, _ raw: BytesValue) -> Bool? {
        if let codes = field.trueFor, codes.contains(where: { $0.matches(raw) }) { return true }
        if let codes = field.falseFor, codes.contains(where: { $0.matches(raw) }) { return false }
        switch (field.trueFor, field.falseFor) {
        case (nil, nil): return raw.isTrue
        case (nil, .some): return true
        case (.some, nil): return false
        case (.some, .some): return nil
        }
    }

    private func word(_ field: BytesStep.Field, _ raw: BytesValue) -> BytesValue? {
        field.words.first { $0.code.matches(raw) }?.value ?? field.otherWord
    }

    private func scaled(_ field: BytesStep.Field, _ raw: BytesValue) -> BytesValue {
        guard field.scale != nil || field.offset != nil || field.decimals != nil else { return raw }
        guard var number = raw.number else { return raw }
        if let scale = field.scale {
            guard let scaled = number.multiplied(by: .exact(scale)) else { return .unknown }
            number = scaled
        }
        if let offset = field.offset {
            guard let moved = number.adding(.exact(offset)) else { return .unknown }
            number = moved
        }
        return .number(field.decimals.map(number.rounded) ?? number)
    }
}
