extension Engine {
    /// An alarm nobody configures any more.
    struct Orphan: Hashable, Sendable {
        let device: DeviceRecord
        let alarm: AlarmRecord

        var service: Service {
            device.gathered.first { $0.correlation == alarm.name }?.service ?? device.service
        }
    }
}
