import Foundation

/// What became of the POSTs so far.
struct Counts: Encodable {
    /// Good and new.
    var received = 0
    /// Good and seen before.
    var repeats = 0
    /// Found bad: 400, 401, 413.
    var rejected = 0
    /// Not judged, because a fault was asked for.
    var refused = 0
    /// Hung or dropped.
    var unanswered = 0
    /// Answers by status.
    var answered: [String: Int] = [:]
}

/// Everything the receiver remembers; one POST at a time.
actor Inbox {
    private let inspection: Inspection
    private let printsJSON: Bool
    private let output: LineFile?
    private var plan: FaultPlan
    private var memory = RepeatMemory()
    private(set) var counts = Counts()

    init(inspection: Inspection, plan: FaultPlan, printsJSON: Bool, output: LineFile?) {
        self.inspection = inspection
        self.plan = plan
        self.printsJSON = printsJSON
        self.output = output
    }

    var script: String { plan.script }

    func change(to plan: FaultPlan) {
        self.plan = plan
    }

    func nextAct() -> Act {
        plan.next()
    }

    func countRefusal() {
        counts.refused += 1
    }

    func countUnanswered() {
        counts.unanswered += 1
    }

    func countAnswer(_ status: Int) {
        counts.answered["\(status)", default: 0] += 1
    }

    func reject(_ rejection: Rejection, id: String?) {
        counts.rejected += 1
        say("rejected \(id ?? "a delivery") with \(rejection.status): \(rejection.reason)")
    }

    /// Judges a POST, prints it and remembers it; whether it was a repeat.
    ///
    /// - Throws: ``Rejection``: what is wrong with it, or 500 if it could not be written down. What was not written down
    ///   is not confirmed either, and the sender will try again.
    func take(_ attempt: Attempt, at now: Date) throws(Rejection) -> Bool {
        do throws(Rejection) {
            let delivery = try inspection.delivery(attempt, atSeconds: Int64(now.timeIntervalSince1970))
            let isRepeat = memory.contains(delivery.id)
            guard keep(DeliveryLine(delivery: delivery, isRepeat: isRepeat, received: now)) else {
                throw Rejection(status: 500, reason: "The delivery could not be written down.")
            }
            memory.remember(delivery.id)
            if isRepeat { counts.repeats += 1 } else { counts.received += 1 }
            return isRepeat
        } catch {
            reject(error, id: attempt.id)
            throw error
        }
    }

    /// With an output file it is the file that counts: whoever read the terminal may have gone.
    private func keep(_ line: DeliveryLine) -> Bool {
        if let output, !output.write(line.json) { return false }
        return LineFile.standardOutput.write(printsJSON ? line.json : line.text) || output != nil
    }
}
