import AlarmEngine

/// The places of a payload that a profile declares, and what becomes of what stands there.
struct MaskedPlaces {
    enum Treatment: Hashable {
        /// A number or boolean, as it is written.
        case plain
        /// A text: as it is where the profile itself has it, else a pseudonym.
        case text
        /// A text: a pseudonym.
        case hidden
        /// Nothing of it is shown.
        case dropped
        /// The name of a device.
        case device
        /// A time: as it is where it reads as one.
        case time
        /// A sequence number: as it is where it is a number.
        case sequence

        /// Where a place is declared twice the more cautious counts.
        fileprivate var caution: Int {
            switch self {
            case .time, .sequence: 0
            case .plain: 1
            case .text: 2
            case .device: 3
            case .hidden: 4
            case .dropped: 5
            }
        }
    }

    struct Node {
        var treatment: Treatment?
        private var children: [String: Node] = [:]
        /// What is true of every element or member.
        private var every: [Node] = []
        /// Whether its members' names are those of devices.
        var namesMembers = false
        /// How a string here is wrapped, the outermost first; its children are in what is unwrapped.
        fileprivate(set) var layers: [PayloadDescription] = []
        /// How times here are written.
        fileprivate(set) var times: [TimeDescription] = []

        init() {}

        func child(_ name: String) -> Node? { children[name] ?? every.first }

        /// How many elements of an array may be shown: elements keep their places.
        var elementCount: Int {
            every.isEmpty ? (children.keys.compactMap { Int($0) }.max() ?? -1) + 1 : Int.max
        }

        fileprivate mutating func change(_ tokens: ArraySlice<Token>, _ body: (inout Node) -> Void) {
            switch tokens.first {
            case nil: body(&self)
            case .name(let name): children[name, default: Node()].change(tokens.dropFirst(), body)
            case .every:
                var node = every.first ?? Node()
                node.change(tokens.dropFirst(), body)
                every = [node]
            }
        }
    }

    fileprivate enum Token {
        case name(String)
        case every
    }

    private(set) var root = Node()

    /// Declares a place.
    ///
    /// - Parameters:
    ///   - treatment: what becomes of what stands there.
    ///   - pointer: where it is.
    ///   - each: the pointer to the array or object of which it is in every element; nil: it is in the whole document.
    mutating func set(_ treatment: Treatment, _ pointer: String, in each: String? = nil) {
        let front = each.map { Self.tokens($0) + [.every] } ?? []
        root.change((front + Self.tokens(pointer))[...]) { node in
            if let known = node.treatment, known.caution > treatment.caution { return }
            node.treatment = treatment
        }
    }

    /// Declares a place where a time stands; of several ways in which it may be written each counts.
    mutating func set(_ time: TimeDescription, in each: String? = nil) {
        set(.time, time.path, in: each)
        let front = each.map { Self.tokens($0) + [.every] } ?? []
        root.change((front + Self.tokens(time.path))[...]) { $0.times.append(time) }
    }

    mutating func wrap(_ pointer: String, in layer: PayloadDescription) {
        root.change(Self.tokens(pointer)[...]) { $0.layers.append(layer) }
    }

    mutating func nameMembers(of pointer: String) {
        root.change(Self.tokens(pointer)[...]) { $0.namesMembers = true }
    }

    private static func tokens(_ pointer: String) -> [Token] {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { token in
            .name(String(token.replacing("~1", with: "/").replacing("~0", with: "~")))
        }
    }
}
