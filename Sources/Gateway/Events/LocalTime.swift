import AlarmEngine
import Glibc

/// The local time of one place.
public enum LocalTime {
    static let zones = "/usr/share/zoneinfo"
    /// Where Gengfu is at home, and what its clocks have shown since 1991, should the system describe no zones.
    public static let home = (name: "Asia/Shanghai", secondsEast: 28_800)
    /// The last year whose changes the engine is told.
    private static let lastYear = 2100

    /// Makes `name`, such as `Asia/Shanghai`, the time zone of this process: once, before any thread asks.
    public static func use(_ name: String) {
        setenv("TZ", name, 1)
        tzset()
    }

    /// Seconds east of UTC at a moment, in this process's time zone.
    @Sendable public static func secondsEast(_ moment: Moment) -> Int {
        var seconds = time_t(clamping: moment.milliseconds / 1000)
        var local = tm()
        localtime_r(&seconds, &local)
        return Int(local.tm_gmtoff)
    }

    /// What the clocks of a zone show from 1970 to 2100, whatever this process's own zone is.
    ///
    /// - Parameter name: an IANA name.
    /// - Returns: nil if the system does not describe the zone.
    public static func clock(of name: String) -> LocalClock? {
        guard !name.hasPrefix("/"), !name.contains("..") else { return nil }
        let path = "\(zones)/\(name)"
        let bytes = try? readBytes(path, shown: path)
        if let clock = bytes.flatMap(TimeZoneFile.init)?.localClock(throughYear: lastYear) { return clock }
        guard name == home.name else { return nil }
        return LocalClock(offsets: [.init(from: Moment(milliseconds: 0), secondsEast: home.secondsEast)])
    }
}

extension LocalClock {
    /// Seconds east of UTC at a moment.
    func offset(at moment: Moment) -> Int {
        (offsets.last { $0.from <= moment } ?? offsets.first)?.secondsEast ?? 0
    }
}
