import AlarmEngine
import Testing

@testable import Gateway

@Suite("GB 18030 from the C library")
struct LegacyTextTests {
    private func text(_ bytes: [UInt8]) throws -> String {
        let table = try #require(LegacyText.system)
        return String(decoding: bytes.withUnsafeBufferPointer(table.padded), as: UTF8.self)
    }

    @Test("Two and four bytes, and what stands above U+FFFF")
    func characters() throws {
        #expect(try text([0x37, 0xC2, 0xA5, 0xCA, 0xD2, 0xD1, 0xCC, 0xB8, 0xD0, 0, 0]) == "7楼室烟感")
        #expect(try text([0x81, 0x39, 0xEE, 0x39]) == "\u{3400}")
        #expect(try text([0x90, 0x30, 0x81, 0x30]) == "\u{10000}")
        #expect(try text([0x80]) == "\u{FFFD}")
    }

    @Test("The engine of any setup reads it")
    func wired() throws {
        let setup = try Setup.load(config: nil, devices: [])
        #expect(setup.engineConfiguration.legacyText == LegacyText.system)
        #expect(setup.engineConfiguration.legacyText != .ascii)
    }
}
