import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite("Reading correlations.yaml and signs")
struct CorrelationReaderTests {
    let folder = TemporaryFolder()

    private func read(_ text: String) throws -> [CorrelationDescription] {
        writeFile(folder.file("correlations.yaml"), text)
        let file = try SourceFile(folder.file("correlations.yaml"), shown: "correlations.yaml")
        let read = CorrelationReader(file: file).correlations()
        #expect(file.problems.map(\.description) == [])
        return try #require(read).all.map(\.description)
    }

    private func operands(_ texts: String...) -> [CorrelationDescription.Operand] {
        texts.compactMap(CorrelationDescription.Operand.init)
    }

    @Test("A count is read to the last key")
    func count() throws {
        let read = try read(
            """
            correlations:
              fire-confirmed:
                service: fire-station
                scope: zone
                count: [smoke-detector/fire, '*/smoke-high']
                at_least: 2
                more_than: 33.3%
                within: 60s
                suppresses: children
                severity: extreme
                signal: alarm
                category: Fire
                latch: true
                ack: auto
                on_delay: 5s
                off_delay: 2m
                text: {en: "{devices} in {zone}", zh: "{zone} {devices} 只"}
            """)
        var expected = CorrelationDescription(
            name: "fire-confirmed", service: .fireStation, scope: .zone,
            .count(
                .init(
                    operands("smoke-detector/fire", "*/smoke-high"), atLeast: 2, moreThan: 33.3, within: .seconds(60))),
            severity: .extreme, signal: .alarm)
        expected.suppresses = .children
        expected.category = .fire
        expected.latch = true
        expected.acknowledgement = .auto
        expected.onDelay = .seconds(5)
        expected.offDelay = .minutes(2)
        expected.text = Words(en: "{devices} in {zone}", zh: "{zone} {devices} 只")
        #expect(read == [expected])
    }

    @Test("A bridge is a scope, and what is suppressed may be listed")
    func bridge() throws {
        let read = try read(
            """
            correlations:
              bridge-down: {service: fire-station, scope: bridge, count: [z2m-bridge/silence], at_least: 1,
                            suppresses: ['*/silence', sensor/link], off_delay: 2m, severity: severe, signal: trouble}
              one: {service: fire-station, scope: bridge, count: [z2m-bridge/silence], at_least: 1,
                    suppresses: '*/silence', severity: severe, signal: trouble}
            """)
        #expect(read.map(\.scope) == [.bridge, .bridge])
        #expect(
            read.map(\.suppresses) == [
                .operands(operands("*/silence", "sensor/link")), .operands(operands("*/silence")),
            ])
    }

    @Test("What must follow, and what must not be, are read; one operand may stand without a list")
    func others() throws {
        let read = try read(
            """
            correlations:
              unplayed: {service: emergency-broadcast, scope: township, after: desk/go, expect: [ls/playing], coverage: 90%,
                         within: 60s, severity: severe, signal: alarm}
              answered: {service: emergency-broadcast, scope: gateway, after: [desk/go], expect: ls/playing, at_least: 3,
                         within: 2m, severity: severe, signal: alarm}
              hijacked: {service: emergency-broadcast, scope: area, unexpected: ls/playing, without: desk/go, within: 10m,
                         severity: extreme, signal: alarm}
            """)
        #expect(
            read.map(\.condition) == [
                .expectation(
                    .init(
                        after: operands("desk/go"), expect: operands("ls/playing"), coverage: .share(90),
                        within: .seconds(60))),
                .expectation(
                    .init(
                        after: operands("desk/go"), expect: operands("ls/playing"), coverage: .devices(3),
                        within: .minutes(2))),
                .intrusion(
                    .init(unexpected: operands("ls/playing"), without: operands("desk/go"), within: .minutes(10))),
            ])
        #expect(read.map(\.scope) == [.township, .gateway, .area])
    }

    @Test("Signs are read, and a profile may have nothing but signs")
    func signs() throws {
        writeFile(
            folder.file("profile.yaml"),
            """
            profile: desk
            service: emergency-broadcast
            topic: desk/{device}
            fields: {go: {path: /go, type: boolean}, level: {path: /level, type: number}}
            signs:
              commanded: {when: go, event: true}
              loud: {when: level > 5, deadband: 2, on_delay: 1s, off_delay: 2s}
              quiet: {when: level < 1, clear_when: level > 3}
            """)
        let file = try SourceFile(folder.file("profile.yaml"), shown: "profile.yaml")
        let profile = try #require(ProfileReader(file: file, folderName: "desk").profile())
        #expect(file.problems.isEmpty && profile.compiled() != nil)
        #expect(
            profile.description.signs == [
                SignDescription(name: "commanded", when: "go", isMomentary: true),
                SignDescription(
                    name: "loud", when: "level > 5", deadband: 2, onDelay: .seconds(1), offDelay: .seconds(2)),
                SignDescription(name: "quiet", when: "level < 1", clearWhen: "level > 3"),
            ])
    }

    @Test("Every folder of devices may have correlations, over the profiles of all")
    func folders() throws {
        for (name, operand) in [("one", "two/silence"), ("two", "one/silence")] {
            let path = folder.file(name)
            try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
            writeFile(
                "\(path)/\(name)/profile.yaml",
                "{profile: \(name), service: fire-station, topic: \"\(name)/{device}\", silence: {after: 1m},\n"
                    + "fields: {v: {path: /v, type: number}}}\n")
            writeFile(
                "\(path)/correlations.yaml",
                "correlations: {of-\(name): {service: fire-station, scope: gateway, count: \(operand), at_least: 2,\n"
                    + "  severity: minor, signal: trouble}}\n")
        }
        let setup = try Setup.load(config: nil, devices: [folder.file("one"), folder.file("two")])
        #expect(setup.correlations.map(\.name) == ["of-one", "of-two"])
        #expect(setup.engineConfiguration.correlations.count == 2)
    }
}
