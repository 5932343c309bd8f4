import Foundation
import Glibc
import Testing

@testable import AlarmEngine

/// Counts what Swift code allocates on one thread: its runtime's calls of `malloc`, through the table it calls it by.
private enum Allocations {
    private typealias Allocate = @convention(c) (Int) -> UnsafeMutableRawPointer?

    // A C function holds nothing itself: it reaches these.
    private nonisolated(unsafe) static let count = zero(of: Int.self)
    private nonisolated(unsafe) static let thread = zero(of: pthread_t.self)
    private nonisolated(unsafe) static let slot = RuntimeImage.slot(of: "malloc")?.assumingMemoryBound(
        to: Allocate.self)
    private static let original = slot?.pointee

    private static func zero<Number: FixedWidthInteger>(of type: Number.Type) -> UnsafeMutablePointer<Number> {
        let zero = UnsafeMutablePointer<Number>.allocate(capacity: 1)
        zero.initialize(to: 0)
        return zero
    }

    /// How often `body` allocates; nil if the runtime cannot be watched.
    static func made(by body: () -> Void) -> Int? {
        guard let slot, original != nil else { return nil }
        count.pointee = 0
        thread.pointee = pthread_self()
        slot.pointee = { size in
            if pthread_equal(Allocations.thread.pointee, pthread_self()) != 0 { Allocations.count.pointee += 1 }
            return Allocations.original?(size)
        }
        body()
        thread.pointee = 0
        return count.pointee
    }
}

/// Swift's runtime as it is loaded: an ELF image of 64 bits.
private struct RuntimeImage {
    /// Where it begins in memory.
    private let base: Int

    private init?() {
        let maps = FileHandle(forReadingAtPath: "/proc/self/maps")?.readDataToEndOfFile() ?? Data()
        let first = String(decoding: maps, as: UTF8.self).split(separator: "\n")
            .first { $0.hasSuffix("/libswiftCore.so") }
        guard let start = first?.split(separator: "-").first, let base = Int(start, radix: 16) else { return nil }
        self.base = base
    }

    /// Where the runtime has the address of a function that it imports; it may be written to.
    static func slot(of function: String) -> UnsafeMutableRawPointer? {
        guard let image = RuntimeImage(), let slot = image.slot(of: function) else { return nil }
        let page = UnsafeMutableRawPointer(bitPattern: UInt(bitPattern: slot) & ~4095)
        return mprotect(page, 4096, PROT_READ | PROT_WRITE) == 0 ? slot : nil
    }

    private func slot(of function: String) -> UnsafeMutableRawPointer? {
        let dynamic = self.dynamic()
        // DT_STRTAB and DT_SYMTAB; DT_JMPREL with DT_PLTRELSZ, and DT_RELA with DT_RELASZ.
        guard let names = dynamic[5], let symbols = dynamic[6] else { return nil }
        for (table, size) in [(23, 2), (7, 8)] {
            guard let start = dynamic[table], let length = dynamic[size] else { continue }
            for entry in stride(from: start, to: start + length, by: 24) {
                let symbol = symbols + (number(entry + 8) >> 32) * 24
                let name = names + (number(symbol) & 0xFFFF_FFFF)
                guard let text = pointer(name)?.assumingMemoryBound(to: CChar.self), strcmp(text, function) == 0
                else { continue }
                return pointer(base + number(entry)).map { UnsafeMutableRawPointer(mutating: $0) }
            }
        }
        return nil
    }

    /// The entries of the image's dynamic section, by tag.
    private func dynamic() -> [Int: Int] {
        let programs = base + number(base + 32)
        let count = number(base + 56) & 0xFFFF
        var entries: [Int: Int] = [:]
        for program in 0..<count where number(programs + program * 56) & 0xFFFF_FFFF == 2 {
            var entry = base + number(programs + program * 56 + 16)
            while number(entry) != 0 {
                entries[number(entry)] = number(entry + 8)
                entry += 16
            }
        }
        return entries
    }

    private func pointer(_ address: Int) -> UnsafeRawPointer? { UnsafeRawPointer(bitPattern: address) }

    private func number(_ address: Int) -> Int {
        pointer(address)?.loadUnaligned(as: Int.self) ?? 0
    }
}

@Suite("What judging costs", .serialized)
struct AllocationTests {
    private static let rules = [
        "v >= 10 and not (mode in ('test', 'preheat')) or on", "rate(v, 60s) * 60 >= 8 and v >= limit",
        "avg(v, 1h) > 3 and max(v + w, 1h) - min(v, 1h) > 2 or sum(v, 1h) > 1e9", "count(on, 1h) >= 3",
        "delta(v, 10s) > 5 and covered(v, 12h)", "age(on == true) >= 8h and between('07:00', '22:00')",
        "changed(mode) and previous(mode) == 'test' and previous(v) < v", "age(v) > limit * 1s",
    ]

    /// A device with crowded windows.
    private func device() throws -> (DeviceState, [Condition]) {
        let profile = try Profile.sample(
            .rule(Self.rules[0], name: "a"), .rule(Self.rules[1], name: "b"), .rule(Self.rules[2], name: "c"),
            .rule(Self.rules[3], name: "d"), .rule(Self.rules[4], name: "e"), .rule(Self.rules[5], name: "f"),
            .rule(Self.rules[6], name: "g"), .rule(Self.rules[7], name: "h"),
            parameters: [ParameterDescription(name: "limit", value: .number(4))])
        var watch = Watch(profile)
        for at in 0..<400 {
            let mode = at % 3 == 0 ? "test" : "a long text that does not fit into a string itself"
            watch.send(
                "{\"v\":\(at % 17),\"w\":\(at % 5),\"on\":\(at % 2 == 0),\"mode\":\"\(mode)\"}", at: Int64(at) * 9000)
        }
        let conditions = profile.alarms.flatMap { alarm in
            guard case .levels(let rules) = alarm.trigger else { return [Condition]() }
            return rules.map(\.when)
        }
        return (try #require(watch.engine.devices.first), conditions)
    }

    @Test("The count counts: an array and a closure are two")
    func counts() throws {
        var kept: [() -> Int] = []
        kept.reserveCapacity(4)
        var numbers: [Int] = []
        let made = try #require(
            Allocations.made {
                numbers = [1, 2, numbers.count]
                let sum = numbers.count
                kept.append { sum + 1 }
            })
        #expect(made == 2 && kept.first?() == 4)
    }

    @Test("Judging conditions of every kind over crowded windows allocates nothing")
    func nothing() throws {
        let (state, conditions) = try device()
        #expect(conditions.count == 8 && state.memory.windows.contains { !$0.cells.isEmpty })
        let situation = state.situation(Occasion(receipt: Moment(milliseconds: 3_600_000)), .utc)
        var yes = 0
        let made = Allocations.made {
            // By number: an iterator allocates where nothing is optimised.
            var turn = 0
            while turn < 100 * conditions.count {
                if conditions[turn % conditions.count].truth(in: situation) == .yes { yes += 1 }
                turn += 1
            }
        }
        #expect(made == 0 && yes > 0)
    }

    @Test("Asking when time alone could change a condition allocates nothing either")
    func deadlines() throws {
        let (state, conditions) = try device()
        let situation = state.situation(Occasion(receipt: Moment(milliseconds: 3_600_000)), .utc)
        var found = 0
        let made = Allocations.made {
            var turn = 0
            while turn < 100 * conditions.count {
                if conditions[turn % conditions.count].nextChange(in: situation) != nil { found += 1 }
                turn += 1
            }
        }
        #expect(made == 0 && found > 0)
    }
}
