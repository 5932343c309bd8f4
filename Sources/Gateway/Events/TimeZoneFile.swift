import AlarmEngine

/// A time zone as the system describes it: a compiled file of `/usr/share/zoneinfo` (RFC 9636).
///
/// Read here and not asked of `localtime_r`, which knows only the zone of the process: changing that one changes the
/// environment under threads that read it.
struct TimeZoneFile {
    /// In seconds since 1970, rising: from then on so many seconds east.
    private(set) var changes: [(from: Int64, secondsEast: Int)] = []
    /// What holds before the first of them.
    private(set) var firstSecondsEast = 0
    /// What holds after the last of them, if it changes still.
    private(set) var rule: PosixZone?

    /// Reads a file of version 2 or later, whose times have 64 bits; nil if it is none.
    init?(_ bytes: [UInt8]) {
        guard let old = Header(bytes, at: 0), old.version >= UInt8(ascii: "2"),
            let header = Header(bytes, at: Header.length + old.bodyLength(timeLength: 4))
        else { return nil }
        let times = header.start
        let kinds = times + header.times * 8
        let types = kinds + header.times
        let end = header.start + header.bodyLength(timeLength: 8)
        guard end <= bytes.count, header.types > 0 else { return nil }
        func secondsEast(_ type: Int) -> Int {
            Int(Int32(truncatingIfNeeded: bigEndian(bytes, at: types + min(type, header.types - 1) * 6, count: 4)))
        }
        firstSecondsEast = secondsEast(0)
        for index in 0..<header.times {
            let from = Int64(bitPattern: bigEndian(bytes, at: times + index * 8, count: 8))
            changes.append((from, secondsEast(Int(bytes[kinds + index]))))
        }
        // The footer stands between two line feeds.
        let footer = bytes[end...].dropFirst().prefix { $0 != UInt8(ascii: "\n") }
        rule = PosixZone(String(decoding: footer, as: UTF8.self))
    }

    /// The counts at the beginning of each of the file's two parts.
    private struct Header {
        static let length = 44

        let version: UInt8
        /// Where what it counts begins.
        let start: Int
        let times, types: Int
        private let leaps, letters, standards, universals: Int

        init?(_ bytes: [UInt8], at place: Int) {
            guard place >= 0, place + Self.length <= bytes.count, bytes[place..<place + 4].elementsEqual("TZif".utf8)
            else { return nil }
            version = bytes[place + 4]
            start = place + Self.length
            let counts = (0..<6).map { Int(bigEndian(bytes, at: place + 20 + $0 * 4, count: 4)) }
            (universals, standards, leaps) = (counts[0], counts[1], counts[2])
            (times, types, letters) = (counts[3], counts[4], counts[5])
        }

        func bodyLength(timeLength: Int) -> Int {
            times * (timeLength + 1) + types * 6 + letters + leaps * (timeLength + 4) + standards + universals
        }
    }
}

private func bigEndian(_ bytes: [UInt8], at place: Int, count: Int) -> UInt64 {
    bytes[place..<place + count].reduce(0) { $0 << 8 | UInt64($1) }
}

extension TimeZoneFile {
    /// The table for the engine, from 1970 to the end of a year; later ones are as that year's end.
    func localClock(throughYear lastYear: Int) -> LocalClock {
        let past = changes.last { $0.from <= 0 }
        var offsets = [
            LocalClock.Offset(from: .init(milliseconds: 0), secondsEast: past?.secondsEast ?? firstSecondsEast)
        ]
        func add(_ from: Int64, _ secondsEast: Int) {
            guard from > 0, from < Int64.max / 1000, secondsEast != offsets[offsets.count - 1].secondsEast else {
                return
            }
            offsets.append(.init(from: Moment(milliseconds: from * 1000), secondsEast: secondsEast))
        }
        for change in changes { add(change.from, change.secondsEast) }
        guard let rule else { return LocalClock(offsets: offsets) }
        let last = changes.last?.from ?? .min
        for year in 1970...max(1970, lastYear) {
            for change in rule.changes(in: year) where change.from > last { add(change.from, change.secondsEast) }
        }
        return LocalClock(offsets: offsets)
    }
}
