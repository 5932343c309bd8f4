import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite("Escalation, shelving and drills in gengfu.yaml, areas.csv and registry.csv")
struct EscalationTests {
    let folder = TemporaryFolder()

    private func load(_ text: String, areas: String? = nil, registry: String? = nil) throws -> Setup {
        try FileManager.default.createDirectory(
            atPath: folder.file("devices/button"), withIntermediateDirectories: true)
        writeFile(
            folder.file("devices/button/profile.yaml"),
            """
            profile: button
            service: elder-care
            topic: care/{area}/{device}
            fields: {pressed: {path: /pressed, type: boolean}}
            alarms: {sos: {when: pressed, severity: extreme, signal: alarm, suppress_when: not pressed, inactivity: true}}
            """)
        var yaml = "broker: {url: mqtt://b, client_id: gengfu-menghai}\ndevices: devices\n" + text
        if let areas {
            writeFile(folder.file("areas.csv"), areas)
            yaml += "\nareas: areas.csv"
        }
        if let registry {
            writeFile(folder.file("registry.csv"), registry)
            yaml += "\nregistry: registry.csv"
        }
        writeFile(folder.file("gengfu.yaml"), yaml)
        return try Setup.load(config: "gengfu.yaml", in: folder.path)
    }

    private let sinks = """
        sinks:
          log: {type: log, file: a.log, drills: true}
          centre: {type: webhook, url: "https://centre.example/", drills: false}
          desk: {type: webhook, url: "https://desk.example/", standby: true, drills: true}

        """

    @Test("The page of the life says what ships")
    func shippedAsWritten() throws {
        let page = """
            escalation:
              - {signals: [alarm], services: [fire-station, emergency-broadcast], min_severity: minor,
                 steps: [{after: 1m, unless: acknowledged, to: village}, {after: 3m, unless: acknowledged, to: township}, {after: 5m, unless: acknowledged, to: county}]}
              - {signals: [alarm], services: [elder-care],
                 steps: [{after: 60s, unless: acknowledged, to: group}, {after: 180s, unless: acknowledged, to: village}]}
            """

        #expect(try load(page).configuration?.escalation == EscalationPolicy.shipped)
    }

