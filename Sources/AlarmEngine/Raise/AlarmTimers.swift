/// When the timers of a device's alarms go off, as far as they are set.
///
/// Almost every device waits for one thing, its silence: that one takes no memory of its own.
struct AlarmTimers: Hashable, Sendable {
    private struct Entry: Hashable, Sendable {
        let alarm: Int
        var at: Moment
    }

    private var first: Entry?
    private var further: [Entry] = []

    /// Of the alarm at that place in the profile; nil where none is set.
    subscript(alarm: Int) -> Moment? {
        get {
            if let first, first.alarm == alarm { return first.at }
            return further.first { $0.alarm == alarm }?.at
        }
        set {
            if first?.alarm == alarm {
                first = newValue.map { Entry(alarm: alarm, at: $0) }
                return
            }
            further.removeAll { $0.alarm == alarm }
            guard let newValue else { return }
            let entry = Entry(alarm: alarm, at: newValue)
            if first == nil { first = entry } else { further.append(entry) }
        }
    }
}
