import AlarmEngine

/// The drafts of profiles that can stand beside each other and beside those that are there, and why others cannot.
struct ProfileDrafts {
    private(set) var all: [ProfileDraft] = []
    /// By the filter of the shape, why it has none.
    private(set) var reasons: [String: String] = [:]
    /// The names of the products' drafts.
    private(set) var ofProducts: [Uplinks.Product: String] = [:]
    /// Why other products have none.
    private(set) var productReasons: [Uplinks.Product: String] = [:]

    private var names: Set<String>
    private var claimed: ClaimedTopics
    private let profilesOfProducts: [String: String]

    /// Drafts what can be drafted.
    ///
    /// - Parameters:
    ///   - groups: topics of no profile.
    ///   - products: those behind gateways that no profile is for.
    ///   - profiles: those that are there.
    init(
        _ groups: [TopicShapes.Group], _ products: [(Uplinks.Product, Uplinks.Found)],
        beside profiles: [ProfileDescription]
    ) {
        names = Set(profiles.map(\.name))
        claimed = ClaimedTopics(profiles)
        let named = profiles.filter { !$0.envelopes.isEmpty }.flatMap { profile in
            profile.products.flatMap { [$0.model] + $0.also }.map { ($0, profile.name) }
        }
        profilesOfProducts = Dictionary(named) { first, _ in first }
        for (product, found) in products { draft(product, found) }
        for group in groups { draft(group) }
    }

    private mutating func draft(_ product: Uplinks.Product, _ found: Uplinks.Found) {
        if let profile = profilesOfProducts[product.name] {
            productReasons[product] =
                "the profile '\(profile)' is made for it; use its folder, or see what it expects of the messages"
            return
        }
        if product.envelope == .zigbee2mqtt, DraftFields(found.payload).lines.isEmpty {
            productReasons[product] = "nothing in its payloads can be named as a field"
            return
        }
        let draft = ProfileDraft(product, found, taken: names)
        ofProducts[product] = draft.name
        keep(draft)
    }

    private mutating func draft(_ group: TopicShapes.Group) {
        if Uplinks.topic(group.levels) != nil {
            reasons[group.filter] =
                "a network server speaks here of all its devices; a profile for one product has 'via:', and needs "
                + "the product's name in the message"
            return
        }
        let fields = DraftFields(group.payload)
        guard !fields.lines.isEmpty else {
            reasons[group.filter] = "nothing in its payloads can be named as a field"
            return
        }
        switch DraftTopic(group) {
        case .none(let reason): reasons[group.filter] = reason
        case .written(let topic): draft(group, topic, fields)
        }
    }

    private mutating func draft(_ group: TopicShapes.Group, _ text: String, _ fields: DraftFields) {
        guard let topic = try? WrittenTopic(text) else { return }
        if let other = claimed.claimant(of: topic) {
            reasons[group.filter] =
                "as \(text) it would claim what '\(other)' claims as well; tell them apart with 'match', or write a "
                + "level out"
            return
        }
        let draft = ProfileDraft(group, topic: text, fields, taken: names)
        claimed.add(topic, of: draft.name)
        keep(draft)
    }

    private mutating func keep(_ draft: ProfileDraft) {
        names.insert(draft.name)
        all.append(draft)
    }
}
