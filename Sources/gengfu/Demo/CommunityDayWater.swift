extension IncidentScript {
    mutating func waterIncidents() {
        nightThirst(at: DayTime.of(0, 32))
        leak(from: DayTime.of(8, 20))
        collision(at: DayTime.of(13, 5))
        brokenCable(at: DayTime.of(20, 5))
    }

    /// Somebody draws water at night.
    private mutating func nightThirst(at second: Int) {
        for minute in [0, 5, 10] {
            say("hy-303", at: second + minute * 60, HydrantReading(pressure: 262, discharge: true))
        }
        say("hy-303", at: second + 15 * 60, HydrantReading(pressure: 304))
        withhold("hy-303", from: second, until: second + 15 * 60 + 1)
    }

    /// A joint gives way: the main loses pressure over the morning, and is mended after lunch.
    private mutating func leak(from first: Int) {
        let pressure = Curve([(0, 281), (40, 190), (75, 139), (120, 104), (150, 88), (300, 86), (310, 170), (330, 297)])
        for minute in stride(from: 0, through: 335, by: 5) {
            say("hy-204", at: first + minute * 60, HydrantReading(pressure: pressure.value(at: Double(minute))))
        }
        withhold("hy-204", from: first, until: first + 335 * 60 + 1)
    }

    /// A lorry backs into a hydrant, and water runs until somebody shuts it.
    private mutating func collision(at second: Int) {
        for minute in stride(from: 0, through: 16, by: 4) {
            say("hy-307", at: second + minute * 60, HydrantReading(pressure: 214, discharge: true, impact: true))
        }
        say("hy-307", at: second + 20 * 60, HydrantReading(pressure: 299))
        withhold("hy-307", from: second, until: second + 20 * 60 + 1)
    }

    /// No pressure is not low pressure.
    private mutating func brokenCable(at second: Int) {
        for turn in 0..<4 {
            say("hy-406", at: second + turn * 900, HydrantReading(pressure: nil, fault: "cable_unplugged"))
        }
        say("hy-406", at: second + 3600, HydrantReading())
        withhold("hy-406", from: second, until: second + 3601)
    }
}
