import Testing

@testable import AlarmEngine

/// What becomes of a device's alarms when another takes its place (docs/registry.md).
@Suite("A device replaced by another")
struct ReplacedTests {
    private static let old = RegisteredDevice.Predecessor(profile: "p", area: "", device: "d")

    private func profile() throws -> Profile {
        try .sample(
            .rule("v > 5", name: "fire", signal: .alarm), .rule("v > 5", name: "fault"),
            .rule("v > 5", name: "held", signal: .alarm, latch: true), .momentary("on", name: "sos"),
            silence: SilenceDescription(after: .seconds(60), severity: .minor, signal: .trouble))
    }

    /// The registry before and after: `d` gave its place to `new`.
    private func configurations(accepts: Bool = true) throws -> (
        before: Engine.Configuration, after: Engine.Configuration
    ) {
        let profile = try profile()
        let sinks = [SinkRoute.sink("desk")]
        let row = RegisteredDevice(device: "d", profile: "p")
        let new = RegisteredDevice(device: "new", profile: "p", replaces: Self.old)
        return (
            Engine.Configuration(profiles: [profile], registry: [row], sinks: sinks, acceptsUnknownDevices: accepts),
            Engine.Configuration(profiles: [profile], registry: [new], sinks: sinks, acceptsUnknownDevices: accepts)
        )
    }

    @Test("What asks nobody ends at once, with the reason; what nobody has acknowledged waits for that, and then ends")
    func ends() throws {
        for accepts in [true, false] {
            let (before, after) = try configurations(accepts: accepts)
            var watch = Watch(before)
            watch.send(#"{"v":6,"on":true}"#, at: 10)
            #expect(watch.events.map(\.life.alarm) == ["fault", "fire", "held", "sos"])
            watch.hand(.acknowledge, "held", at: 20)
            #expect(watch.restart(after) == ["fault withdrawn @20", "held withdrawn @20"])
            #expect(watch.events.suffix(2).allSatisfy { $0.reason == "replaced by new" && $0.state == .normal })
            #expect(watch.told.suffix(2) == ["fault withdrawn → desk", "held withdrawn → desk"])
            #expect(watch.restart(after) == [], "once is enough, and nothing is lost: \(accepts)")
            #expect(watch.hand(.acknowledge, "fire", at: 30) == ["fire acknowledged @30", "fire withdrawn @30"])
            #expect(watch.lastEvent == "fire withdrawn @30 severe normal 1")
            #expect(watch.hand(.acknowledge, "sos", at: 40) == ["sos acknowledged @40", "sos withdrawn @40"])
            #expect(watch.hand(.acknowledge, "sos", at: 50) == [])
            #expect(watch.refusal == .noSuchLife)
        }
    }

    @Test("What went off before it was acknowledged is over with the acknowledgement, as ever")
    func returned() throws {
        let (before, after) = try configurations()
        var watch = Watch(before)
        watch.send(#"{"v":6}"#, at: 10)
        watch.send(#"{"v":0}"#, at: 20)
        #expect(watch.restart(after) == [])
        #expect(watch.hand(.acknowledge, "fire", at: 30) == ["fire cleared @30"])
        #expect(watch.hand(.acknowledge, "held", at: 30) == ["held acknowledged @30", "held withdrawn @30"])
    }

    @Test("Its silence is not waited for, and ends if it was on; that of the new one is")
    func silence() throws {
        let (before, after) = try configurations()
        var watch = Watch(before)
        watch.send(#"{"v":0}"#, at: 0)
        #expect(watch.advance(to: 60_000) == ["silence raised @60000"])
        #expect(watch.restart(after) == ["silence withdrawn @60000"])
        #expect(watch.advance(to: 119_999) == [])
        #expect(watch.advance(to: 600_000) == ["silence raised @120000"])
        #expect(watch.events.last?.life.device.device == "new")

        var other = Watch(before)
        other.send(#"{"v":0}"#, at: 0)
        other.restart(after)
        other.send(#"{"v":0}"#, at: 1, on: "t/new")
        #expect(other.advance(to: 60_000) == [], "d would be silent now")
    }

    @Test("Heard once more it is judged like any other: what is on is raised again")
    func heardAgain() throws {
        let (before, after) = try configurations()
        var watch = Watch(before)
        watch.send(#"{"v":6}"#, at: 10)
        watch.restart(after)
        watch.hand(.acknowledge, "fire", at: 20)
        #expect(watch.send(#"{"v":7}"#, at: 30).contains("fire raised @30"))
    }

    @Test("With unknown devices rejected it is not listened to, though its alarms wait")
    func rejected() throws {
        let (before, after) = try configurations(accepts: false)
        var watch = Watch(before)
        watch.send(#"{"v":6}"#, at: 10)
        watch.restart(after)
        #expect(watch.send(#"{"v":0}"#, at: 30) == [])
        #expect(watch.counts.unknownDevice == 1)
        #expect(watch.hand(.acknowledge, "fire", at: 40) == ["fire acknowledged @40", "fire withdrawn @40"])
    }

    @Test("A device that has a row is replaced by nobody; an area tells two of one name apart")
    func areas() throws {
        let registry = Registry([
            RegisteredDevice(
                device: "n1", profile: "p", area: "1", replaces: .init(profile: "p", area: "1", device: "d")),
            RegisteredDevice(device: "d", profile: "p", area: "2"),
            RegisteredDevice(device: "n3", profile: "p", replaces: .init(profile: "p", area: "", device: "e")),
        ])
        func successor(_ area: String, _ device: String) -> String? {
            registry.successor(of: DeviceKey(profile: "p", area: area, device: device))
        }
        #expect(successor("1", "d") == "n1")
        #expect(successor("2", "d") == nil)
        #expect(successor("3", "d") == nil)
        #expect(successor("9", "e") == "n3")
        #expect(successor("1", "n1") == nil)
    }

    @Test("A device whose profile is gone too is withdrawn with the reason")
    func profileGone() throws {
        let (before, after) = try configurations()
        var watch = Watch(before)
        watch.send(#"{"v":6}"#, at: 10)
        var without = after
        without.profiles = []
        #expect(watch.restart(without).count == 3)
        #expect(watch.events.suffix(3).allSatisfy { $0.kind == .withdrawn && $0.reason == "replaced by new" })
    }
}
