import Testing

@testable import AlarmEngine

@Suite("Whether a device can be reached")
struct ReachabilityTests {
    private func trial(
        _ path: String = "/state", online: [Value]? = nil, offline: [Value] = [.text("offline")],
        _ form: PayloadForm = .json
    ) -> FormTrial {
        var trial = FormTrial(form, fields: [])
        trial.message.availability = AvailabilityDescription(path: path, online: online, offline: offline)
        return trial
    }

    @Test("It needs the silence that it raises")
    func silence() {
        var trial = trial()
        #expect(throws: Never.self) { try trial.profile }
        trial.silence = nil
        #expect(throws: ProfileProblems.self) { try trial.profile }
    }

    private let neither =
        "✗ it does not say whether its device is online: nothing known stands where 'availability' looks"

    @Test("What is not offline is online")
    func document() {
        #expect(trial().read(#"{"state":"offline"}"#) == "offline")
        #expect(trial().read(#"{"state":"OFFLINE"}"#) == "offline")
        #expect(trial().read(#"{"state":"online"}"#) == "online")
        #expect(trial().read(#"{"state":null}"#) == neither)
        #expect(trial().read("{}") == neither)
        #expect(trial().read("{").hasPrefix("✗ not JSON"))
    }

    @Test("Where online is listed, all else is undecodable")
    func listed() {
        let trial = trial(online: [.text("online")])
        #expect(trial.read(#"{"state":"online"}"#) == "online")
        #expect(trial.read(#"{"state":"asleep"}"#) == neither)
        #expect(trial.read("asleep").hasPrefix("✗ not JSON"))
    }

    @Test("A plain word is read as that word, whatever the form")
    func word() {
        #expect(trial().read("offline\n") == "offline")
        #expect(trial().read("Online") == "online")
        #expect(trial(offline: [.text("Offline")]).read("offline") == "offline")
        #expect(trial("", offline: [.boolean(false)]).read("false") == "offline")
        #expect(trial("", offline: [.boolean(false)]).read("true") == "online")
        #expect(trial("", offline: [.number(0)], .text).read("0") == "offline")
        #expect(trial("", offline: [.number(0)], .text).read("1") == "online")
    }

    @Test("The payload may say whose it is")
    func device() {
        var trial = trial("/value/eventType", online: [.number(1)], offline: [.number(0)])
        trial.message.topic = "events"
        trial.message.device = .value(MessagePlace(path: "/deviceId"))
        #expect(trial.read(#"{"deviceId":"d7","value":{"eventType":0}}"#) == "d7: offline")
        #expect(trial.read(#"{"deviceId":"d7","value":{"eventType":1}}"#) == "d7: online")
        #expect(trial.read(#"{"value":{"eventType":1}}"#).hasPrefix("✗ it does not say whose it is"))
        #expect(trial.read("offline").hasPrefix("✗ not JSON"), "a plain word does not say whose it is")
    }
}
