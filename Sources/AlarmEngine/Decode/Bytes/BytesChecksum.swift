extension BytesCheck.Kind {
    /// Bytes that the checksum takes.
    var width: Int {
        switch self {
        case .crc16Modbus, .crc16CCITT, .crc16XMODEM, .crc16X25, .sum16: 2
        case .crc32: 4
        case .crc8, .crc8Maxim, .sum8, .xor8, .lrc8: 1
        }
    }

    /// The checksum over some bytes.
    ///
    /// The CRCs and their parameters are those of the same names in Greg Cook's catalogue (reveng): MODBUS, IBM-3740
    /// (`crc16-ccitt`, begins with 0xFFFF), XMODEM (begins with 0), IBM-SDLC (`crc16-x25`), ISO-HDLC (`crc32`), SMBUS
    /// (`crc8`), MAXIM-DOW.
    func checksum(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        switch self {
        case .crc16Modbus: Self.reflected(bytes, polynomial: 0xA001, initial: 0xFFFF)
        case .crc16X25: Self.reflected(bytes, polynomial: 0x8408, initial: 0xFFFF) ^ 0xFFFF
        case .crc32: Self.reflected(bytes, polynomial: 0xEDB8_8320, initial: 0xFFFF_FFFF) ^ 0xFFFF_FFFF
        case .crc8Maxim: Self.reflected(bytes, polynomial: 0x8C, initial: 0)
        case .crc16CCITT: Self.forward(bytes, polynomial: 0x1021, initial: 0xFFFF, width: 16)
        case .crc16XMODEM: Self.forward(bytes, polynomial: 0x1021, initial: 0, width: 16)
        case .crc8: Self.forward(bytes, polynomial: 0x07, initial: 0, width: 8)
        case .sum8: Self.sum(bytes) & 0xFF
        case .sum16: Self.sum(bytes) & 0xFFFF
        case .xor8: UInt64(bytes.reduce(0, ^))
        case .lrc8: (0 &- Self.sum(bytes)) & 0xFF
        }
    }

    private static func sum(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 &+ UInt64($1) }
    }

    /// The lowest bit of each byte first.
    private static func reflected(
        _ bytes: UnsafeBufferPointer<UInt8>, polynomial: UInt64, initial: UInt64
    ) -> UInt64 {
        var register = initial
        for byte in bytes {
            register ^= UInt64(byte)
            for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ polynomial : register >> 1 }
        }
        return register
    }

    /// The highest bit of each byte first.
    private static func forward(
        _ bytes: UnsafeBufferPointer<UInt8>, polynomial: UInt64, initial: UInt64, width: UInt64
    ) -> UInt64 {
        let top = UInt64(1) << (width - 1)
        let mask = top << 1 - 1
        var register = initial
        for byte in bytes {
            register ^= UInt64(byte) << (width - 8)
            for _ in 0..<8 { register = (register & top == 0 ? register << 1 : register << 1 ^ polynomial) & mask }
        }
        return register
    }
}
