import AlarmEngine
import Gateway
import Glibc

/// What the day came to.
struct DemoSummary {
    let published: Int
    let status: JSONValue
    let events: [NumberedEvent]
    /// What happened while the receiver's lines were read.
    let eventsSince: [NumberedEvent]
    /// What the receiver wrote down.
    let received: [JSONValue]

    private var judged: Int { Int(status["counts"]?["messages"]?.number ?? 0) }
    private var told: Set<String> { Set(received.compactMap { $0["id"]?.string }) }
    private var expected: Set<String> { ids(events) }

    private func ids(_ events: [NumberedEvent]) -> Set<String> {
        Set(events.map { "msg_\($0.id)_\($0.sequence)" })
    }

    /// One sentence if anything was lost; nil if nothing was.
    var loss: String? {
        if judged < published { return "\(published - judged) of \(published) messages did not reach the daemon." }
        let missing = expected.subtracting(told).count
        if missing > 0 { return "\(missing) of \(expected.count) events did not reach the receiver." }
        let unknown = told.subtracting(expected).subtracting(ids(eventsSince)).count
        if unknown > 0 { return "The receiver has \(unknown) deliveries that the ledger lacks." }
        return nil
    }

    /// The closing table.
    var table: String {
        let repeats = received.count { $0["repeat"]?.boolean == true }
        let lines =
            [
                "", "The day is over 一日终了", "",
                "messages    \(published) published, \(judged) judged",
                "events      \(events.count): \(counted(events.map(\.event.kind.rawValue)))",
                "alarms      raised, by service and severity:",
            ] + rows() + [
                "deliveries  \(told.intersection(expected).count) of \(expected.count) at the receiver, \(repeats) repeats, signatures checked",
                "lost        \(loss ?? "nothing")",
            ]
        return lines.joined(separator: "\n")
    }

    private func rows() -> [String] {
        let raised = events.map(\.event).filter { $0.kind == .raised }
        let head = "  \(padded("", 22))" + Severity.allCases.reversed().map { padded($0.rawValue, 10) }.joined()
        let rows = Service.allCases.map { service in
            let of = raised.filter { $0.service == service }
            let cells = Severity.allCases.reversed().map { severity in
                padded(String(of.count { $0.severity == severity }), 10)
            }
            return "  \(padded(service.rawValue, 22))\(cells.joined())"
        }
        return [head] + rows
    }

    private func counted(_ words: [String]) -> String {
        Dictionary(grouping: words) { $0 }.sorted { $0.key < $1.key }.map { "\($0.value.count) \($0.key)" }
            .joined(separator: ", ")
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

/// A file of JSON lines.
struct RecordedLines {
    var values: [JSONValue] = []

    init(path: String) throws {
        guard let file = fopen(path, "r") else { throw DemoError(description: "\(path) cannot be read.") }
        defer { fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        while case let length = getline(&line, &capacity, file), length > 0 {
            let bytes = Array(UnsafeRawBufferPointer(start: line, count: length))
            values.append(try JSONValue(parsing: bytes))
        }
    }
}
