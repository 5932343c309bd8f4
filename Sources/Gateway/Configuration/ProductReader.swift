import AlarmEngine
import Yams

/// Reads `products:`, the makers' names of what a profile is for.
struct ProductReader {
    func products(_ value: YAMLValue) -> [ProductDescription] {
        guard let items = value.list(of: Self.example) else { return [] }
        if items.isEmpty { value.report("is empty; write at least one product, or take it away") }
        return items.compactMap(product)
    }

    private static let example = "products such as {maker: Milesight, model: EM500-PP}"

    private func product(_ value: YAMLValue) -> ProductDescription? {
        guard let keys = MappingReader(value, example: "a mapping such as {maker: Milesight, model: EM500-PP}") else {
            return nil
        }
        let maker = keys.required("maker", "write who makes it")?.filledText("a maker's name")
        let model = keys.required("model", "write the maker's name of it")?.filledText("a model's name")
        let also = keys.optional("also")?.oneOrMore(of: "names under which gateways know it")
        let source = keys.optional("source")?.filledText("where its facts come from, such as a web address")
        keys.finish()
        guard let maker, let model else { return nil }
        return ProductDescription(
            maker: maker, model: model, also: also?.compactMap { $0.filledText("a name") } ?? [], source: source)
    }
}

/// The names under which gateways know a profile's products, as they are written.
struct ProductNames {
    private let products: [(model: Node?, also: [Node])]

    init(_ profile: Node.Mapping, _ composition: Composition) {
        let items = composition.member("products", of: profile)?.node.sequence.map(Array.init) ?? []
        products = items.compactMap(\.mapping).map { product in
            let also = product.value(of: "also")
            return (product.value(of: "model"), also?.sequence.map(Array.init) ?? also.map { [$0] } ?? [])
        }
    }

    /// Every one, quoted, for a name such as `0402` is a text.
    var all: [Node] {
        var seen: Set<String> = []
        return products.flatMap { [$0.model].compactMap { $0 } + $0.also }.compactMap(\.scalar).compactMap { scalar in
            guard seen.insert(scalar.string).inserted else { return nil }
            return .scalar(Node.Scalar(scalar.string, .implicit, .singleQuoted, scalar.mark))
        }
    }

    /// Those that stand in topics: `also`, or the model where there is none.
    var inTopics: [String] {
        var seen: Set<String> = []
        return products.flatMap { $0.also.isEmpty ? [$0.model].compactMap { $0 } : $0.also }
            .compactMap(\.scalar?.string).filter { seen.insert($0).inserted }
    }
}
