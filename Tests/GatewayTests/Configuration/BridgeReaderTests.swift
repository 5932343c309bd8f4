import AlarmEngine
import TestSupport
import Testing

@testable import Gateway

@Suite("Reading what devices speak through")
struct BridgeReaderTests {
    let folder = TemporaryFolder()

    private func read(_ message: String) throws -> ReadProfile {
        writeFile(
            folder.file("profile.yaml"),
            "profile: p\nservice: fire-station\nsilence: {after: 5m}\nalarms: {}\nmessages:\n  - {\(message)}\n")
        let file = try SourceFile(folder.file("profile.yaml"), shown: "profile.yaml")
        let profile = ProfileReader(file: file, folderName: "p").profile()
        #expect(file.problems.filter { $0.weight == .error }.map(\.description) == [])
        return try #require(profile)
    }

    @Test("A place in the payload, or a name, which may stand for the device too")
    func bridges() throws {
        let fields = "fields: {v: {path: /v, type: number}}"
        let path = try read("topic: 't/{device}', bridge: {path: /gw}, \(fields)").description.messages[0]
        #expect(path.bridge == MessagePlace(path: "/gw") && path.bridgeName == nil)
        let outer = try read("topic: 't/{device}', each: /all, bridge: {outer: /gw}, \(fields)").description.messages[0]
        #expect(outer.bridge == MessagePlace(path: "/gw", isOuter: true))
        let name = try read(
            "topic: zigbee2mqtt/bridge/state, bridge: {name: zigbee2mqtt}, availability: {path: /state, offline: [offline]}"
        ).description
        #expect(name.messages[0].bridgeName == "zigbee2mqtt" && name.messages[0].bridge == nil)
        #expect(throws: Never.self) { try Profile(name) }
        let level = try read("topic: 'z/{bridge}/state', availability: {path: /state, offline: [offline]}").description
        #expect(throws: Never.self) { try Profile(level) }
        let text = try read(
            "topic: lwt/status, payload: text, bridge: {name: b}, fields: {v: {type: text}}"
        ).description.messages[0]
        #expect(text.bridgeName == "b")
    }
}
