import ArgumentParser

struct OutOfService: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "out-of-service",
        abstract: "Take one alarm out of service, as for a repair: nobody is told until it is back.",
        discussion: """
            Unlike a shelved one it does not come back by itself, unless you say when; `gengfu in-service` ends it, and \
            `gengfu alarms --covered` lists what is out of service. For all devices of a place see `gengfu maintenance`.

              gengfu out-of-service --device sd-104 --alarm smoke-high --reason 'detector sent in'
            """
    )

    @OptionGroup var alarm: AlarmOptions

    @OptionGroup var end: EndOptions

    @OptionGroup var hand: HandOptions

    func run() throws {
        let writeEnd = try end.writer(hand.control)
        try hand.act(.takeOutOfService) { writer in
            alarm.write(into: &writer)
            writeEnd(&writer)
        }
    }
}
