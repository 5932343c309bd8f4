import AlarmEngine
import Glibc

extension LegacyText {
    /// GB 18030 as the C library has it, asked once; nil where the system has no such converter (Debian 13 and later keep it
    /// in the package `libc-gconv-modules-extra`).
    ///
    /// Takes a few tens of milliseconds.
    public static let system: LegacyText? = {
        let converter = iconv_open("UTF-32LE", "GB18030")
        guard converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        return LegacyText { scalar(of: $0, converter) }
    }()

    /// Nil where the bytes are no character, or more than one.
    private static func scalar(of bytes: [UInt8], _ converter: iconv_t?) -> Unicode.Scalar? {
        _ = iconv(converter, nil, nil, nil, nil)
        var bytes = bytes.map { CChar(bitPattern: $0) }
        var scalars: (UInt32, UInt32) = (0, 0)
        let written = bytes.withUnsafeMutableBufferPointer { source in
            withUnsafeMutableBytes(of: &scalars) { target -> Int? in
                var from = source.baseAddress
                var left = source.count
                var to = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var room = target.count
                guard iconv(converter, &from, &left, &to, &room) == 0, left == 0 else { return nil }
                return target.count - room
            }
        }
        return written == 4 ? Unicode.Scalar(UInt32(littleEndian: scalars.0)) : nil
    }
}
