import AlarmEngine

/// How devices' records lie in the table `devices`.
enum DeviceTable {
    static func save(_ records: [DeviceRecord], into database: Database) throws(DatabaseError) {
        let statement = try database.statement(
            """
            INSERT INTO devices (profile, topic_area, device, record) VALUES (?, ?, ?, ?)
            ON CONFLICT (profile, topic_area, device) DO UPDATE SET record = excluded.record
            """)
        for record in records {
            statement.bind(record.key.profile).bind(record.key.area).bind(record.key.device)
            try statement.bind(DeviceRecordCoding.bytes(of: record)).run()
        }
    }

    /// All of them, in order; a record that cannot be read costs its own device's memory and no other's.
    static func restore(
        from database: Database
    ) throws(DatabaseError) -> (records: [DeviceRecord], unreadable: [DeviceKey]) {
        var unreadable: [DeviceKey] = []
        var records: [DeviceRecord] = []
        // There may be a million: they are not gathered twice.
        _ = try database.statement(
            "SELECT profile, topic_area, device, record FROM devices ORDER BY profile, topic_area, device"
        )
        .rows { row in
            let key = DeviceKey(profile: row.text(), area: row.text(), device: row.text())
            do {
                records.append(try DeviceRecordCoding.record(of: key, from: row.bytes()))
            } catch {
                unreadable.append(key)
            }
        }
        return (records, unreadable)
    }
}
