extension Migration {
    /// Every version there ever was.
    ///
    /// A released one is never edited: what changes is a further one.
    static let all = [Migration(version: 1, script: first), Migration(version: 2, script: life)]

    /// Times are milliseconds since 1970, UTC.
    ///
    /// Words are those of the events' contract. STRICT tables (SQLite 3.37) keep
    /// a column's type; `_exact` and `record` are in the encoding of `RecordCoding.swift`.
    private static let first = """
        -- Append-only. `topic_area` is the device's own, `area` what the event says.
        CREATE TABLE events (
            seq INTEGER PRIMARY KEY,
            alarm_id TEXT NOT NULL,
            time INTEGER NOT NULL,
            event TEXT NOT NULL,
            profile TEXT NOT NULL,
            topic_area TEXT NOT NULL,
            device TEXT NOT NULL,
            alarm TEXT NOT NULL,
            began_at INTEGER NOT NULL,
            service TEXT NOT NULL,
            area TEXT,
            zone TEXT,
            place TEXT,
            severity TEXT NOT NULL,
            signal TEXT NOT NULL,
            state TEXT NOT NULL,
            occurrences INTEGER NOT NULL,
            values_json TEXT,
            values_exact BLOB,
            text_en TEXT,
            text_zh TEXT,
            discreet_en TEXT,
            discreet_zh TEXT,
            by_whom TEXT,
            reason TEXT,
            late INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX events_of_alarm ON events (alarm_id, seq);

        -- The newest event of every alarm that is not back to normal.
        CREATE TABLE alarms (
            profile TEXT NOT NULL,
            topic_area TEXT NOT NULL,
            device TEXT NOT NULL,
            alarm TEXT NOT NULL,
            seq INTEGER NOT NULL REFERENCES events (seq),
            PRIMARY KEY (profile, topic_area, device, alarm)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX alarms_by_event ON alarms (seq);

        -- What the engine must remember of each device and its alarms.
        CREATE TABLE devices (
            profile TEXT NOT NULL,
            topic_area TEXT NOT NULL,
            device TEXT NOT NULL,
            record BLOB NOT NULL,
            PRIMARY KEY (profile, topic_area, device)
        ) STRICT;

        -- Of the undelivered ones of one sink and alarm, none is more urgent than an earlier one: so that the order of
        -- urgency never breaks the order in which a sink hears of an alarm.
        CREATE TABLE deliveries (
            seq INTEGER NOT NULL REFERENCES events (seq),
            sink TEXT NOT NULL,
            alarm_id TEXT NOT NULL,
            webhook_id TEXT NOT NULL GENERATED ALWAYS AS ('msg_' || alarm_id || '_' || seq) VIRTUAL,
            signal TEXT NOT NULL,
            urgency INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'refused', 'failed')),
            attempts INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL,
            first_attempt_at INTEGER,
            last_attempt_at INTEGER,
            next_attempt_at INTEGER,
            refused_at INTEGER,
            late INTEGER NOT NULL DEFAULT 0,
            outcome TEXT,
            fallback_of TEXT,
            PRIMARY KEY (seq, sink)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX deliveries_in_order ON deliveries (sink, state, urgency DESC, seq);
        CREATE INDEX deliveries_of_alarm ON deliveries (alarm_id, sink, seq);

        -- The last messages that changed anything: they may come again after a crash.
        CREATE TABLE kept_messages (
            number INTEGER PRIMARY KEY,
            topic TEXT NOT NULL,
            packet_id INTEGER NOT NULL,
            digest INTEGER NOT NULL,
            UNIQUE (topic, packet_id, digest)
        ) STRICT;

        -- The last event that a sink without deliveries has written.
        CREATE TABLE cursors (sink TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """

    /// Rules and life.
    private static let life = """
        -- What lies over `state`, if anything does.
        ALTER TABLE events ADD COLUMN cover TEXT;
        ALTER TABLE events ADD COLUMN until INTEGER;
        ALTER TABLE events ADD COLUMN test INTEGER NOT NULL DEFAULT 0;
        -- The sinks that were to be told, each with a blank before and after it; NULL where nobody wrote it down.
        ALTER TABLE events ADD COLUMN told TEXT;

        -- The newest event of every life that is not back to normal, and of every alarm that is covered. By life: several
        -- drills go on at once, and each is a life of the same alarm.
        CREATE TABLE standing (
            alarm_id TEXT PRIMARY KEY,
            profile TEXT NOT NULL,
            topic_area TEXT NOT NULL,
            device TEXT NOT NULL,
            alarm TEXT NOT NULL,
            seq INTEGER NOT NULL REFERENCES events (seq)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO standing SELECT e.alarm_id, a.profile, a.topic_area, a.device, a.alarm, a.seq
            FROM alarms AS a JOIN events AS e ON e.seq = a.seq;
        DROP TABLE alarms;
        CREATE INDEX standing_by_event ON standing (seq);
        CREATE INDEX standing_by_alarm ON standing (profile, topic_area, device, alarm);
        """
}
