import AlarmEngine

/// The offsets of a time zone, read from the system's zone files.
enum ZoneFile {
    static let folder = "/usr/share/zoneinfo"

    /// The local time of `name`, such as `Asia/Shanghai`; nil where the system does not know it.
    ///
    /// Beyond the last change that the file lists (in 2037 where summer time goes on) its last offset holds.
    static func localClock(_ name: String) -> LocalClock? {
        guard !name.hasPrefix("/"), !name.contains(".."), fileKind("\(folder)/\(name)") == .file,
            let bytes = try? readBytes("\(folder)/\(name)", shown: name)
        else { return nil }
        return LocalClock(zoneFile: bytes)
    }
}

extension LocalClock {
    /// Reads TZif, version 2 or later (RFC 8536); nil if it is none.
    init?(zoneFile bytes: [UInt8]) {
        var reader = ZoneReader(rest: bytes[...])
        guard let first = reader.header(), first.version >= 0x32, reader.skip(first.length(timeSize: 4)),
            let header = reader.header(), header.types > 0
        else { return nil }
        var times: [Int64] = []
        for _ in 0..<header.times {
            guard let time = reader.integer(8) else { return nil }
            times.append(time)
        }
        guard let kinds = reader.bytes(header.times) else { return nil }
        var offsets: [Int] = []
        for _ in 0..<header.types {
            guard let seconds = reader.integer(4), reader.skip(2) else { return nil }
            offsets.append(Int(Int32(truncatingIfNeeded: seconds)))
        }
        guard kinds.allSatisfy({ Int($0) < offsets.count }) else { return nil }
        self.init(offsets: [Offset(from: .distantPast, secondsEast: offsets[0])])
        for (time, kind) in zip(times, kinds) where time > -0xFFFF_FFFF_FFFF {
            self.offsets.append(
                Offset(from: Moment(milliseconds: 0) + .seconds(time), secondsEast: offsets[Int(kind)]))
        }
    }

    /// Seconds east of UTC at a moment.
    func offset(at moment: Moment) -> Int {
        (offsets.last { $0.from <= moment } ?? offsets.first)?.secondsEast ?? 0
    }
}

/// Reads big-endian figures one after the other.
private struct ZoneReader {
    var rest: ArraySlice<UInt8>

    /// The counts of one block.
    struct Header {
        let version: UInt8
        let utcMarks, standardMarks, leaps, times, types, letters: Int

        func length(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + letters + leaps * (timeSize + 4) + standardMarks + utcMarks
        }
    }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func skip(_ count: Int) -> Bool { bytes(count) != nil }

    mutating func integer(_ size: Int) -> Int64? {
        bytes(size).map { Int64(bitPattern: $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) }
    }

    mutating func header() -> Header? {
        guard bytes(4)?.elementsEqual("TZif".utf8) == true, let version = integer(1), skip(15) else { return nil }
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = integer(4), count < 1 << 20 else { return nil }
            counts.append(Int(count))
        }
        return Header(
            version: UInt8(truncatingIfNeeded: version), utcMarks: counts[0], standardMarks: counts[1],
            leaps: counts[2], times: counts[3], types: counts[4], letters: counts[5])
    }
}
