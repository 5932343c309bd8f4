import Glibc
import TestSupport
import Testing

/// SIGHUP with another registry while alarms stand.
@Suite("Reloading the registry", .serialized)
struct RegistryReloadTests {
    private func registry(_ installation: Installation, _ rows: String...) {
        writeFile(
            installation.folder.file("registry.csv"),
            "device,profile,area,zone,place,limit,replaces\n" + rows.map { $0 + "\n" }.joined())
    }

    private static let profile = """
        profile: detector
        service: fire-station
        title: {en: Detector}
        topic: fire/{device}
        fields: {smoke: {path: /smoke, type: number}, low: {path: /low, type: boolean}}
        parameters: {limit: 10}
        silence: {after: 3s}
        alarms:
          high: {when: smoke >= limit, severity: severe, signal: alarm}
          weak: {when: low, severity: minor, signal: trouble}

        """

    private func reload(_ installation: Installation, times: Int) {
        installation.signal(SIGHUP)
        #expect(
            eventually {
                installation.talk.split(separator: "\n").count { $0.contains("The configuration is taken over") }
                    == times
            })
    }

    @Test("Rows added, removed, moved and changed lose no alarm that stands; a device replaced ends as it should")
    func reloads() throws {
        let broker = try Broker()
        defer { broker.stop() }
        let installation = Installation(brokerPort: broker.port, profiles: ["detector": Self.profile])
        installation.configure(more: "registry: registry.csv")
        registry(installation, "d1,detector,532822100201,hall,,,", "d2,detector,532822100201,,,,", "d3,detector,,,,,")
        try installation.start()
        try broker.publish(["d1", "d2", "d3"].map { ("fire/\($0)", #"{"smoke":12,"low":true}"#) })
        #expect(installation.hasTold("d3 weak raised") && installation.hasTold("d2 high raised"))
        let ids = ["d1", "d2"].map { installation.id(of: "high", on: $0) }

        // d1 moves, d2 goes, d3 needs more smoke from now on, d4 is new.
        registry(installation, "d1,detector,532822100202,attic,,,", "d3,detector,,,,20,", "d4,detector,,,,,")
        reload(installation, times: 1)
        #expect(["d1", "d2"].map { installation.id(of: "high", on: $0) } == ids, "the same lives")
        #expect(!installation.story.contains { $0.hasSuffix("withdrawn") })
        try broker.publish(["d1", "d2", "d3", "d4"].map { ("fire/\($0)", #"{"smoke":12,"low":true}"#) })
        #expect(installation.hasTold("d3 high returned"), "12 is less than its 20 now")
        #expect(installation.hasTold("d4 high raised"))
        try broker.publish([("fire/d1", #"{"smoke":1}"#)])
        #expect(installation.hasTold("d1 high returned"))
        let moved = try installation.events().last { $0.contains(#""event":"returned""#) && $0.contains(#""d1""#) }
        #expect(moved?.contains(#""area":"532822100202","zone":"attic""#) == true, "\(moved ?? "")")
        #expect(installation.story.filter { $0 == "d1 high raised" }.count == 1)

        // d5 takes the place of d2, whose fire nobody has acknowledged.
        registry(
            installation, "d1,detector,532822100202,attic,,,", "d5,detector,532822100201,,,,d2", "d4,detector,,,,,")
        reload(installation, times: 2)
        #expect(installation.hasTold("d2 weak withdrawn"))
        let withdrawn = try installation.events().last { $0.contains(#""event":"withdrawn""#) }
        #expect(withdrawn?.contains(#""reason":"replaced by d5""#) == true)
        let id = try #require(installation.id(of: "high", on: "d2"))
        #expect(id == ids[1])
        #expect(installation.hasTold("d5 silence raised"), "the new one is waited for")
        #expect(try installation.command(["ack", id, "--by", "lin"]).ending == .exited(0))
        #expect(installation.hasTold("d2 high withdrawn"))
        #expect(installation.id(of: "high", on: "d2") == nil)
    }
}

extension Installation {
    /// The id of an alarm of one device, as `gengfu alarms` shows it.
    fileprivate func id(of alarm: String, on device: String) -> String? {
        ask(#"{"do":"alarms"}"#)?["alarms"]?.elements.compactMap { $0["event"] }
            .first { $0["alarm"]?.string == alarm && $0["device"]?.string == device }?["id"]?.string
    }
}
