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
}
