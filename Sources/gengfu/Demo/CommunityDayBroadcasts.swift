extension IncidentScript {
    mutating func broadcastIncidents() {
        broadcast(from: DayTime.of(7, 0), until: DayTime.of(7, 30))
        broadcast(from: DayTime.of(18, 30), until: DayTime.of(19, 0))
        overload(at: DayTime.of(7, 4))
        amplifierFault(from: DayTime.of(9, 30))
        openedSiren(at: DayTime.of(10, 12))
        lostLink(from: DayTime.of(15, 20))
        powerCut(from: DayTime.of(16, 45))
        turnedDown(from: DayTime.of(21, 30))
        hijacked(from: DayTime.of(22, 40))
    }

    /// The desks command what the villages hear in the morning and in the evening, and every loudspeaker says that it plays.
    private mutating func broadcast(from first: Int, until end: Int) {
        for village in Community.villages.indices {
            let (desk, speakers) = ("bd-\(village + 1)01", (1...6).map { "ls-\((village + 1) * 100 + $0)" })
            say(desk, at: first - 2, DeskReading(command: 1))
            for (place, speaker) in speakers.enumerated() {
                say(speaker, at: first + place, LoudspeakerReading(state: 5))
                say(speaker, at: end + place, LoudspeakerReading())
            }
            say(desk, at: end - 1, DeskReading(command: 2))
        }
    }

    /// At night a loudspeaker plays what nobody commanded.
    private mutating func hijacked(from first: Int) {
        say("ls-204", at: first, LoudspeakerReading(state: 5))
        say("ls-204", at: first + 150, LoudspeakerReading())
        withhold("ls-204", from: first, until: first + 151)
    }

    /// The morning's broadcast is too loud for one amplifier.
    private mutating func overload(at second: Int) {
        for minute in stride(from: 0, to: 20, by: 4) {
            say("ls-401", at: second + minute * 60, LoudspeakerReading(state: 5, amplifier: "overload", volume: 95))
        }
        say("ls-401", at: second + 1200, LoudspeakerReading(state: 5))
        withhold("ls-401", from: second, until: second + 1201)
    }

    /// The amplifier of one loudspeaker burns out and is replaced at noon.
    private mutating func amplifierFault(from first: Int) {
        for turn in 0..<32 {
            say("ls-202", at: first + turn * 300, LoudspeakerReading(state: 3, amplifier: "fault"))
        }
        say("ls-202", at: first + 9600, LoudspeakerReading(state: 4))
        withhold("ls-202", from: first, until: first + 9601)
    }

    /// Somebody opens a siren's housing, looks, shuts it, and opens it again.
    private mutating func openedSiren(at second: Int) {
        for (minute, isOpen) in [(0, true), (4, false), (6, true), (12, false)] {
            say("sr-301", at: second + minute * 60, SirenReading(tamper: isOpen))
        }
        withhold("sr-301", from: second, until: second + 721)
    }

    /// The broker gives a loudspeaker's last will; an hour later it is back.
    private mutating func lostLink(from first: Int) {
        availability("ls-303", at: first, "offline")
        availability("ls-303", at: first + 4200, "online")
        withhold("ls-303", from: first, until: first + 4200)
    }

    /// The mains of a whole village fail for half an hour.
    private mutating func powerCut(from first: Int) {
        for number in 401...406 {
            let id = "ls-\(number)"
            for turn in 0..<6 {
                say(id, at: first + number - 401 + turn * 300, LoudspeakerReading(mains: false))
            }
            say(id, at: first + number - 401 + 1800, LoudspeakerReading())
            withhold(id, from: first, until: first + 1810)
        }
        for number in 401...403 {
            let id = "sr-\(number)"
            for turn in 0..<3 {
                say(id, at: first + number - 401 + turn * 600, SirenReading(power: "battery", battery: 98 - turn))
            }
            say(id, at: first + number - 401 + 1800, SirenReading(battery: 97))
            withhold(id, from: first, until: first + 1810)
        }
    }

    /// A neighbour wants to sleep.
    private mutating func turnedDown(from first: Int) {
        for turn in 0..<9 {
            say("ls-105", at: first + turn * 300, LoudspeakerReading(volume: 12))
        }
        say("ls-105", at: first + 2700, LoudspeakerReading())
        withhold("ls-105", from: first, until: first + 2701)
    }
}
