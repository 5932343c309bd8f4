/// A product that a profile is for.
public struct ProductDescription: Hashable, Sendable {
    public var maker: String
    /// The maker's name of it.
    public var model: String
    /// Other names under which gateways know it.
    public var also: [String]
    /// Where its facts come from: an address or a document's name; nil if the profile does not say.
    public var source: String?

    public init(maker: String, model: String, also: [String] = [], source: String? = nil) {
        self.maker = maker
        self.model = model
        self.also = also
        self.source = source
    }
}
