import AlarmEngine
import COpenSSL

/// How an alarm is named to the world: by one life of it.
public enum AlarmID {
    /// The first 16 hex digits of SHA-256 over `profile|area|device|alarm|T`, T in milliseconds since 1970.
    public static func of(_ life: Life) -> String {
        let device = life.device
        let text = "\(device.profile)|\(device.area)|\(device.device)|\(life.alarm)|\(life.beganAt.milliseconds)"
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        let bytes = Array(text.utf8)
        _ = SHA256(bytes, bytes.count, &digest)
        let digits = Array("0123456789abcdef".utf8)
        let hex = digest.prefix(8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: hex, as: UTF8.self)
    }

    /// Finds the one id that a beginning of it means, among those of the alarms that are open.
    ///
    /// - Throws: one sentence if it means none, or several.
    static func completed(_ prefix: String, among ids: [String]) throws(ControlRefusal) -> String {
        let found = ids.filter { $0.hasPrefix(prefix) }
        guard let first = found.first else {
            throw ControlRefusal(
                "No alarm with an id that begins with \(prefix) is open: it is over, or never was; `gengfu alarms` lists those that are."
            )
        }
        guard found.count == 1 else {
            throw ControlRefusal(
                "\(prefix) is the beginning of \(found.count) ids, such as \(first) and \(found[1]); give more digits.")
        }
        return first
    }
}
