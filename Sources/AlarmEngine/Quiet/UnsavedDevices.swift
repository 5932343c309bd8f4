/// The devices heard since they were last kept.
struct UnsavedDevices: Sendable {
    private enum Mark: BitwiseCopyable, Sendable {
        /// Not in `listed`.
        case none
        case unsaved
        /// In `listed`, and kept since.
        case saved
    }

    /// By device.
    private var marks: [Mark] = []
    /// In no order, each once.
    private var listed: [Int] = []

    mutating func insert(_ device: Int) {
        while marks.count <= device { marks.append(.none) }
        if marks[device] == .none { listed.append(device) }
        marks[device] = .unsaved
    }

    mutating func remove(_ device: Int) {
        if device < marks.count, marks[device] == .unsaved { marks[device] = .saved }
    }

    /// Takes out some, the first of them in order.
    mutating func take(atMost limit: Int) -> [Int] {
        for device in listed where marks[device] == .saved { marks[device] = .none }
        let all = listed.filter { marks[$0] == .unsaved }.sorted()
        let taken = Array(all.prefix(limit))
        for device in taken { marks[device] = .none }
        listed = Array(all.dropFirst(taken.count))
        return taken
    }
}
