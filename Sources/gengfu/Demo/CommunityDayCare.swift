extension IncidentScript {
    mutating func careIncidents() {
        blindRadar(from: DayTime.of(1, 15))
        fallAtNight(at: DayTime.of(2, 34))
        say("sb-309", at: DayTime.of(6, 40), ButtonReading(action: "test"))
        call(from: "sb-107", at: DayTime.of(5, 50), presses: 1)
        call(from: "sb-204", at: DayTime.of(19, 10), presses: 3)
        racingPulse(at: DayTime.of(22, 40))
    }

    /// Somebody hung a coat over the radar.
    private mutating func blindRadar(from first: Int) {
        for turn in 0..<5 {
            say("fd-302", at: first + turn * 600, FallReading(fall: "unknown", presence: false))
        }
        say("fd-302", at: first + 3000, FallReading(presence: false))
        withhold("fd-302", from: first, until: first + 3001)
    }

    /// On the way to the bathroom; a neighbour is there after half an hour.
    private mutating func fallAtNight(at second: Int) {
        let pulse = Curve([(0, 84), (2, 112), (6, 118), (20, 122), (28, 104), (32, 90)])
        for minute in 0...32 {
            let fall = minute < 2 ? "fall_warning" : minute < 29 ? "fall_alarm" : "normal"
            say(
                "fd-201", at: second + minute * 60,
                FallReading(fall: fall, pulse: Int(pulse.value(at: Double(minute))), breathing: 19))
        }
        withhold("fd-201", from: second, until: second + 32 * 60 + 1)
    }

    /// Presses some seconds apart, each followed by the button let go.
    private mutating func call(from id: String, at second: Int, presses: Int) {
        for press in 0..<presses {
            say(id, at: second + press * 14, ButtonReading(action: "emergency", battery: 83))
            say(id, at: second + press * 14 + 1, ButtonReading(action: "", battery: 83))
        }
    }

    /// A heart that races in a bed, and calms down.
    private mutating func racingPulse(at second: Int) {
        let pulse = Curve([(0, 96), (2, 126), (4, 138), (9, 136), (13, 104), (16, 82)])
        for minute in 0...16 {
            say(
                "fd-403", at: second + minute * 60,
                FallReading(pulse: Int(pulse.value(at: Double(minute))), breathing: 21))
        }
        withhold("fd-403", from: second, until: second + 16 * 60 + 1)
    }
}
