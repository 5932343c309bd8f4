/// All that the engine remembers of one device.
struct DeviceState: Sendable {
    let key: DeviceKey
    /// Its profile's place in the engine.
    let profile: Int
    let area: String?
    /// From the registry, else from the topic of its last message.
    private(set) var zone: String?
    private let isZoneRegistered: Bool
    /// What it speaks through: from the registry, else from its last message that said so.
    private(set) var bridge: String?
    private let isBridgeRegistered: Bool
    let place: String?
    /// The registry says all of its topic, so that it is waited for before it is heard.
    let isAwaited: Bool
    /// The device that has taken its place: time alone raises nothing from it any more.
    var successor: String?
    /// The profile's, with the registry's overrides.
    let parameters: [Value]

    /// Nil is unknown.
    var fields: [Value?]
    /// Whether a live message ever set the field.
    var isLive = FieldSet()
    /// The fields that are their default, as no message ever set them.
    var defaulted: FieldSet
    var heardAt: Moment?
    /// It was said to be out of reach, and nothing was heard of it since.
    var isReportedOffline = false
    /// The last transmission that may be heard again; a restart forgets it.
    var transmission: Transmission?
    var freshness = Freshness()
    var undecodableRun = 0
    /// The causes of undecodable payloads of which an example was kept, a bit each.
    var sampledCauses: UInt8 = 0
    /// Shared by all devices of the profile until something happens to one.
    var alarms: [AlarmStatus]
    var timers = AlarmTimers()
    /// For functions over time.
    var memory: DeviceMemory
    /// Of a device of the gateway's own, once its area had an alarm: how many it had; one at most.
    var floods: [AreaFlood] = []
    /// What it is to the correlations that look at its profile, one a role.
    var marks: [Mark] = []
    /// Of a correlation's scope: what it waits for, and what excuses.
    var gathered: [GatheredRecord] = []

    /// What was said, and when it was first heard on the gateway's clock.
    struct Transmission: Hashable, Sendable {
        let digest: UInt64
        var at: Moment
    }

    init(
        key: DeviceKey, profile: Int, of definition: Profile, registered: RegisteredDevice?, zone topicZone: String?,
        bridge saidBridge: String? = nil
    ) {
        self.key = key
        self.profile = profile
        area = [key.area, registered?.area ?? ""].first { !$0.isEmpty }
        zone = registered?.zone ?? topicZone
        isZoneRegistered = registered?.zone != nil
        bridge = registered?.bridge ?? saidBridge
        isBridgeRegistered = registered?.bridge != nil
        place = registered?.place
        isAwaited = registered.map { key.area.isEmpty || !$0.area.isEmpty } ?? false
        parameters = definition.parameters(overriddenBy: registered)
        fields = definition.resting.fields
        defaulted = definition.resting.defaulted
        alarms = definition.resting.alarms
        memory = DeviceMemory(definition.memory)
    }

    var scope: Scope { Scope(fields: fields, parameters: parameters) }

    /// Whether what a message says of its zone and bridge is what is known already.
    func keeps(zone saidZone: String?, bridge saidBridge: String?) -> Bool {
        (isZoneRegistered || saidZone == nil || saidZone == zone)
            && (isBridgeRegistered || saidBridge == nil || saidBridge == bridge)
    }

    /// Takes the zone and the bridge that a message says, unless the registry knows better.
    mutating func move(to saidZone: String?, bridge saidBridge: String?) {
        if !isZoneRegistered, let saidZone { zone = saidZone }
        if !isBridgeRegistered, let saidBridge { bridge = saidBridge }
    }
}

/// What is needed to tell a new reading from a late or a repeated one.
struct Freshness: Hashable, Sendable {
    var newestTime: Moment?
    var newestSequence: Double?
    var newestDigest: UInt64 = 0
    var lateRun = 0
    var lateTime: Moment?

    enum Admission: Hashable, Sendable {
        case fresh
        /// Older than the newest of its device.
        case late
        /// Older than the newest, as its clock was stepped back: from now on it is the newest.
        case steppedBack
        /// The newest again, or something before it that the broker sends once more.
        case redelivered
    }

    /// So many late messages in rising order are a clock that was stepped back.
    private static let steppedBackRun = 3

