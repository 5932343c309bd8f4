import Glibc

/// Whole files of text.
enum TextFile {
    /// Its text; empty if there is none.
    static func read(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Replaces what was there.
    ///
    /// - Throws: ``BenchError`` if it cannot be written.
    static func write(_ text: String, to path: String) throws(BenchError) {
        guard let file = fopen(path, "w") else { throw .cannotWrite(path) }
        let isWhole = fputs(text, file) >= 0
        guard fclose(file) == 0, isWhole else { throw .cannotWrite(path) }
    }
}
