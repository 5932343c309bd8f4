import ArgumentParser

struct Maintenance: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Begin or end a maintenance: all alarms of that place are out of service meanwhile.",
        discussion: """
            It ends by itself, after 31 d at the latest; what is on then is told.

              gengfu maintenance --area 532899101201 --zone 'Building 3' --until 18:30 --reason 'sensors are cleaned'
              gengfu maintenance --device sd-104 --for 2h
            """
    )

    @OptionGroup var period: PeriodOptions

    func run() throws { try period.act(.maintenance) }
}
