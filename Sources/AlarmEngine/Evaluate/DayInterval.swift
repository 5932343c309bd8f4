/// A time of every day, such as from 22:00 up to 06:00.
struct DayInterval: Hashable, Sendable {
    static let day: Int64 = 86_400_000

    /// Milliseconds from midnight, local time; up to, and without, `end`, which may be a whole day.
    let start: Int64
    let end: Int64

    func contains(_ moment: Moment, _ clock: LocalClock) -> Bool {
        let time = DayInterval.timeOfDay(moment + clock.segment(at: moment).offset)
        return start < end ? time >= start && time < end : time >= start || time < end
    }

    /// The next moment at which it could begin or end: there, or where the local clock is set.
    func boundary(after moment: Moment, _ clock: LocalClock) -> Moment {
        let (offset, until) = clock.segment(at: moment)
        let local = moment + offset
        let time = DayInterval.timeOfDay(local)
        let wait = min(DayInterval.wait(from: time, to: start), DayInterval.wait(from: time, to: end))
        return min(moment + Span(milliseconds: wait), until)
    }

    private static func wait(from time: Int64, to edge: Int64) -> Int64 {
        edge > time ? edge - time : edge + day - time
    }

    private static func timeOfDay(_ local: Moment) -> Int64 {
        let rest = local.milliseconds % day
        return rest < 0 ? rest + day : rest
    }
}

extension LocalClock {
    /// How far it is ahead of UTC at a moment, and up to when.
    func segment(at moment: Moment) -> (offset: Span, until: Moment) {
        var (low, high) = (0, offsets.count)
        while low < high {
            let middle = (low + high) / 2
            if offsets[middle].from <= moment { low = middle + 1 } else { high = middle }
        }
        guard let first = offsets.first else { return (.zero, .distantFuture) }
        let offset = low == 0 ? first : offsets[low - 1]
        return (.seconds(Int64(offset.secondsEast)), low < offsets.count ? offsets[low].from : .distantFuture)
    }
}
