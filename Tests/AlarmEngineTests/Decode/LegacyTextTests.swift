import AlarmEngine
import Foundation
import Testing

@Suite("GB 18030 text")
struct LegacyTextTests {
    /// The C library's own converter, asked for one character or for a whole text.
    private final class Iconv {
        private let converter = iconv_open("UTF-8", "GB18030")

        deinit { iconv_close(converter) }

        /// Nil where it refuses, or does not use up all bytes.
        func utf8(_ bytes: [UInt8]) -> [UInt8]? {
            iconv(converter, nil, nil, nil, nil)
            var input = bytes.map { CChar(bitPattern: $0) }
            var output = [CChar](repeating: 0, count: bytes.count * 4 + 16)
            let capacity = output.count
            var left = input.count
            var room = capacity
            let failed = input.withUnsafeMutableBufferPointer { source in
                output.withUnsafeMutableBufferPointer { target in
                    var from = source.baseAddress
                    var to = target.baseAddress
                    return iconv(converter, &from, &left, &to, &room) == Int(bitPattern: UInt.max)
                }
            }
            guard !failed, left == 0 else { return nil }
            return output.prefix(capacity - room).map { UInt8(bitPattern: $0) }
        }

        func scalar(_ bytes: [UInt8]) -> Unicode.Scalar? {
            guard let utf8 = utf8(bytes) else { return nil }
            let scalars = String(decoding: utf8, as: UTF8.self).unicodeScalars
            return scalars.count == 1 ? scalars.first : nil
        }
    }

    /// As the gateway makes it.
    static let glibc: LegacyText = {
        let iconv = Iconv()
        return LegacyText { iconv.scalar($0) }
    }()

    private func read(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBufferPointer(Self.glibc.utf8) }
    private func text(_ bytes: [UInt8]) -> String { String(decoding: read(bytes), as: UTF8.self) }
    private func padded(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.withUnsafeBufferPointer(Self.glibc.padded), as: UTF8.self)
    }

    @Test("Each of the 23,940 two-byte characters reads as the C library reads it")
    func pairs() {
        let iconv = Iconv()
        var count = 0
        var assigned = 0
        for lead in UInt8(0x81)...0xFE {
            for trail in UInt8(0x40)...0xFE where trail != 0x7F {
                count += 1
                let expected = iconv.utf8([lead, trail])
                if expected != nil { assigned += 1 }
                // One that stands for nothing gives back an ASCII letter in its second place.
                let otherwise = Array("\u{FFFD}".utf8) + (trail < 0x80 ? [trail] : [])
                #expect(read([lead, trail]) == expected ?? otherwise, "\(lead) \(trail)")
            }
        }
        #expect(count == 23_940)
        #expect(assigned >= 23_900)
        print("GB 18030: \(count) two-byte characters, \(assigned) of them assigned, all equal")
    }

    @Test("Each four-byte character reads as the C library reads it, below U+10000 and above")
    func quadruples() {
        let iconv = Iconv()
        var assigned = 0
        for place in 0..<39_420 {
            let bytes = Self.quadruple(place)
            let expected = iconv.utf8(bytes)
            if expected != nil { assigned += 1 }
            #expect(read(bytes) == expected ?? Array("\u{FFFD}".utf8), "\(bytes)")
        }
        let above = (189_000..<189_000 + 0x100000).flatMap(Self.quadruple)
        #expect(read(above) == iconv.utf8(above))
        #expect(assigned >= 39_400)
        print("GB 18030: 39420 four-byte characters below U+10000, \(assigned) assigned; 1048576 above; all equal")
    }

    private static func quadruple(_ place: Int) -> [UInt8] {
        [
            UInt8(0x81 + place / 12_600), UInt8(0x30 + place / 1_260 % 10), UInt8(0x81 + place / 10 % 126),
            UInt8(0x30 + place % 10),
        ]
    }

    @Test("A place name of a real frame")
    func realText() {
        #expect(
            text([
                0x37, 0xC2, 0xA5, 0x30, 0x32, 0xCA, 0xD2, 0xBB, 0xE1, 0xD2, 0xE9, 0xCA, 0xD2, 0xD1, 0xCC, 0xB8, 0xD0,
            ])
                == "7楼02室会议室烟感")
    }

    @Test("Padding is taken off: NUL and what follows it, blanks narrow and wide, memory never written")
    func padding() {
        #expect(padded([0xD1, 0xCC, 0, 0, 0]) == "烟")
        #expect(padded([0xD1, 0xCC, 0, 0x41, 0x42]) == "烟")
        #expect(padded([0x20, 0x20, 0xD1, 0xCC, 0x20, 0x41, 0x20]) == "烟 A")
        #expect(padded([0xA1, 0xA1, 0xD1, 0xCC, 0xA1, 0xA1, 0x20]) == "烟")
        #expect(padded([0xD1, 0xCC, 0xFF, 0xFF]) == "烟")
        #expect(padded([0x20, 0x20]) == "")
        #expect(padded([0, 0, 0]) == "")
        #expect(padded([]) == "")
    }

    @Test("What is broken reads as U+FFFD and swallows no ASCII behind it")
    func broken() {
        #expect(text([0xD1]) == "\u{FFFD}")
        #expect(text([0x80, 0x41]) == "\u{FFFD}A")
        #expect(text([0xFF, 0x41]) == "\u{FFFD}A")
        #expect(text([0xD1, 0x20, 0x41]) == "\u{FFFD} A")
        #expect(text([0xD1, 0x7F]) == "\u{FFFD}\u{7F}")
        #expect(text([0x81, 0x30, 0x41, 0x42]) == "\u{FFFD}0AB")
        #expect(text([0x81, 0x30, 0x81]) == "\u{FFFD}0\u{FFFD}")
        #expect(text([0xFE, 0x39, 0xFE, 0x39]) == "\u{FFFD}")
        #expect(text([0xE3, 0x32, 0x9A, 0x35, 0xE3, 0x32, 0x9A, 0x36]) == "\u{10FFFF}\u{FFFD}")
    }

    @Test("Without a table ASCII alone is known")
    func asciiAlone() {
        let bytes: [UInt8] = [0x41, 0xD1, 0xCC, 0x42]
        #expect(
            String(decoding: bytes.withUnsafeBufferPointer(LegacyText.ascii.utf8), as: UTF8.self) == "A\u{FFFD}B")
        // A letter that could be the second half of a character that is not known stays.
        #expect(
            String(decoding: [0xD1, 0x41].withUnsafeBufferPointer(LegacyText.ascii.utf8), as: UTF8.self) == "\u{FFFD}A")
    }
}
