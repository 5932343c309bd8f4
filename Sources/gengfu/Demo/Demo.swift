import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "A broker, the daemon, a webhook receiver and a day of a community: one command, nothing to configure.",
        discussion: """
            Starts them on free ports of 127.0.0.1 with their files in a temporary folder, plays 24 hours in about a minute, \
            shows each alarm as it comes, and closes with a table. Exits 1 if anything was lost.
            """
    )

    @Option(help: "How many hours of the day to play.")
    var hours = 24

    @Option(help: "How many times as fast as life.")
    var speed = 1440.0

    @Option(help: "The day's seed: the same seed is the same day.")
    var seed: UInt64 = 20_261_124

    @Option(help: "The language of the alarms' texts.")
    var lang = EventText.Language.both

    func validate() throws {
        if !(1...24).contains(hours) { throw ValidationError("--hours must be 1 to 24.") }
        if !speed.isFinite || !(1...20_000).contains(speed) { throw ValidationError("--speed must be 1 to 20000.") }
    }

    func run() throws {
        Interruption.watch()
        do {
            let stage = try DemoStage(speed: speed, seed: seed, language: lang)
            defer { stage.clear() }
            let summary = try play(on: stage)
            stage.clear()
            Terminal.say(summary.table)
            if let loss = summary.loss {
                Terminal.complain(loss)
                throw ExitCode(1)
            }
        } catch let error as DemoError {
            Terminal.complain("\(error)")
            throw ExitCode(EX_UNAVAILABLE)
        } catch let error as MosquittoError {
            // Ctrl-C ends the broker as well.
            if let exitCode = Interruption.exitCode { throw exitCode }
            Terminal.complain("\(error)")
            throw ExitCode(EX_UNAVAILABLE)
        }
    }

    private func play(on stage: DemoStage) throws -> DemoSummary {
        try stage.raise()
        let end = stage.start + .hours(Int64(hours))
        let messages = stage.day.messages.prefix { $0.time < end }
        Terminal.say(
            "更夫 Gengfu: \(stage.deviceCount) devices, \(messages.count) messages, \(hours) hours in "
                + "\(Int(Double(hours) * 3600 / speed)) seconds. Files: \(stage.folder)\n")
        try stage.startClock()
        let publisher = try Publisher(configuration: stage.broker(clientID: "gengfu-demo-player"))
        let operators = DutyOperators(control: stage.control)
        for message in messages {
            try stage.sleep(until: message.time)
            try publisher.publish(
                topic: message.topic, payload: message.payload, qos: 1, retain: message.isRetained)
            operators.lookAround(at: message.time)
        }
        try publisher.flush()
        publisher.close()
        try stage.sleep(until: end)
        try stage.awaitCalm(messages: messages.count)
        return try stage.summary(published: messages.count)
    }
}

struct DemoError: Error, CustomStringConvertible {
    let description: String
}
