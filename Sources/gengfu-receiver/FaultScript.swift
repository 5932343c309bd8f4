/// The one language for faults: `--script`, and the body of `POST /fault`.
///
///     500*3,429:2,hang,200        three times 500, a 429 with Retry-After 2, one hang, one good answer, then normal
///     close@250ms,503*            one connection dropped after 250 ms, then 503 until told otherwise
///
/// A step is `STATUS[:RETRY_AFTER_SECONDS]`, `hang` or `close`, then perhaps `@DELAY`, then perhaps `*COUNT`; `*`
/// without a count is the last step, which stands. A status 2xx is a good answer. An empty script is normal service.
struct FaultScript {
    struct SyntaxError: Error, CustomStringConvertible {
        let step: String
        let reason: String
        var description: String {
            "The fault '\(escaped(step))' cannot be used: \(reason); a script is like 500*3,429:2,hang,close@1s,200."
        }
    }

    let plan: FaultPlan

    /// Reads a script; what follows its last step is `standing`.
    init(_ text: String, standing: Act = .normal) throws(SyntaxError) {
        var steps: [FaultPlan.Step] = []
        var last = standing
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
        guard parts != [""] else {
            plan = FaultPlan(standing: standing)
            return
        }
        for (index, part) in parts.enumerated() {
            let (front, count) = try Self.split(part, at: "*")
            let act = try Self.act(front, of: part)
            switch count {
            case nil: steps.append(.init(act: act, count: 1))
            case "" where index == parts.count - 1: last = act
            case "": throw SyntaxError(step: part, reason: "only the last step may stand, with a bare '*'")
            case let digits?:
                guard let count = Int(digits), 1...1_000_000 ~= count else {
                    throw SyntaxError(step: part, reason: "the count after '*' must be 1 to 1000000")
                }
                steps.append(.init(act: act, count: count))
            }
        }
        plan = FaultPlan(steps: steps, standing: last)
    }

    private static func act(_ text: String, of step: String) throws(SyntaxError) -> Act {
        let (front, delayText) = try split(text, at: "@")
        guard let delay = delayText.map({ Span(argument: $0) }) ?? .zero else {
            throw SyntaxError(step: step, reason: "the delay after '@' needs a number and a unit, such as 250ms or 3s")
        }
        switch front {
        case "hang": return Act(answer: .hang, delay: delay)
        case "close": return Act(answer: .close, delay: delay)
        default: break
        }
        let (status, retryAfter) = try split(front, at: ":")
        let seconds = retryAfter.map { Int($0) }
        guard seconds != .some(nil), let code = Int(status),
            let act = Act(status: code, retryAfterSeconds: seconds ?? nil, delay: delay)
        else {
            throw SyntaxError(
                step: step, reason: "it must be a status from 200 to 599 (:SECONDS from 300), 'hang' or 'close'")
        }
        return act
    }

    private static func split(_ text: String, at mark: Character) throws(SyntaxError) -> (String, String?) {
        let parts = text.split(separator: mark, omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first else {
            throw SyntaxError(step: text, reason: "'\(mark)' stands in it more than once")
        }
        return (String(first), parts.count == 2 ? String(parts[1]) : nil)
    }
}

extension FaultPlan {
    /// The plan in the language of ``FaultScript``: what `GET /fault` answers.
    var script: String {
        (steps.map { $0.count == 1 ? $0.act.script : "\($0.act.script)*\($0.count)" } + ["\(standing.script)*"])
            .joined(separator: ",")
    }
}

extension Act {
    fileprivate var script: String {
        let front =
            switch answer {
            case .honest(let status): "\(status)"
            case .refusal(let status, let seconds): seconds.map { "\(status):\($0)" } ?? "\(status)"
            case .hang: "hang"
            case .close: "close"
            }
        return delay == .zero ? front : "\(front)@\(delay)"
    }
}

private func trimmed(_ text: Substring) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\n" || $0 == "\r" || $0 == "\t" || $0 == "\r\n" }
    return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
}
