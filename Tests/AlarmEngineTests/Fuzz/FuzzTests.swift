import Foundation
import Testing

@testable import AlarmEngine

/// A few broken payloads for every decoder; `make fuzz` has the ten million.
@Suite("Fuzzing")
struct FuzzTests {
    private static let count = 2_000

    @Test("No decoder trips over payloads broken at random", arguments: FuzzedDecoder.all)
    func broken(decoder: FuzzedDecoder) {
        var mutation = PayloadMutation(seed: 1)
        var payload: [UInt8] = []
        var outcomes: Set<Int> = []
        for _ in 0..<Self.count {
            mutation.write(&payload, for: decoder)
            outcomes.insert(payload.withUnsafeBufferPointer(decoder.read))
        }
        // Were all refused, the generator would be no judge.
        #expect(outcomes.count > 1, "\(decoder.name)")
        print("fuzzed \(decoder.name): \(Self.count) payloads, \(outcomes.count) outcomes")
    }

    @Test("Every real shape is read as it stands", arguments: FuzzedDecoder.all)
    func seeds(decoder: FuzzedDecoder) {
        let outcomes = decoder.seeds.map { $0.withUnsafeBufferPointer(decoder.read) }
        #expect(outcomes.contains { $0 != 0 }, "\(decoder.name)")
        #expect(!outcomes.contains(-1), "\(decoder.name): its description is wrong")
    }

    @Test("Whatever crashed once is read: Found/DECODER-….bin")
    func found() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Found")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        for file in files where file.pathExtension == "bin" {
            let decoder = try #require(
                FuzzedDecoder.all.first { file.lastPathComponent.hasPrefix("\($0.name)-") }, "\(file)")
            _ = [UInt8](try Data(contentsOf: file)).withUnsafeBufferPointer(decoder.read)
        }
    }

    @Test("The same seed breaks payloads the same way, another in another")
    func seeded() throws {
        let decoder = try #require(FuzzedDecoder.all.first)
        func payloads(_ seed: UInt64) -> [[UInt8]] {
            var mutation = PayloadMutation(seed: seed)
            return (0..<50).map { _ in
                var payload: [UInt8] = []
                mutation.write(&payload, for: decoder)
                return payload
            }
        }
        #expect(payloads(1) == payloads(1))
        #expect(payloads(1) != payloads(2))
        #expect(payloads(1).allSatisfy { $0.count <= 4_096 })
    }
}
