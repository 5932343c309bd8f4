import ArgumentParser

struct Drill: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Begin or end a drill: alarms of that place are marked as tests, and go only to sinks that take drills.",
        discussion: """
            Alarms that were on before stay real, and so does everything outside the place. It ends by itself, after 24 h at \
            the latest; an alarm that is on then is raised anew, as a real one.

              gengfu drill --area 532899101201 --for 30m --reason 'autumn drill'
              gengfu drill --area 532899101201 --end
            """
    )

    @OptionGroup var period: PeriodOptions

    func run() throws { try period.act(.drill) }
}
