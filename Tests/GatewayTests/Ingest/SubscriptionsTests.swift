import Testing

@testable import Gateway

@Suite("Subscriptions")
struct SubscriptionsTests {
    @Test("Each filter is answered once: granted, weakened or refused")
    func answers() {
        var subscriptions = Subscriptions(wanted: ["a", "b", "c"])
        for (filter, packetID) in [("a", Int32(1)), ("b", 2), ("c", 3)] {
            subscriptions.askedFor(filter, packetID: packetID)
        }
        #expect(subscriptions.answered(packetID: 2, grants: [0x80]) == .refused(filter: "b"))
        #expect(!subscriptions.isListening)
        #expect(subscriptions.answered(packetID: 1, grants: [1]) == .granted)
        #expect(!subscriptions.isAnswered)
        #expect(subscriptions.answered(packetID: 3, grants: [0]) == .weakened(filter: "c"))
        #expect(subscriptions.isAnswered && subscriptions.isListening)
        #expect(subscriptions.answered(packetID: 3, grants: [1]) == .stray)
        #expect(subscriptions.refused == ["b"])
    }

    @Test("0x7F is no refusal and 0x80 is; no answer at all is one too")
    func boundary() {
        var subscriptions = Subscriptions(wanted: ["a"])
        subscriptions.askedFor("a", packetID: 1)
        #expect(subscriptions.answered(packetID: 1, grants: [0x7F]) == .granted)
        subscriptions.askedFor("a", packetID: 2)
        #expect(subscriptions.answered(packetID: 2, grants: [0x87]) == .refused(filter: "a"))
        subscriptions.askedFor("a", packetID: 3)
        #expect(subscriptions.answered(packetID: 3, grants: []) == .refused(filter: "a"))
    }

    @Test("What is no longer wanted is unsubscribed from once, unless it is wanted again before that")
    func changes() {
        var subscriptions = Subscriptions(wanted: ["a", "b"])
        #expect(subscriptions.want(["b", "c"]) == ["c"])
        #expect(subscriptions.want(["b", "d"]) == ["d"])
        #expect(subscriptions.want(["a", "d"]) == ["a"])
        #expect(subscriptions.takeUnwanted() == ["c", "b"])
        #expect(subscriptions.takeUnwanted().isEmpty)
    }
}
