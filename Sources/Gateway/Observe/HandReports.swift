import AlarmEngine

extension ControlReply {
    /// Answers a hand with the event it caused; a period to come has none yet.
    public static func done(_ event: NumberedEvent?) -> String {
        accepted { writer in
            if let event { write(event, into: &writer) }
        }
    }

    /// Answers a hand that began a period, with how many known devices are in it now.
    public static func begun(_ period: Period, devices: Int, _ event: NumberedEvent?) -> String {
        accepted { writer in
            writer.member("devices", Int64(devices))
            writer.key("period")
            writer.object { write(period, into: &$0) }
            if let event { write(event, into: &writer) }
        }
    }

    /// Answers `periods`: those that go on, then those to come, the earliest first.
    public static func periods(_ periods: [Period]) -> String {
        let ordered = periods.sorted { left, right in
            if (left.beganAt == nil) != (right.beganAt == nil) { return left.beganAt != nil }
            return (left.from, left.until, left.target.area) < (right.from, right.until, right.target.area)
        }
        return accepted { writer in
            writer.key("periods")
            writer.array { writer in
                for period in ordered { writer.object { write(period, into: &$0) } }
            }
        }
    }

    private static func write(_ event: NumberedEvent, into writer: inout JSONWriter) {
        writer.member("id", event.id)
        writer.member("state", event.event.shownState)
        writer.key("event")
        writer.raw(EventLine.json(event))
    }

    private static func write(_ period: Period, into writer: inout JSONWriter) {
        writer.member("kind", period.kind.rawValue)
        writer.member("area", period.target.area.isEmpty ? nil : period.target.area)
        writer.member("zone", period.target.zone)
        writer.member("device", period.target.device)
        writer.member("from", Timestamp.text(period.from))
        writer.member("until", Timestamp.text(period.until))
        writer.member("begun", period.beganAt != nil)
        writer.member("by", period.by)
        writer.member("reason", period.reason)
    }
}
