extension IncidentScript {
    mutating func fireIncidents() {
        monthlyTest(at: DayTime.of(10, 0))
        kitchenFire(at: DayTime.of(11, 41))
        garbage(from: DayTime.of(14, 0))
        burntSupper(at: DayTime.of(18, 31))
        painting(at: DayTime.of(9, 20))
        withhold("sd-410", from: DayTime.of(8, 0), until: DayTime.of(9, 50))
    }

    /// Oil in a wok: smoke fills the kitchen, then the living room, then the stairs; out after half an hour.
    private mutating func kitchenFire(at ignition: Int) {
        let smoke = Curve([(0, 0.6), (2, 4), (4, 14), (9, 46), (16, 38), (24, 12), (32, 2), (45, 0.5)])
        let heat = Curve([(0, 24), (3, 33), (6, 57), (9, 81), (14, 60), (20, 38), (45, 24)])
        burn("sd-104", from: ignition, smoke: { smoke.value(at: $0) }, heat: { heat.value(at: $0) })
        burn(
            "sd-105", from: ignition, smoke: { 0.6 * smoke.value(at: $0 - 3) },
            heat: { 22 + 0.2 * heat.value(at: $0 - 3) })
        burn(
            "sd-106", from: ignition, smoke: { 0.4 * smoke.value(at: $0 - 5) },
            heat: { 22 + 0.1 * heat.value(at: $0 - 5) })
        for siren in ["sr-101", "sr-102"] {
            say(siren, at: ignition + 6 * 60, SirenReading(alarm: "ALARM"))
            say(siren, at: ignition + 17 * 60, SirenReading())
            withhold(siren, from: ignition + 6 * 60, until: ignition + 17 * 60)
        }
        for minute in stride(from: 11, through: 40, by: 2) {
            let draws = minute < 37
            say("hy-102", at: ignition + minute * 60, HydrantReading(pressure: draws ? 188 : 296, discharge: draws))
        }
        withhold("hy-102", from: ignition + 11 * 60, until: ignition + 41 * 60)
    }

    /// A detector's reports while its room burns: it speaks at 8 %/m and falls silent below 4.
    private mutating func burn(
        _ id: String, from ignition: Int, smoke: (Double) -> Double, heat: (Double) -> Double
    ) {
        var speaks = false
        var second = 0
        while second <= 45 * 60 {
            let minute = Double(second) / 60
            speaks = smoke(minute) >= (speaks ? 4 : 8)
            let state = speaks ? "alarm" : "normal"
            say(
                id, at: ignition + second,
                SmokeReading(state: state, smoke: smoke(minute), temperature: heat(minute)))
            second += minute < 12 ? 10 : 60
        }
        withhold(id, from: ignition, until: ignition + 45 * 60 + 1)
    }

    /// Four households press the test button, as every month.
    private mutating func monthlyTest(at second: Int) {
        for (place, id) in ["sd-201", "sd-204", "sd-207", "sd-210"].enumerated() {
            let pressed = second + place * 400
            say(id, at: pressed, SmokeReading(state: "test"))
            say(id, at: pressed + 60, SmokeReading())
            withhold(id, from: pressed, until: pressed + 61)
        }
    }

    /// A detector whose radio corrupts what it says.
    private mutating func garbage(from first: Int) {
        let broken = ["ERR 7", #"{"ts":1795421891,"state":"nor"#, "\u{1}\u{2}\u{3}", "[]", #"{"hello":"world"}"#]
        for turn in 0..<8 {
            say("sd-218", at: first + turn * 600, bytes: Array(broken[turn % broken.count].utf8))
        }
        withhold("sd-218", from: first, until: first + 8 * 600)
    }

    /// Dense enough and long enough for the second witness; the detector itself keeps still.
    private mutating func burntSupper(at second: Int) {
        let smoke = Curve([(0, 2), (1, 13), (3, 14), (5, 3)])
        for turn in 0...18 {
            say(
                "sd-307", at: second + turn * 20,
                SmokeReading(smoke: smoke.value(at: Double(turn) / 3), temperature: 27))
        }
        withhold("sd-307", from: second, until: second + 361)
    }

    /// Somebody takes a detector down to paint the ceiling.
    private mutating func painting(at second: Int) {
        say("sd-402", at: second, SmokeReading(tamper: true))
        say("sd-402", at: second + 1500, SmokeReading())
        withhold("sd-402", from: second, until: second + 1501)
    }
}
