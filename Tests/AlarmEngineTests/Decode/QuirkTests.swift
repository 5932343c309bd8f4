import Testing

@testable import AlarmEngine

/// What real devices do to whoever reads them: the numbers are those of the data's list of quirks.
@Suite("Quirks of real devices")
struct QuirkTests {
    private func profile(_ fields: [FieldDescription], _ alarms: AlarmDescription...) throws -> Profile {
        try Profile(
            ProfileDescription(
                name: "p", service: .elderCare, messages: [MessageDescription(topic: "t/{device}", fields: fields)],
                alarms: alarms))
    }

    @Test("1: a flood sensor whose cable is unplugged says null: a fault, neither an alarm nor the end of one")
    func unpluggedCable() throws {
        let profile = try profile(
            [
                .boolean("wet").with { $0.path = "/flood:0/alarm" },
                .text("fault").with { $0.path = "/flood:0/errors/0" },
            ],
            .rule("wet", name: "flood", signal: .alarm, acknowledgement: .auto),
            .rule("fault == 'cable_unplugged'", name: "cable"))
        var watch = Watch(profile)
        #expect(watch.send(#"{"ts":2.46,"flood:0":{"alarm":false}}"#, at: 0) == [])
        let unplugged = #"{"ts":null,"flood:0":{"alarm":null,"errors":["cable_unplugged"]}}"#
        #expect(watch.send(unplugged, at: 1000) == ["cable raised @1000"])
        #expect(watch.send(#"{"flood:0":{"alarm":true}}"#, at: 2000) == ["flood raised @2000"])
        #expect(watch.send(unplugged, at: 3000) == [], "null does not end it")
        #expect(watch.send(#"{"flood:0":{"alarm":false}}"#, at: 4000) == ["flood cleared @4000"])
        #expect(watch.counts.undecodable == 0 && watch.counts.mistypedFields == 0)
    }

    @Test("2: null, emergency and an empty text within a second are one emergency")
    func emergencyButton() throws {
        let action = FieldDescription.text("action").with { $0.invalid = [.text("")] }
        var watch = Watch(
            try profile([action, .number("battery")], .momentary("action == 'emergency'")))
        #expect(watch.send(#"{"action":null,"battery":97}"#, at: 0) == [])
        #expect(watch.send(#"{"action":"emergency","battery":97}"#, at: 400) == ["sos raised @400"])
        #expect(watch.send(#"{"action":"","battery":97}"#, at: 900) == [])
        #expect(watch.send(#"{"battery":96}"#, at: 5000) == [], "a later report presses nothing")
        #expect(watch.send(#"{"action":"emergency"}"#, at: 9000) == ["sos occurred @9000"])
        #expect(watch.counts.mistypedFields == 0)
    }

    @Test("3: of a name that stands twice the last counts")
    func twice() {
        #expect(FormTrial().read(#"{"v":1,"mic":"CRC","v":2,"mic":"CHECKSUM"}"#) == "v=2")
    }

    @Test("5: 10000 of a temperature, 0 of a humidity and null of a distance are no readings")
    func sentinels() {
        let trial = FormTrial(fields: [
            .number("temperature", scale: "0.01").with { $0.invalid = [.number(10000)] },
            .number("humidity", scale: "0.01").with { $0.invalid = [.number(0)] }, .number("target_distance"),
        ])
        #expect(trial.read(#"{"temperature":10000,"humidity":0,"target_distance":1.5}"#) == "target_distance=1.5")
        #expect(
            trial.read(#"{"temperature":2150,"humidity":4510,"target_distance":null}"#)
                == "temperature=21.5 humidity=45.1")
        #expect(trial.read(#"{"temperature":10000,"humidity":0}"#).hasPrefix("✗"))
    }

