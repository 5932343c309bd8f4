import AlarmEngine
import Testing

@testable import Gateway

@Suite("An event's line")
struct EventLineTests {
    private var shelved: NumberedEvent {
        var shelved = numbered(42, kind: .shelved)
        shelved.event.cover = .shelved
        shelved.event.until = Moment(milliseconds: 1_795_424_410_292)
        shelved.event.by = "王芳"
        shelved.event.reason = "painting"
        shelved.event.isTest = true
        shelved.event.isLate = true
        return shelved
    }

    @Test("Shows the cover for the state, and has until and test in their places")
    func everyMember() {
        #expect(
            EventLine.json(shelved)
                == "{\"seq\":42,\"time\":\"2026-11-23T08:00:10.292Z\",\"event\":\"shelved\",\"id\":\"\(shelved.id)\","
                + "\"device\":\"smoke-17\",\"profile\":\"smoke-detector\",\"service\":\"fire-station\",\"alarm\":\"smoke-high\","
                + "\"area\":\"532822100205\",\"place\":\"3号楼2层\",\"severity\":\"severe\",\"signal\":\"alarm\","
                + "\"state\":\"shelved\",\"occurrences\":1,\"values\":{\"smoke\":12.3},"
                + "\"text\":{\"en\":\"Smoke 12.3 %/m at 3号楼2层\",\"zh\":\"3号楼2层 烟雾浓度 12.3 %/m\"},"
                + "\"by\":\"王芳\",\"reason\":\"painting\",\"until\":\"2026-11-23T09:00:10.292Z\",\"late\":true,\"test\":true}"
        )
    }

    @Test("A sink that may hear nothing more hears the end and that it is a test, but neither who nor why")
    func thinBody() {
        let thin = Carried(values: false, text: false, place: false)
        let body = EventLine.body(of: shelved, carrying: thin, gateway: "g")

        #expect(
            body.hasSuffix(
                "\"state\":\"shelved\",\"occurrences\":1,\"until\":\"2026-11-23T09:00:10.292Z\",\"late\":true,"
                    + "\"test\":true,\"recorded\":true,\"gateway\":\"g\"}"))
        #expect(!body.contains("王芳") && !body.contains("painting"))
    }

    @Test("What lies over nothing shows its true state, and leaves out what it has not", arguments: AlarmState.allCases)
    func bareStates(state: AlarmState) {
        var event = numbered(1)
        event.event.state = state
        let line = EventLine.json(event)

        #expect(line.contains("\"state\":\"\(state.rawValue)\""))
        #expect(!line.contains("until") && !line.contains("test"))
    }

    @Test("Is read back as it was written", arguments: Event.Kind.allCases, [nil] + Cover.allCases)
    func readBack(kind: Event.Kind, cover: Cover?) throws {
        var written = shelved
        written.event.kind = kind
        written.event.cover = cover
        let read = try #require(NumberedEvent(try JSONValue(parsing: Array(EventLine.json(written).utf8))))

        #expect(EventLine.json(read) == EventLine.json(written))
        #expect(read.event.cover == cover)
        #expect(read.event.until == written.event.until)
        #expect(read.event.isTest)
    }

    @Test("A state that is none is no event's")
    func unknownState() throws {
        let line = EventLine.json(numbered(1)).replacing("\"unacknowledged\"", with: "\"asleep\"")

        #expect(NumberedEvent(try JSONValue(parsing: Array(line.utf8))) == nil)
    }
}

@Suite("An event's priority in the journal")
struct JournalLineTests {
    @Test("What goes on has its severity's, what is over or calls nobody is informational")
    func priorities() {
        #expect(priority(.raised) == 2)
        #expect(priority(.escalated) == 2)
        #expect(priority(.cleared) == 6)
        #expect(priority(.shelved, cover: .shelved) == 6)
        #expect(priority(.raised, cover: .suppressed) == 6)
        #expect(priority(.raised, isTest: true) == 6)
        #expect(priority(.unshelved) == 2)
        #expect(priority(.unshelved, state: .normal) == 6)
    }

    private func priority(
        _ kind: Event.Kind, state: AlarmState = .unacknowledged, cover: Cover? = nil, isTest: Bool = false
    ) -> Int {
        var event = numbered(1, kind: kind).event
        event.state = state
        event.cover = cover
        event.isTest = isTest
        return JournalLine.priority(of: event)
    }
}
