import Glibc

/// China's national character set, which spreadsheets there still write by default; GBK and GB 2312 are parts of it.
enum GB18030 {
    /// Whether the C library has its tables: Debian 13 and later keep them in the package `libc-gconv-modules-extra`.
    static var isKnown: Bool {
        guard let converter = iconv_open("UTF-8", "GB18030"), Int(bitPattern: converter) != -1 else { return false }
        iconv_close(converter)
        return true
    }

    /// The text that the bytes are, by the C library's own tables.
    ///
    /// - Parameter bytes: the whole text.
    /// - Returns: nil where some of the bytes are none of it.
    static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let converter = iconv_open("UTF-8", "GB18030"), Int(bitPattern: converter) != -1 else { return nil }
        defer { iconv_close(converter) }
        // Two or four bytes are three or four in UTF-8.
        var output = [CChar](repeating: 0, count: bytes.count * 2 + 4)
        var input = bytes.map { CChar(bitPattern: $0) }
        var (left, room) = (input.count, output.count)
        let isWhole = input.withUnsafeMutableBufferPointer { from in
            output.withUnsafeMutableBufferPointer { to in
                var (source, target) = (from.baseAddress, to.baseAddress)
                return iconv(converter, &source, &left, &target, &room) >= 0 && left == 0
            }
        }
        guard isWhole else { return nil }
        let written = output.prefix(output.count - room).lazy.map { UInt8(bitPattern: $0) }
        return String(validating: written, as: UTF8.self)
    }
}
