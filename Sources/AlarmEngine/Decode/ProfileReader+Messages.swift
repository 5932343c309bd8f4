/// Turns what is written of messages into plans.
extension ProfileReader {
    mutating func messages() -> [MessagePlan] {
        description.messages.enumerated().map { index, message in
            plan(message, path: ["messages", String(index)])
        }
    }

    private mutating func plan(_ message: MessageDescription, path: [String]) -> MessagePlan {
        let pattern = TopicPattern(message.topic)
        if !pattern.hasDevice, message.device == nil, !pattern.hasBridge, message.bridgeName == nil {
            report(path + ["topic"], "the topic has no level {device}, by which devices are told apart")
        }
        if message.availability != nil, description.silence == nil {
            report(path + ["availability"], "what is offline is silent, but the profile has no 'silence'; add one")
        }
        var places = MessagePlaces(hasElements: message.each != nil)
        let fields = message.fields.map { field(of: message, $0, in: &places, path: path + ["fields", $0.name]) }
        let times = message.times.enumerated().map { index, time in
            self.time(time, in: &places, path: path + ["time"] + (message.times.count > 1 ? [String(index)] : []))
        }
        let sequence = message.sequence.map {
            slot($0, isOuter: message.isSequenceOuter, in: &places, path: path + ["sequence", "path"])
        }
        let match = message.match.map {
            (slot($0.path, isOuter: true, in: &places, path: path + ["match", "path"]).index, $0.values)
        }
        let device = message.device.map { self.device($0, in: &places, path: path + ["device"]) }
        let bridge = message.bridge.map {
            slot($0.path, isOuter: $0.isOuter, in: &places, path: path + ["bridge", "path"])
        }
        let availability = message.availability.map {
            (slot($0.path, isOuter: false, in: &places, path: path + ["availability", "path"]), $0)
        }
        let eachSlot = message.each.map {
            (slot($0.path, isOuter: true, in: &places, path: path + ["each"]).index, $0)
        }
        let document = document(message, path: path)
        return MessagePlan(
            pattern: pattern, document: document, whole: places.whole,
            each: eachSlot.map { MessagePlan.Each(slot: $0.0, element: places.element, description: $0.1) },
            times: times, clock: message.clock, sequence: sequence, match: match,
            outerMatch: OuterMatch(message.match, document), fields: fields, device: device, bridge: bridge,
            availability: availability)
    }

    private mutating func device(
        _ place: DevicePlace, in places: inout MessagePlaces, path: [String]
    ) -> MessagePlan.DeviceName {
        switch place {
        case .member: return .member
        case .value(let place):
            return .value(slot(place.path, isOuter: place.isOuter, in: &places, path: path + ["path"]))
        }
    }

    private mutating func time(
        _ time: TimeDescription, in places: inout MessagePlaces, path: [String]
    ) -> TimePlan {
        let format = time.format.flatMap(TimeFormat.init)
        if let text = time.format, format == nil {
            report(
                path + ["format"],
                "'\(text)' does not say how a day is written; name yyyy or yy, MM and dd, and quote letters, as in dd/MM/yyyy HH:mm"
            )
        }
        return TimePlan(
            slot: slot(time.path, isOuter: time.isOuter, in: &places, path: path + ["path"]), unit: time.unit,
            epoch: time.epoch, format: format, secondsEast: time.secondsEast)
    }

    // MARK: The document

    private mutating func document(_ message: MessageDescription, path: [String]) -> DocumentPlan {
        let layer = self.layer(message.body, path: path)
        let inside = message.inside.enumerated().map { index, inside in
            let path = path + ["inside", String(index)]
            var places = MessagePlaces(hasElements: false)
            let string = slot(inside.path, isOuter: true, in: &places, path: path + ["path"]).index
            let port = inside.port.map { slot($0, isOuter: true, in: &places, path: path + ["port"]).index }
            return DocumentPlan.Inside(
                path: inside.path, places: places.whole, stringSlot: string, portSlot: port,
                layer: self.layer(inside.payload, path: path))
        }
        return DocumentPlan(layer: layer, inside: inside)
    }

