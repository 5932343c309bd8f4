/// Messages with many readings: docs/payloads.md, section 3.
extension MessagePlan {
    /// The readings of the elements, the oldest first where the message says how they stand.
    func readings(
        _ each: Each, _ outer: CapturedPlaces, _ aids: DecodingAids
    ) throws(UndecodableCause) -> MessageContents.Readings {
        var found = MessageContents.Readings()
        var tellsOuterTime: [Bool] = []
        let count = try forEachElement(each, outer) { element in
            let reading = reading(element, aids)
            guard hasOwnField(reading), reading.device != "" else {
                found.mistypedFields += reading.mistypedFields
                if hasOwnField(reading) { found.badNames += 1 }
                return
            }
            found.all.append(reading)
            tellsOuterTime.append(time(element, aids)?.isOuter ?? true)
        }
        guard let count else { throw .noDeclaredField }
        found.overElements = max(0, count - Self.maximumElements)
        if found.all.isEmpty, count > 0 { throw found.badNames > 0 ? .noDevice : .noDeclaredField }
        if each.description.order == .newestFirst {
            found.all.reverse()
            tellsOuterTime.reverse()
        }
        if let spacing = each.description.spacing { space(&found.all, by: spacing, tellsOuterTime) }
        return found
    }

    /// Runs `body` on at most ``maximumElements`` elements, and answers how many there are; nil where there is no place for any.
    func forEachElement(
        _ each: Each, _ outer: CapturedPlaces, _ body: (MessageElement) -> Void
    ) throws(UndecodableCause) -> Int? {
        guard case .structure(let start)? = outer.tokens[each.slot] else { return nil }
        do throws(JSONError) {
            var scanner = JSONScanner(outer.bytes, from: start, takesNonNumbers: true)
            let isObject = scanner.skip("{")
            if !isObject { try scanner.expect("[") }
            if scanner.skip(isObject ? "}" : "]") { return 0 }
            var count = 0
            repeat {
                let key = isObject ? try scanner.scanKey() : nil
                _ = scanner.peek()
                let begin = scanner.position
                try scanner.skipValue(depth: 0)
                count += 1
                guard count <= Self.maximumElements else { continue }
                let bytes = UnsafeBufferPointer(rebasing: outer.bytes[begin..<scanner.position])
                let inner = CapturedPlaces(tokens: try each.element.capture(bytes), bytes: bytes)
                let member = key.map {
                    Array(JSONString.decode(outer.bytes, $0.range, isEscaped: $0.isEscaped).utf8)
                }
                body(MessageElement(inner: inner, outer: outer, member: member))
            } while scanner.skip(",")
            return count
        } catch {
            throw .notJSON(error)
        }
    }

    /// Whether an element has a field of its own: one that stands outside of all says nothing of any of them.
    func hasOwnField(_ reading: Reading) -> Bool {
        let own = fields.filter { !$0.slot.isOuter }
        if own.isEmpty { return fields.isEmpty || !reading.values.isEmpty }
        return reading.values.contains { value in own.contains { $0.field == value.field } }
    }

    /// Says of each reading that has no time of its own how long before the message's time it was taken.
    private func space(_ readings: inout [Reading], by spacing: Span, _ tellsOuterTime: [Bool]) {
        var ages: [ExactText?: Span] = [:]
        for index in readings.indices.reversed() {
            let device = readings[index].device.map { ExactText($0) }
            let age = ages[device] ?? .zero
            ages[device] = age + spacing
            guard tellsOuterTime[index] else { continue }
            if let time = readings[index].time { readings[index].time = time - age } else { readings[index].age = age }
        }
    }
}
