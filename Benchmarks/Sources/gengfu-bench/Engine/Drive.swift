import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

/// One run of the engine in a process of its own, so that it can be put under valgrind or a counter of allocations, and so
/// that its memory is its own: what it measured is one line of JSON.
struct Drive: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Drive the engine in this process, and print what it took.", shouldDisplay: false)

    @Option(help: "The folder of the profile.")
    var devices: String

    @Option(help: "How many devices.")
    var count = 10_000

    @Option(help: "Messages that are measured.")
    var messages = 1_000_000

    @Option(help: "Messages of each device before that.")
    var warm = 2

    @Option(help: "Events of 10,000 messages.")
    var events = 0

    @Flag(help: "Then let every silence deadline pass.")
    var silence = false

    @Option(help: "Write a ledger that knows all devices into this folder.")
    var ledger: String?

    func run() throws {
        var configuration = try Setup.load(config: nil, devices: [devices]).engineConfiguration
        configuration.maximumDevices = max(count, 1)
        let traffic = Traffic(devices: count, events: events)
        let bare = Resident.bytes()
        var drive = EngineDrive(configuration: configuration, traffic: traffic)
        if warm > 0 { drive.send(count) }
        let grown = Resident.bytes() - bare
        if warm > 1 { drive.send((warm - 1) * count) }
        drive.reset()
        drive.send(messages)
        var line = JSONLine()
        line.add("messages", messages)
        line.add("judged", drive.judged)
        line.add("events", drive.events)
        line.add("nanoseconds", drive.nanoseconds)
        line.add("allocations", drive.allocations)
        line.add("counting", AllocationCount.isCounting ? 1 : 0)
        line.add("resident", grown)
        if silence { passSilence(&drive, &line) }
        if let ledger { try keep(drive.engine, in: ledger) }
        print(line.text)
    }

    /// Steps over the moments at which devices fall silent, a hundred at a time.
    private func passSilence(_ drive: inout EngineDrive, _ line: inout JSONLine) {
        drive.reset()
        var deadlines = 0
        while let next = drive.engine.nextDeadline, deadlines < count {
            drive.advance(to: next + Span(milliseconds: 10))
            deadlines = drive.events
        }
        line.add("deadlines", drive.events)
        line.add("deadlineNanoseconds", drive.nanoseconds)
    }

    private func keep(_ engine: Engine, in folder: String) throws {
        let ledger = try Ledger(folder: folder)
        var records = engine.records()[...]
        while !records.isEmpty {
            var batch = LedgerBatch()
            batch.devices = Array(records.prefix(10_000))
            try ledger.commit(batch)
            records = records.dropFirst(10_000)
        }
    }
}
