import AlarmEngine
import Gateway
import Glibc

extension EventText {
    /// For this terminal, in this machine's time zone.
    static func forTerminal(_ language: Language) -> EventText {
        EventText(language: language, isColoured: Terminal.isColoured) { moment in
            var seconds = time_t(clamping: moment.milliseconds / 1000)
            var local = tm()
            localtime_r(&seconds, &local)
            return Int(local.tm_gmtoff)
        }
    }
}
