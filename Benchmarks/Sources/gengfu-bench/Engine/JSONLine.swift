/// One flat JSON object of numbers, for a parent process.
struct JSONLine {
    private var members: [String] = []

    var text: String { "{\(members.joined(separator: ","))}" }

    mutating func add(_ name: String, _ value: some FixedWidthInteger) {
        members.append("\"\(name)\":\(value)")
    }
}
