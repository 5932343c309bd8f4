import Gateway

extension EventText {
    /// For this terminal, in this machine's time zone.
    static func forTerminal(_ language: Language) -> EventText {
        EventText(language: language, isColoured: Terminal.isColoured, secondsEast: LocalTime.secondsEast)
    }
}
