/// Docs/life.md, chattering and floods.
extension Model {
    /// Counts a raise, and says what is to be told of it.
    func countRaise(_ alarm: ModelAlarm, _ before: ModelAlarm.Before, mayBeTold: Bool, _ telling: inout Telling) {
        guard !alarm.plan.isMomentary else { return }
        alarm.raises.append(now)
        let third = alarm.raises.suffix(3)
        if let flapping = alarm.flapping {
            alarm.flapping?.raises += 1
            let isWorse = ModelAlarm.rank(alarm.severity) > ModelAlarm.rank(before.severity)
            if flapping.isTold {
                met(isWorse ? "worse while flapping" : "raised while flapping")
                if !isWorse { telling.audience = .nobody }
            } else if mayBeTold {
                met("flapping told later")
                alarm.flapping?.isTold = true
                telling.reason = "flapping"
            }
        } else if third.count == 3, let first = third.first, now - first < 60_000 {
            met(mayBeTold ? "flapping" : "flapping unheard")
            alarm.flapping = ModelFlapping(since: first, raises: 3, isTold: mayBeTold)
            telling.reason = "flapping"
        }
    }

    /// When an alarm that flaps will have calmed down.
    func calm(_ alarm: ModelAlarm) -> Int64? {
        alarm.flapping == nil ? nil : alarm.raises.suffix(3).first.map { $0 + 60_000 }
    }

    func endFlapping(_ alarm: ModelAlarm, of device: ModelDevice, at time: Int64) {
        guard let flapping = alarm.flapping, let last = alarm.raises.last else { return }
        alarm.flapping = nil
        met("flapping over")
        let reason = "flapping over: \(flapping.raises) raises in \(Self.whole(last - flapping.since))"
        tell("note", alarm, of: device, at: time, Telling(reason: reason))
    }

    /// A person has ended the life: the flapping is over, and the raises before count no more.
    func calmByHand(_ alarm: ModelAlarm, _ before: ModelAlarm.Before, of device: ModelDevice) {
        guard before.state != "normal", alarm.state == "normal" else { return }
        if alarm.flapping != nil { met("flapping ended by a hand") }
        endFlapping(alarm, of: device, at: clock)
        alarm.raises = []
    }

    /// In whole seconds, without parts that are zero.
    private static func whole(_ milliseconds: Int64) -> String {
        var rest = milliseconds / 1000
        var text = ""
        for (unit, size) in [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)] as [(String, Int64)] {
            if rest / size > 0 { text += "\(rest / size)\(unit)" }
            rest %= size
        }
        return text.isEmpty ? "0s" : text
    }

    // MARK: Floods

    /// Counts an alarm of an area, which may begin a flood.
    func countForFlood(_ area: String) {
        guard course.gateway != nil else { return }
        var flood = floods[area] ?? ModelFlood()
        flood.raises.append(now)
        if flood.beganAt != nil { flood.count += 1 }
        let begins = flood.beganAt == nil && flood.raises.count { now - $0 < 600_000 } >= 10
        if begins {
            flood.count = 10
            flood.beganAt = max(now, flood.lastBeganAt.map { $0 + 1 } ?? now)
            flood.lastBeganAt = flood.beganAt
        }
        floods[area] = flood
        if begins {
            met("flood")
            tellOwn("raised", "flood", "moderate", "supervisory", area, began: flood.beganAt ?? 0, at: now)
        }
    }

    func floodEnd(_ flood: ModelFlood) -> Int64? {
        flood.beganAt == nil ? nil : flood.raises.suffix(5).first.map { $0 + 600_000 }
    }

    func endFloods(at time: Int64) {
        for area in floods.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard let flood = floods[area], let end = floodEnd(flood), end <= time else { continue }
            met("flood over")
            floods[area]?.beganAt = nil
            tellOwn(
                "cleared", "flood", "moderate", "supervisory", area, began: flood.beganAt ?? 0, at: time,
                values: "alarms=\(Double(flood.count))")
            for device in devices where device.shownArea == area {
                for alarm in device.alarms where alarm.isHeldBack {
                    alarm.isHeldBack = false
                    guard alarm.state != "normal" else { continue }
                    met("told after a flood")
                    tell("note", alarm, of: device, at: time, Telling(reason: "raised in a flood"))
                }
            }
        }
    }

    /// An event of the gateway's own.
    func tellOwn(
        _ kind: String, _ alarm: String, _ severity: String, _ signal: String, _ area: String, zone: String? = nil,
        began: Int64, at time: Int64, values: String = "", _ telling: Telling = Telling()
    ) {
        var words = ["@\(time - Course.start)", kind, "gengfu/\(area)/\(course.gateway ?? "gengfu")", alarm]
        words += [severity, signal, kind == "raised" ? "unacknowledged" : "normal", "×1"]
        words += ["began \(began - Course.start)", "{\(values)}"]
        if !area.isEmpty { words.append("area \(area)") }
        if let zone { words.append("zone \(zone)") }
        words += trailer(telling)
        let hearers = course.sinks.filter { sink in
            alarm != "absence" && !sink.isStandby && sink.signals.contains(signal)
                && ModelAlarm.rank(severity) >= ModelAlarm.rank(sink.severity)
        }
        words.append("→ \(hearers.map(\.name).joined(separator: ","))")
        lines.append(words.joined(separator: " "))
    }
}

/// An alarm that chatters, in the model.
struct ModelFlapping {
    /// The first of the raises that made it so, on the gateway's clock.
    var since: Int64
    var raises: Int
    /// Somebody may have been told that it does.
    var isTold: Bool
}

/// What the model remembers of an area's alarms.
struct ModelFlood {
    /// On the gateway's clock.
    var raises: [Int64] = []
    var beganAt: Int64?
    var lastBeganAt: Int64?
    var count = 0
}
