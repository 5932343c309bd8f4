import Glibc

/// The first line of a password file, without its end of line.
func firstLine(ofPasswordFile path: String) throws(MosquittoError) -> String {
    func complaint(_ reason: String) -> MosquittoError {
        MosquittoError(
            .refusal,
            "Reading the MQTT password file \(path) failed: \(reason); its first line must be the password, in UTF-8.")
    }
    guard let file = fopen(path, "re") else { throw complaint(String(cString: strerror(errno))) }
    defer { fclose(file) }
    // MQTT carries no more than 65 535 bytes.
    var buffer = [UInt8](repeating: 0, count: 65_537)
    let count = fread(&buffer, 1, buffer.count, file)
    guard ferror(file) == 0 else { throw complaint(String(cString: strerror(errno))) }
    var line = buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    guard line.count <= 65_535, !line.contains(0), let password = String(validating: line, as: UTF8.self) else {
        throw complaint("it holds no line of text")
    }
    guard !password.isEmpty else { throw complaint("its first line is empty") }
    return password
}
