import AlarmEngine

/// One payload on its way to being shown: unwrapped where the profile says so, masked, and wrapped again as it was.
struct MaskedPayload {
    /// Why a message cannot be shown.
    enum Refusal: Error, Hashable {
        /// It is not what the profile says, or of a form that is not written as it is read.
        case unreadable
        /// It is binary, and nobody asked for such.
        case binary
        /// It is binary, and has a name in it or something private.
        case named
    }

    /// The texts that say nothing of anybody.
    let words: Set<String>
    let pseudonyms: Pseudonyms
    /// Whether binary parts are kept as they are.
    let keepsBinary: Bool
    /// For times without a zone.
    let aids: DecodingAids
    private(set) var refusal: Refusal?
    /// What was kept as it is, with what wraps it and without.
    private(set) var binaries: [[UInt8]] = []
    /// The devices' names that were replaced.
    private(set) var names: [String] = []

    init(words: Set<String>, pseudonyms: Pseudonyms, keepsBinary: Bool, aids: DecodingAids) {
        self.words = words
        self.pseudonyms = pseudonyms
        self.keepsBinary = keepsBinary
        self.aids = aids
    }

    /// Masks what is wrapped in the layers.
    ///
    /// - Parameters:
    ///   - bytes: with all the layers round them.
    ///   - layers: the outermost first; at least one.
    ///   - node: what is declared there.
    /// - Returns: it, wrapped again as it was; nothing of use where ``refusal`` says why.
    mutating func masked(
        _ bytes: [UInt8], _ layers: ArraySlice<PayloadDescription>, _ node: MaskedPlaces.Node
    ) -> [UInt8] {
        guard let layer = layers.first, let inner = layer.encoding.bytes(of: bytes) else { return refuse(.unreadable) }
        guard layer.form.isText else { return binary(bytes, inner) }
        guard layer.charset == .utf8 else { return refuse(.unreadable) }
        let rest = layers.dropFirst()
        switch layer.form {
        case .json:
            guard let value = try? JSONValue(parsing: inner) else { return refuse(.unreadable) }
            var writer = JSONWriter()
            write(value, raw: inner[...], inner, node, rest, to: &writer)
            return layer.encoding.wrapped(writer.bytes)
        case .text:
            if !rest.isEmpty { return layer.encoding.wrapped(masked(inner, rest, node)) }
            guard let text = String(validating: inner, as: UTF8.self), let shown = shown(text, node) else {
                return refuse(.unreadable)
            }
            return layer.encoding.wrapped(Array(shown.utf8))
        case .looseJSON, .csv, .pairs, .bytes, .gb26875: return refuse(.unreadable)
        }
    }

    private mutating func refuse(_ reason: Refusal) -> [UInt8] {
        refusal = refusal ?? reason
        return []
    }

    private mutating func binary(_ wrapped: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        guard keepsBinary else { return refuse(.binary) }
        binaries += [wrapped, bytes]
        return wrapped
    }

    private mutating func pseudonym(ofDevice name: String) -> String {
        if keepsBinary { names.append(name) }
        return pseudonyms.name(.device, name)
    }

    private mutating func write(
        _ value: JSONValue, raw: ArraySlice<UInt8>?, _ payload: [UInt8], _ node: MaskedPlaces.Node,
        _ layers: ArraySlice<PayloadDescription>, to writer: inout JSONWriter
    ) {
        switch value {
        case .object(let members):
            writer.object { writer in
                for member in members {
                    guard let child = node.child(member.name) else { continue }
                    writer.key(node.namesMembers ? pseudonym(ofDevice: member.name) : member.name)
                    write(member.value, raw: payload[member.range], payload, child, child.layers[...], to: &writer)
                }
            }
        case .array(let elements):
            writer.array { writer in
                for (index, element) in elements.prefix(node.elementCount).enumerated() {
                    let child = node.child(String(index)) ?? MaskedPlaces.Node()
                    write(element, raw: nil, payload, child, child.layers[...], to: &writer)
                }
            }
        case .string(let text) where !layers.isEmpty:
            writer.string(String(decoding: masked(Array(text.utf8), layers, node), as: UTF8.self))
        case .string(let text):
            guard let shown = shown(text, node) else { return writer.null() }
            writer.string(shown)
        case .number(let number):
            write(number, raw.map { String(decoding: $0, as: UTF8.self) } ?? Value.shortest(number), node, to: &writer)
        case .boolean(let boolean):
            switch node.treatment {
            case .plain: writer.boolean(boolean)
            case .time, .sequence, .text, .hidden, .dropped, .device, nil: writer.null()
            }
        case .null: writer.null()
        }
    }

