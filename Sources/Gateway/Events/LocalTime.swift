import AlarmEngine
import Glibc

/// The local time of one place.
public enum LocalTime {
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
}
