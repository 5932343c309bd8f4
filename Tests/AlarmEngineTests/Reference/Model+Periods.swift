/// Docs/life.md, periods: drills, maintenance, absence.
extension Model {
    /// When the next period begins or ends, or a flood.
    func ownDeadline() -> Int64? {
        (periods.map { $0.beganAt == nil ? $0.from : $0.until } + floods.values.compactMap { floodEnd($0) }).min()
    }

    /// Lets those begin and end that are to at `moment`: by kind, beginnings first.
    func runOwn(at moment: Int64) {
        now = moment
        for kind in ["absence", "drill", "flood", "maintenance"] {
            if kind == "flood" { endFloods(at: moment) }
            for period in periods where period.kind == kind && period.beganAt == nil && period.from <= moment {
                begin(period, at: moment)
            }
            for period in periods where period.kind == kind && period.beganAt != nil && period.until <= moment {
                end(period, at: moment, Telling(by: period.by, reason: period.reason, until: period.until), byHand: nil)
            }
        }
    }

    /// Answers why it may not.
    func plan(_ period: ModelPeriod) -> String? {
        guard period.until > period.from, period.until > clock else { return "alreadyOver" }
        guard period.until - period.from <= ModelPeriod.longest(period.kind) else { return "tooLong" }
        periods.append(period)
        if period.from <= clock { begin(period, at: clock) }
        return nil
    }

    private func begin(_ period: ModelPeriod, at time: Int64) {
        guard let index = periods.firstIndex(where: { $0 == period }) else { return }
        let last = lastPeriod["\(period.kind)"]
        let beganAt = max(time, last.map { $0 + 1 } ?? time)
        lastPeriod["\(period.kind)"] = beganAt
        periods[index].beganAt = beganAt
        met("\(period.kind) begins")
        tell("raised", periods[index], at: time, Telling(by: period.by, reason: period.reason, until: period.until))
        guard period.kind != "drill" else { return }
        for device in devices where period.covers(device) {
            for alarm in device.alarms where alarm.state != "normal" {
                for (cover, telling) in automatic(alarm, device)
                where cover.source == period.kind && !alarm.covers.contains(where: { $0.source == cover.source }) {
                    lay(cover, on: alarm, of: device, at: time, telling)
                }
            }
        }
    }

    /// Answers whether there was one.
    func endPeriods(_ kind: String, _ hand: CourseHand, zone: String?, device: String?) -> Bool {
        let like = ModelPeriod(kind: kind, area: hand.area, zone: zone, device: device, from: 0, until: 0)
        let ending = periods.filter { $0.isOn(like) && $0.beganAt != nil }
        for period in ending {
            end(
                period, at: clock,
                Telling(by: hand.by ?? period.by, reason: hand.reason ?? period.reason, until: period.until),
                byHand: hand)
        }
        if !ending.isEmpty { return true }
        let waiting = periods.contains { $0.isOn(like) }
        periods.removeAll { $0.isOn(like) }
        return waiting
    }

    private func end(_ period: ModelPeriod, at time: Int64, _ telling: Telling, byHand hand: CourseHand?) {
        periods.removeAll { $0 == period }
        met("\(period.kind) ends")
        tell("cleared", period, at: time, telling)
        for device in devices where period.covers(device) {
            for alarm in device.alarms {
                if period.kind == "drill" {
                    endTest(alarm, of: device, at: time)
                } else {
                    let isStill = automatic(alarm, device).contains { $0.0.source == period.kind }
                    guard !isStill, let cover = alarm.covers.first(where: { $0.source == period.kind }) else {
                        continue
                    }
                    let isSecret = period.kind == "absence"
                    lift(
                        cover, from: alarm, of: device, at: time,
                        Telling(by: isSecret ? nil : hand?.by, reason: isSecret ? nil : hand?.reason))
                }
            }
        }
    }

    /// The drill is over: its life ends, and what is on begins a real one.
    private func endTest(_ alarm: ModelAlarm, of device: ModelDevice, at time: Int64) {
        let isStill = periods.contains { $0.kind == "drill" && $0.beganAt != nil && $0.covers(device) }
        guard alarm.isTest, alarm.state != "normal", !isStill else { return }
        let severity = alarm.plan.isMomentary ? nil : alarm.severityNow
        let before = alarm.before
        alarm.state = "normal"
        met("drill over")
        happen("cleared", alarm, of: device, at: time, before, Telling(reason: "drill over"))
        let normal = alarm.before
        guard let severity, let kind = alarm.comesOn(severity, at: time) else { return }
        met("real after the drill")
        happen(kind, alarm, of: device, at: time, normal)
    }

    private func tell(_ kind: String, _ period: ModelPeriod, at time: Int64, _ telling: Telling) {
        let beganAt = periods.first { $0.isOn(period) && $0.from == period.from }?.beganAt ?? period.beganAt ?? 0
        tellOwn(
            kind, period.kind, "minor", period.kind == "drill" ? "test" : "supervisory", period.area, zone: period.zone,
            began: beganAt, at: time, values: period.device.map { "device=\($0)" } ?? "", telling)
    }
}