    @Test(
        "A policy fits signal alarm, every service and every severity unless it says otherwise; steps ask for acknowledgement"
    )
    func policyDefaults() throws {
        let read = try load(sinks + "escalation:\n  - {steps: [{after: 90s, to: desk}]}\n").configuration

        #expect(
            read?.escalation == [
                EscalationPolicy(
                    signals: [.alarm],
                    steps: [EscalationStep(after: .seconds(90), unless: .acknowledged, to: .sink("desk"))])
            ])
    }

    @Test(
        "Every key is taken; one signal or service needs no list, and two steps may fall due together"
    )
    func everyKey() throws {
        let read = try load(
            sinks + """
                escalation:
                  - signals: trouble
                    services: [elder-care, gateway]
                    min_severity: severe
                    steps:
                      - {after: 1s, unless: cleared, to: household}
                      - {after: 1s, unless: acknowledged, to: prefecture}
                shelving: {longest: 8h}
                """
        ).configuration

        #expect(
            read?.escalation == [
                EscalationPolicy(
                    signals: [.trouble], services: [.elderCare, .gateway], minimumSeverity: .severe,
                    steps: [
                        EscalationStep(after: .seconds(1), unless: .cleared, to: .level(.household)),
                        EscalationStep(after: .seconds(1), unless: .acknowledged, to: .level(.prefecture)),
                    ])
            ])
        #expect(read?.longestShelf == .hours(8))
    }

    @Test("An empty list passes nothing on")
    func noEscalation() throws {
        #expect(try load("escalation: []\n").configuration?.escalation == [])
    }

    @Test("All of it reaches the engine: policies, desks, contacts, drills, the longest shelf and the local time")
    func engineConfiguration() throws {
        let setup = try load(
            sinks
                + "escalation:\n  - {steps: [{after: 1m, to: household}]}\nshelving: {longest: 1h}\ntimezone: Europe/Berlin",
            areas: "code,name_zh,sink\n532822,勐海县,centre\n532822100205,竹影村,desk\n532822100206,无人村,\n",
            registry:
                "device,profile,area,contact,group,bridge\nb-1,button,532822100205,desk,centre,coordinator\nb-2,button,532822100206,,,\n"
        )
        let engine = setup.engineConfiguration

        #expect(engine.escalation == setup.configuration?.escalation)
        #expect(engine.desks == ["532822": "centre", "532822100205": "desk"])
        #expect(engine.registry.map(\.contact) == ["desk", nil])
        #expect(engine.registry.map(\.group) == ["centre", nil])
        #expect(engine.registry.map(\.bridge) == ["coordinator", nil])
        #expect(engine.sinks.map(\.name) == ["log", "centre", "desk"])
        #expect(engine.sinks.map(\.takesDrills) == [true, false, true])
        #expect(engine.sinks.map(\.isStandby) == [false, false, true])
        #expect(engine.longestShelf == .hours(1))
        #expect(engine.localClock == LocalTime.clock(of: "Europe/Berlin"))
        #expect(engine.gateway?.device == "gengfu-menghai")
        #expect(setup.warnings.isEmpty)
        #expect(setup.descriptions.first?.alarms.first?.suppressWhen == "not pressed")
        #expect(setup.descriptions.first?.alarms.first?.isInactivity == true)
    }

    @Test("Without a configuration nothing is passed on, and the local time is Shanghai's")
    func withoutConfiguration() throws {
        _ = try load("")
        let setup = try Setup.load(config: nil, devices: ["devices"], in: folder.path)
        let engine = setup.engineConfiguration

        #expect(engine.sinks.isEmpty && engine.desks.isEmpty)
        #expect(engine.gateway == nil)
        #expect(engine.localClock.offsets.last?.secondsEast == 28_800)
    }
}

@Suite("Whom escalation can reach")
struct EscalationReachTests {
    private func reach(_ targets: [EscalationStep.Target]) -> EscalationReach {
        func area(_ code: String) -> Area { Area(code: code, name: Words(), sink: "s\(code.utf8.count)") }
        let steps = targets.map { EscalationStep(after: .minutes(1), unless: .acknowledged, to: $0) }
        return EscalationReach(
            policies: [
                EscalationPolicy(signals: [.alarm], services: [.elderCare], minimumSeverity: .severe, steps: steps)
            ],
            areas: ["53", "5328", "532822", "532822100", "532822100205", "53282210020501"].map(area),
            registry: [RegisteredDevice(device: "d", profile: "p", contact: "son", group: "neighbours")])
    }

    @Test("A level finds the desks of its own codes and of shorter ones; only a village what lies beneath it")
    func levels() {
        let none = reach([])

        #expect(none.sinks(at: .prefecture) == ["s2", "s4"])
        #expect(none.sinks(at: .county) == ["s2", "s4", "s6"])
        #expect(none.sinks(at: .township) == ["s2", "s4", "s6", "s9"])
        #expect(none.sinks(at: .village) == ["s2", "s4", "s6", "s9", "s12", "s14"])
        #expect(none.sinks(at: .group) == none.sinks(at: .village).union(["neighbours"]))
        #expect(none.sinks(at: .household) == none.sinks(at: .group).union(["son"]))
    }

    @Test("An alarm is passed on by the policy that fits its signal, severity and service, and by no other")
    func hearing() {
        let policy = reach([.sink("centre"), .level(.prefecture)])

        #expect(policy.sinks(hearing: .alarm, .severe, .elderCare) == ["centre", "s2", "s4"])
        #expect(policy.sinks(hearing: .alarm, .moderate, .elderCare).isEmpty)
        #expect(policy.sinks(hearing: .trouble, .severe, .elderCare).isEmpty)
        #expect(policy.sinks(hearing: .alarm, .severe, .fireStation).isEmpty)
        #expect(policy.sinks == ["centre", "s2", "s4"])
    }
}
