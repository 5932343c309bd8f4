extension Engine {
    /// Where a topic's messages go.
    struct Route: Hashable, Sendable {
        /// Nil where the payload says whose the readings are.
        let device: Int?
        let profile: Int
        let message: Int
        /// What the topic says of the device.
        let zone: String?
        let bridge: String?
        /// The devices' area, where the payload says whose the readings are.
        let area: String
    }

    /// An undecodable payload of which an example was kept, where the payload should have said whose it is.
    struct UnnamedSample: Hashable, Sendable {
        let profile: Int
        /// The number of its kind.
        let cause: UInt8
        /// One of its readings was bad, and not the whole.
        let isOfReading: Bool
    }
}