    @Test("6: JSON in a string, in base64, a list in single quotes, typographic quotes, comments and omissions")
    func wrapped() {
        var xiaomi = FormTrial(fields: [.text("status").with { $0.path = "/data/status" }])
        xiaomi.message.inside = [InsideDescription(path: "/data", payload: PayloadDescription())]
        #expect(xiaomi.read(#"{"cmd":"report","model":"smoke","data":"{\"status\":\"alarm\"}"}"#) == "status=alarm")

        var lian = FormTrial(fields: [.number("state").with { $0.path = "/APPdata/Alarm_Status" }])
        lian.message.inside = [InsideDescription(path: "/APPdata", payload: PayloadDescription(encoding: .base64))]
        // {"Alarm_Status":1}
        #expect(lian.read(#"{"serviceId":"d","APPdata":"eyJBbGFybV9TdGF0dXMiOjF9"}"#) == "state=1")

        var kati = FormTrial(fields: [.number("rssi").with { $0.path = "/wifi/0/rssi" }])
        kati.message.inside = [InsideDescription(path: "/wifi", payload: PayloadDescription(form: .looseJSON))]
        #expect(kati.read(#"{"wifi":"[{'mac': 'aa:bb', 'rssi': -61}, ...]"}"#) == "rssi=-61")

        let aqara = FormTrial(
            .looseJSON, fields: [.text("model"), .number("t").with { $0.path = "/params/0/temperature" }])
        #expect(
            aqara.read("{“model”:“weather.v1”, // 温湿度\n “params”:[{“temperature”:2325}, {...}]}")
                == "model=weather.v1 t=2325")
    }

    @Test("7: numbers as text, names with blanks, a code that is a number or a text")
    func texts() {
        let trial = FormTrial(fields: [
            .number("level").with { $0.written = .text }, .number("current1").with { $0.written = .underscore },
            .number("type").with {
                $0.path = "/ alarmType"; $0.written = .text
            },
            .text("event").with {
                $0.words = [CodeWord(.number(1361), "overcurrent")]; $0.other = "other"
            },
        ])
        #expect(
            trial.read(#"{"level":"100.00","current1":"0_02"," alarmType":"108","event":1361}"#)
                == "level=100 current1=0.02 type=108 event=overcurrent")
        #expect(
            trial.read(#"{"level":100,"current1":0.02," alarmType":108,"event":"1361"}"#)
                == "level=100 current1=0.02 type=108 event=overcurrent")
        #expect(trial.read(#"{"event":"1366"}"#) == "event=other")
    }

    @Test("8: what is no time is none, and a device may write it as it likes")
    func times() {
        var trial = FormTrial()
        func read(_ value: String, _ time: TimeDescription) -> String {
            trial.message.times = [time]
            return trial.read("{\"v\":1,\"time\":\(value)}")
        }
        let seconds = TimeDescription(path: "/time", unit: .seconds)
        #expect(read("\"UNSYNC\"", seconds) == "v=1")
        #expect(read("\"@0.13s\"", seconds) == "v=1")
        #expect(read("2.46", seconds) == "v=1 @1970-01-01T00:00:02.460Z", "not credible, which is the judge's to say")
        let iso = TimeDescription(path: "/time", unit: .iso8601)
        #expect(read("\"20200401T182505Z\"", iso) == "v=1 @2020-04-01T18:25:05.000Z")
        trial.aids.localClock = LocalClock(offsets: [.init(from: .distantPast, secondsEast: 28_800)])
        #expect(read("\"2020-04-02 02:25:05\"", iso) == "v=1 @2020-04-01T18:25:05.000Z")
        var european = iso
        european.format = "dd/MM/yyyy HH:mm:ss"
        european.secondsEast = 0
        #expect(read("\"01/04/2020 18:25:05\"", european) == "v=1 @2020-04-01T18:25:05.000Z")
        var huaqiang = seconds
        huaqiang.epoch = Moment(milliseconds: 1_536_508_800_000)
        #expect(read("49357505", huaqiang) == "v=1 @2020-04-02T22:25:05.000Z")
    }

    @Test("9: one maker's battery is in millivolts here and in hundredths there")
    func battery() {
        let hydrant = FormTrial(fields: [.number("battery", unit: "V").with { $0.sentIn = "mV" }])
        #expect(hydrant.read(#"{"battery":3644}"#) == "battery=3.644")
        let smoke = FormTrial(fields: [.number("battery", unit: "V", scale: "0.01")])
        #expect(smoke.read(#"{"battery":303}"#) == "battery=3.03")
    }

    @Test("12: a text in GB 18030, padded with blanks")
    func chinese() {
        var trial = FormTrial(.pairs, fields: [.text("place")])
        trial.message.body.charset = .gb18030
        trial.aids.legacyText = LegacyText { bytes in
            switch bytes {
            case [0xD2, 0xBB]: "一"
            case [0xB2, 0xE3]: "层"
            case _: nil
            }
        }
        #expect(
            trial.read(Array("place=".utf8) + [0xD2, 0xBB, 0xB2, 0xE3, 0x20, 0x20] + Array("&x=1".utf8)) == "place=一层")
    }

    @Test("Every cause of an undecodable payload has its bit")
    func causes() {
        let error = FormError(offset: 1, reason: "x")
        let causes: [UndecodableCause] = [
            .notUTF8, .notJSON(JSONError(offset: 1, reason: "x")), .noDeclaredField, .noDevice, .noAvailability,
            .notEncoded(.hex, offset: 1), .notOfForm(.csv, error), .notBytes("x"), .notGB26875("x"),
            .inside(path: "/a", .notUTF8), .notString, .tooLarge,
        ]
        #expect(causes.allSatisfy { $0.number < UInt8.bitWidth })
        #expect(Set(causes.map(\.text)).count == causes.count)
    }
}