    private mutating func layer(_ payload: PayloadDescription, path: [String]) -> DocumentPlan.Layer {
        guard payload.form == .bytes else { return DocumentPlan.Layer(description: payload, bytes: nil) }
        guard let bytes = payload.bytes else {
            report(path + ["payload"], "payload: bytes needs to be told how the bytes are read; write 'bytes:'")
            return DocumentPlan.Layer(description: payload, bytes: nil)
        }
        do throws(ProfileProblems) {
            return DocumentPlan.Layer(description: payload, bytes: try BytesPlan(bytes))
        } catch {
            for var problem in error.problems {
                problem.path = path + ["bytes"] + problem.path
                problems.append(problem)
            }
            return DocumentPlan.Layer(description: payload, bytes: nil)
        }
    }

    // MARK: Fields

    private mutating func field(
        of message: MessageDescription, _ field: FieldDescription, in places: inout MessagePlaces, path: [String]
    ) -> FieldPlan {
        let scaling = Scaling(
            scale: decimal(field.scale, path: path + ["scale"]), offset: decimal(field.offset, path: path + ["offset"]))
        let unit = unit(field, path: path)
        if let value = field.defaultValue, value.type != field.type {
            report(path + ["default"], "'default' must be of the field's type, which is '\(field.type.rawValue)'")
        }
        let isConverted =
            field.cut != nil || !field.invalid.isEmpty || field.written != nil || field.bits != nil
            || !field.trueFor.isEmpty || !field.falseFor.isEmpty || !field.words.isEmpty || unit != nil
            || (field.type != .text && [.csv, .pairs].contains(message.payload))
        let conversion = FieldConversion(
            field, written: field.written ?? (message.payload.knowsOnlyTexts ? .text : nil),
            takesBooleanTexts: message.payload.knowsOnlyTexts, unit: unit)
        return FieldPlan(
            slot: slot(field.path, isOuter: field.isOuter, in: &places, path: path + ["path"]),
            field: fields.firstIndex { $0.name == field.name } ?? 0, type: field.type, scaling: scaling,
            conversion: isConverted ? conversion : nil)
    }

    private mutating func unit(_ field: FieldDescription, path: [String]) -> UnitConversion? {
        guard let sent = field.sentIn else { return nil }
        guard let unit = field.unit else {
            report(path + ["sent_in"], "'sent_in' needs the 'unit' that the field is to have; write it beside")
            return nil
        }
        if sent == unit { return nil }
        let conversion = UnitConversion(from: sent, to: unit)
        if conversion == nil {
            report(path + ["sent_in"], "'\(sent)' does not convert into '\(unit)'; write a unit of the same kind")
        }
        return conversion
    }

    private mutating func decimal(_ text: String?, path: [String]) -> ExactDecimal? {
        guard let text else { return nil }
        let decimal = ExactDecimal(text.utf8)
        if decimal == nil { report(path, "'\(text)' is no decimal; write it like 0.1 or -40") }
        return decimal
    }

    private mutating func slot(
        _ text: String, isOuter: Bool, in places: inout MessagePlaces, path: [String]
    ) -> Slot {
        guard let pointer = JSONPointer(text) else {
            report(path, "'\(text)' is no JSON Pointer; it is empty or begins with '/', as in '/data/temp'")
            return Slot(index: 0, isOuter: false)
        }
        return places.add(pointer, isOuter: isOuter)
    }
}

/// The places that a message's description names, as they are gathered.
private struct MessagePlaces {
    private let hasElements: Bool
    private(set) var whole = PayloadPlan()
    private(set) var element = PayloadPlan()

    init(hasElements: Bool) {
        self.hasElements = hasElements
    }

    mutating func add(_ pointer: JSONPointer, isOuter: Bool) -> Slot {
        guard hasElements, !isOuter else { return Slot(index: whole.addSlot(pointer), isOuter: hasElements) }
        return Slot(index: element.addSlot(pointer), isOuter: false)
    }
}