    private mutating func write(
        _ number: Double, _ written: String, _ node: MaskedPlaces.Node, to writer: inout JSONWriter
    ) {
        switch node.treatment {
        case .plain, .sequence: writer.raw(number.isFinite ? written : "null")
        case .time where node.times.contains { $0.reads(number: written, aids) }: writer.raw(written)
        case .text where words.contains(written): writer.raw(written)
        case .device: writer.string(pseudonym(ofDevice: written))
        case .time, .text, .hidden, .dropped, nil: writer.null()
        }
    }

    /// Nil where nothing of it may be.
    private mutating func shown(_ text: String, _ node: MaskedPlaces.Node) -> String? {
        switch node.treatment {
        case .text: words.contains(text) ? text : pseudonyms.name(.text, text)
        case .hidden: pseudonyms.name(.text, text)
        case .device: pseudonym(ofDevice: text)
        case .time: node.times.contains { $0.reads(text: text, aids) } ? text : nil
        case .plain: Self.isPlain(text) || words.contains(text) ? text : nil
        case .sequence, .dropped, nil: nil
        }
    }

    /// Whether a text is a number or a boolean, however it is written; nothing longer than those are.
    private static func isPlain(_ text: String) -> Bool {
        if ["true", "false"].contains(text.lowercased()) { return true }
        let digits = text.replacing(",", with: ".").replacing("_", with: ".")
        return text.utf8.count <= 24 && (Double(digits) != nil || Int(text, radix: 16) != nil)
    }
}

/// Which binary payloads may be shown as they are: nobody can take a name out of them, so such that have one are not.
struct KeptBinary {
    /// Whether the profile calls nothing private that may be in them.
    let saysNothingPrivate: Bool
    /// What must not be in them, as bytes: names as they are written, and what hexadecimal ones stand for, either way round.
    private let forbidden: [[UInt8]]

    /// Names of fewer bytes are in many a payload by chance.
    private static let shortest = 4

    init(names: [String], saysNothingPrivate: Bool) {
        self.saysNothingPrivate = saysNothingPrivate
        forbidden = names.flatMap(Self.writings).filter { $0.count >= Self.shortest }
    }

    func mayBeShown(_ bytes: [UInt8]) -> Bool {
        guard saysNothingPrivate else { return false }
        let letters = Self.plain(bytes)
        return !forbidden.contains { !bytes.ranges(of: $0).isEmpty || !letters.ranges(of: $0).isEmpty }
    }

    private static func writings(of name: String) -> [[UInt8]] {
        let letters = plain(Array(name.utf8))
        guard let bytes = PayloadEncoding.hex.bytes(of: letters) else { return [letters] }
        return [letters, bytes, bytes.reversed()]
    }

    /// Small letters, and nothing of what may part them.
    private static func plain(_ text: [UInt8]) -> [UInt8] {
        text.filter { !" :-_.".utf8.contains($0) }
            .map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}

extension PayloadEncoding {
    /// The text that wraps these bytes; the bytes where nothing does.
    fileprivate func wrapped(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .raw: bytes
        case .hex: bytes.flatMap { [Self.digit($0 >> 4), Self.digit($0 & 15)] }
        case .base64: Array(Base64.text(of: bytes).utf8)
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