    /// Judges a reading against the newest, and remembers it.
    ///
    /// - Parameters:
    ///   - time: the device's own time, if it is credible.
    ///   - sequence: its sequence number.
    ///   - digest: a hash of its payload.
    ///   - mayBeRedelivery: it belongs to the first in-flight window after a reconnect.
    ///   - isRetained: it is state and no occurrence: the same message may still come live, and must then count.
    ///   - isTrusted: whether the device's clock goes on as clocks do, so that an older time is late.
    /// - Returns: whether it is new, late, or to be ignored.
    mutating func admit(
        time: Moment?, sequence: Double?, digest: UInt64, mayBeRedelivery: Bool, isRetained: Bool,
        isTrusted: Bool = true
    ) -> Admission {
        if digest == newestDigest {
            if let time, time == newestTime { return .redelivered }
            if let sequence, sequence == newestSequence { return .redelivered }
        }
        if isRetained, time == nil { return .fresh }
        var admission = Admission.fresh
        if let time {
            if isTrusted, let newestTime, time < newestTime {
                guard isSteppedBack(time, mayBeRedelivery || isRetained) else { return .late }
                admission = .steppedBack
            }
            newestTime = time
        } else if let sequence, let newestSequence, sequence < newestSequence, mayBeRedelivery {
            return .redelivered
        }
        if isRetained { return .fresh }
        if time != nil || sequence != nil { newestDigest = digest }
        if let sequence { newestSequence = sequence }
        // A reading that says no time says nothing of the device's clock.
        if time != nil {
            lateRun = 0
            lateTime = nil
        }
        return admission
    }

    private mutating func isSteppedBack(_ time: Moment, _ mayBeRedelivery: Bool) -> Bool {
        // The same time once more, as of a device that says everything twice, neither counts nor begins anew.
        if mayBeRedelivery || time == lateTime { return false }
        lateRun = lateTime.map { time > $0 } ?? false ? lateRun + 1 : 1
        lateTime = time
        return lateRun >= Self.steppedBackRun
    }
}

extension DeviceState {
    /// Takes over what was kept of the device before a restart.
    mutating func restore(_ record: DeviceRecord, _ definition: Profile, sinkBits: [String: UInt64]) {
        move(to: record.zone, bridge: record.bridge)
        heardAt = record.heardAt
        isReportedOffline = record.isReportedOffline
        freshness = Freshness(
            newestTime: record.newestTime, newestSequence: record.newestSequence, newestDigest: record.newestDigest,
            lateRun: record.lateRun, lateTime: record.lateTime)
        undecodableRun = record.undecodableRun
        for field in record.fields {
            guard let index = definition.fields.firstIndex(where: { $0.name == field.name }),
                field.value.map({ $0.type == definition.fields[index].type }) ?? true
            else { continue }
            fields[index] = field.value
            defaulted.remove(index)
            if field.isLive { isLive.insert(index) }
        }
        memory.restore(record, definition)
        floods = record.floods.filter { $0.area.utf8.elementsEqual(key.area.utf8) }.prefix(1).map { AreaFlood($0) }
        for kept in record.alarms {
            guard let index = definition.alarms.firstIndex(where: { $0.name == kept.name }) else { continue }
            alarms[index].restore(kept, definition.alarms[index], sinkBits: sinkBits)
        }
        gathered = record.gathered.filter { kept in definition.alarms.contains { $0.name == kept.correlation } }
    }

    func record(_ definition: Profile, sinks: [SinkRoute]) -> DeviceRecord {
        var record = DeviceRecord(
            key: key, service: definition.description.service, zone: zone, heardAt: heardAt,
            newestTime: freshness.newestTime,
            newestSequence: freshness.newestSequence, newestDigest: freshness.newestDigest, lateRun: freshness.lateRun,
            lateTime: freshness.lateTime, undecodableRun: undecodableRun)
        for (index, field) in definition.fields.enumerated() {
            let trace = memory.trace(of: index, definition.memory)
            // A default is no value heard: what the profile says when it is read again counts. What overflowed is none either.
            let isHeard = field.defaultValue == nil ? fields[index] != nil : !defaulted.contains(index)
            guard isHeard || isLive.contains(index) || trace?.broughtAt != nil else { continue }
            record.fields.append(
                FieldRecord(
                    name: field.name, value: fields[index], isLive: isLive.contains(index), previous: trace?.previous,
                    broughtAt: trace?.broughtAt))
        }
        memory.fill(&record, definition.memory)
        for (status, rule) in zip(alarms, definition.alarms) where status.isWorthKeeping {
            record.alarms.append(status.record(rule, sinks: sinks))
        }
        record.bridge = bridge
        record.isReportedOffline = isReportedOffline
        record.floods = floods.map { $0.record(area: key.area) }
        record.gathered = gathered
        return record
    }
}
