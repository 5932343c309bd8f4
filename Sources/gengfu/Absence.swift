import ArgumentParser

struct Absence: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Begin or end an absence, such as a holiday: that nobody moves there is no alarm meanwhile.",
        discussion: """
            It holds back alarms of inactivity and nothing else: an SOS is an SOS. It ends by itself, after 366 d at the latest. \
            No webhook is told of it, as it tells where a home stands empty.

              gengfu absence --area 532899101201 --zone household-7 --for 14d --reason 'in hospital'
            """
    )

    @OptionGroup var period: PeriodOptions

    func run() throws { try period.act(.absence) }
}
