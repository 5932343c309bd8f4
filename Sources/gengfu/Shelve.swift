import ArgumentParser

struct Shelve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Silence one alarm for a while: it is judged and recorded, and nobody is told.",
        discussion: """
            For a nuisance that somebody is already dealing with. It ends by itself: at the time you say, with --once when \
            the alarm next goes off, or at the longest time the configuration allows (12 h unless changed). If the \
            alarm is on when it ends, everybody is told anew. Shelving again replaces the time.

              gengfu shelve 4ddc --for 2h --reason 'welding in the yard'
              gengfu shelve --device sd-104 --alarm smoke-high --until 18:30 --once
            """
    )

    @OptionGroup var alarm: AlarmOptions

    @OptionGroup var end: EndOptions

    @Flag(help: "End it already when the alarm next goes off.")
    var once = false

    @OptionGroup var hand: HandOptions

    func run() throws {
        let writeEnd = try end.writer(hand.control)
        try hand.act(.shelve) { writer in
            alarm.write(into: &writer)
            writeEnd(&writer)
            if once { writer.member("once", true) }
        }
    }
}
