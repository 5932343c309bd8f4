import Testing

@testable import gengfu_receiver

@Suite("The receiver's memory of ids is bounded")
struct RepeatMemoryTests {
    @Test("The oldest id is forgotten when one more than it holds comes; a repeat takes no room")
    func forgetsOldest() {
        var memory = RepeatMemory(capacity: 3)
        for id in ["a", "b", "c", "a", "c"] { memory.remember(id) }
        #expect(["a", "b", "c"].allSatisfy(memory.contains))

        memory.remember("d")
        #expect(["a", "b", "c", "d"].map(memory.contains) == [false, true, true, true])
        for id in ["e", "f", "g", "h"] { memory.remember(id) }
        #expect(["d", "e", "f", "g", "h"].map(memory.contains) == [false, false, true, true, true])
    }
}
