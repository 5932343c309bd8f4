import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

struct Tail: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        abstract: "Show alarms as they happen.",
        discussion: "With -f it goes on through restarts of the daemon, without a gap or a repeat.")

    @Flag(name: [.customShort("f"), .long], help: "Go on as events happen.")
    var follow = false

    @Option(name: [.customShort("n"), .long], help: "How many of the past events to show first.")
    var lines: Int?

    @Option(help: ArgumentHelp("Show everything after that event instead.", valueName: "seq"))
    var after: Int64?

    @OptionGroup var filters: FilterOptions

    @Option(help: "How to print an event.")
    var format = Format.text

    @Option(help: "The language of the text.")
    var lang = EventText.Language.zh

    @OptionGroup var control: ControlOptions

    func validate() throws {
        if let lines, lines < 0 { throw ValidationError("-n must be 0 or more.") }
        if let after, after < 0 { throw ValidationError("--after must be 0 or more.") }
        if lines != nil, after != nil { throw ValidationError("-n and --after exclude each other.") }
    }

    func run() throws {
        let printer = EventPrinter(filter: filters.filter, format: format, text: try control.text(lang))
        let path = try control.path()
        try reporting { () throws(ControlError) in
            let client = try ControlClient(path: path)
            guard let newest = try showPast(printer, client), follow else { return }
            var follower = EventFollower(path: path, after: newest)
            try follower.run(on: client, output: STDOUT_FILENO, news: { tell($0, path) }) { printer.show($0) }
        }
    }

    /// Prints what was; nil if nobody reads it any more, else the number after which to follow.
    private func showPast(_ printer: EventPrinter, _ client: ControlClient) throws(ControlError) -> Int64? {
        if follow, let after { return after }
        let history = EventHistory(client: client)
        guard let after else {
            let (events, newest) = try history.last(lines ?? 20, where: printer.isWanted)
            return events.allSatisfy(printer.show) ? newest : nil
        }
        var reached = after
        while case let page = try history.events(after: reached).events, let last = page.last {
            guard page.allSatisfy(printer.show) else { return nil }
            reached = last.sequence
        }
        return reached
    }

    private func tell(_ news: EventFollower.News, _ path: String) {
        switch news {
        case .waiting: Terminal.complain("The daemon at \(path) is gone; waiting for it.")
        case .resumed: Terminal.complain("The daemon is back.")
        case .otherLedger: Terminal.complain("The daemon's ledger is another one now; it is shown from its beginning.")
        }
    }
}

/// Prints the events that are wanted.
struct EventPrinter {
    let filter: EventFilter
    let format: Tail.Format
    let text: EventText

    /// An event of a kind unknown to this program is shown: better once too often than not at all.
    func isWanted(_ record: EventRecord) -> Bool {
        record.event.map { filter.matches($0.event) } ?? true
    }

    /// False if nobody reads it any more.
    func show(_ record: EventRecord) -> Bool {
        guard isWanted(record) else { return true }
        switch format {
        case .json: return Terminal.say(record.line)
        case .text:
            let raw = String(decoding: record.line, as: UTF8.self)
            return Terminal.say(record.event.map(text.line) ?? TerminalSafe.escaped(raw))
        }
    }
}
