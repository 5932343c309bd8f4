import ArgumentParser

/// The faults the receiver starts with.
struct FaultOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Answer every delivery with this status.", valueName: "status"))
    var answer: Int?

    @Option(help: ArgumentHelp("Send Retry-After with that answer.", valueName: "seconds"))
    var retryAfter: Int?

    @Option(help: "Wait so long before each answer; what is good is recorded before the wait.")
    var delay: Span = .zero

    @Flag(help: "Never answer.")
    var hang = false

    @Flag(help: "Drop the connection instead of answering.")
    var close = false

    @Option(help: "Do so with the first so many deliveries only (with 500 unless told otherwise).")
    var failFirst: Int?

    @Option(
        help: """
            Answer in turn, then as the other options say: 500*3,429:2,hang,close@1s,200 is three times 500, a 429 with \
            Retry-After 2, one hang, a connection dropped after 1 s, a good answer.
            """)
    var script: String = ""

    func validate() throws {
        guard [answer != nil, hang, close].count(where: { $0 }) <= 1 else {
            throw ValidationError("Choose one of --answer, --hang and --close.")
        }
        guard retryAfter == nil || answer != nil else {
            throw ValidationError("--retry-after goes with --answer, such as --answer 429 --retry-after 3.")
        }
        guard retryAfter.map({ $0 >= 0 }) ?? true, failFirst.map({ 1...1_000_000 ~= $0 }) ?? true else {
            throw ValidationError("--retry-after must be at least 0, and --fail-first from 1 to 1000000.")
        }
        do {
            _ = try plan()
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func plan() throws -> FaultPlan {
        let act = try act()
        guard let failFirst else { return try FaultScript(script, standing: act).plan }
        let scripted = try FaultScript(script, standing: .normal).plan
        let failing = act.answer == .honest(status: 200) ? Act(answer: .refusal500, delay: delay) : act
        return FaultPlan(steps: scripted.steps + [.init(act: failing, count: failFirst)], standing: scripted.standing)
    }

    private func act() throws -> Act {
        if hang { return Act(answer: .hang, delay: delay) }
        if close { return Act(answer: .close, delay: delay) }
        guard let answer else { return Act(answer: .honest(status: 200), delay: delay) }
        guard let act = Act(status: answer, retryAfterSeconds: retryAfter, delay: delay) else {
            throw ValidationError("--answer must be a status from 200 to 599, and --retry-after needs one from 300.")
        }
        return act
    }
}

extension Act.Answer {
    fileprivate static let refusal500 = Act.Answer.refusal(status: 500, retryAfterSeconds: nil)
}
