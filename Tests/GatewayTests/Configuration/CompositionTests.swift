import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

/// docs/payloads.md, section 6.
@Suite("Profiles made of shapes and envelopes")
struct CompositionTests {
    private let folder = TemporaryFolder()

    private func write(_ files: [String: String]) {
        for (path, text) in files {
            let parent = folder.file(path).split(separator: "/").dropLast().joined(separator: "/")
            try? FileManager.default.createDirectory(atPath: "/" + parent, withIntermediateDirectories: true)
            writeFile(folder.file(path), text)
        }
    }

    private func description(_ files: [String: String], devices: [String] = ["devices"]) throws -> ProfileDescription {
        write(files)
        let setup = try Setup.load(config: nil, devices: devices, in: folder.path)
        #expect(setup.warnings.map(\.message) == [])
        return try #require(setup.descriptions.first)
    }

    private static let alarm = "{when: smoke >= 10, severity: severe, signal: alarm}"

    // MARK: extends

    @Test(
        "Mappings are merged key by key, lists and values replaced, null takes away; a later shape lies over an earlier"
    )
    func layers() throws {
        let description = try description([
            "devices/sd/profile.yaml": """
            profile: sd
            extends: [low, high]
            topic: t/{device}
            fields: {smoke: {unit: ppm}, tamper: null}
            alarms: {smoke-high: {deadband: 2}}
            parameters: {limit: 3}
            """,
            "devices/shapes/low.yaml": """
            service: elder-care
            fields:
              smoke: {path: /low, type: number}
              tamper: {path: /tamper, type: boolean}
            parameters: {limit: 1, other: 5}
            alarms: {smoke-high: \(Self.alarm)}
            """,
            "devices/shapes/high.yaml": """
            extends: base
            fields: {smoke: {path: /high}}
            parameters: {limit: 2}
            """,
            "devices/shapes/base.yaml": "service: fire-station\nmax_age: 2h\n",
        ])
        #expect(description.service == .fireStation && description.maximumAge == .hours(2))
        let fields = [FieldDescription(name: "smoke", path: "/high", type: .number, unit: "ppm")]
        #expect(description.messages.map(\.fields) == [fields])
        #expect(description.parameters.map(\.name) == ["limit", "other"])
        #expect(description.parameters.map(\.value) == [.number(3), .number(5)])
        #expect(description.alarms.map(\.deadband) == [2] && description.alarms[0].levels[0].when == "smoke >= 10")
    }

    private static let plain = "profile: sd\nextends: one\ntopic: t/{device}\n"
    private static let one = """
        service: fire-station
        fields: {smoke: {path: /s, type: number}}
        alarms: {smoke-high: \(alarm)}
        """

    @Test("Shapes are found in the nearest folder above, even where the device's folder alone is named")
    func nearest() throws {
        let files = [
            "devices/fire/sd/profile.yaml": Self.plain, "devices/fire/shapes/one.yaml": Self.one,
            "devices/shapes/one.yaml": Self.one.replacing("/s,", with: "/far,"),
        ]
        for root in ["devices/fire", "devices/fire/sd"] {
            #expect(try description(files, devices: [root]).messages[0].fields[0].path == "/s", "\(root)")
        }
    }

    @Test("A folder of devices without shapes uses those of the other folders")
    func otherFolder() throws {
        let files = ["mine/sd/profile.yaml": Self.plain, "theirs/shapes/one.yaml": Self.one]
        #expect(try description(files, devices: ["mine", "theirs"]).name == "sd")
    }

    @Test("The packaged folder is looked into last")
    func packaged() throws {
        let files = ["mine/sd/profile.yaml": Self.plain, "Devices/shapes/one.yaml": Self.one]
        #expect(try description(files, devices: ["mine"]).name == "sd")
    }

    // MARK: via

    private func message(via envelope: String, _ own: String, more: [String: String] = [:]) throws -> MessageDescription
    {
        let profile = """
            profile: sd
            service: fire-station
            products: [{maker: M, model: S1, also: [s1, s-one]}]
            via: [env]
            silence: {after: 1h}
            \(own)
            """
        let files = ["devices/sd/profile.yaml": profile, "devices/envelopes/env.yaml": envelope]
        return try #require(try description(files.merging(more) { $1 }).messages.first)
    }

    private static let ownFields = "fields: {smoke: {path: /smoke, type: number}}"

    @Test("The profile's pointers begin where its payload stands, the envelope's in the whole document")
    func pointers() throws {
        let message = try message(
            via: """
                topic: a/{device}
                time: {path: /time, unit: ms}
                match: {path: /kind, in: products}
                bridge: {path: /gw}
                own: {path: /data/0}
                fields: {rssi: {path: /rssi, type: number}, smoke: {path: /x, type: number}}
                """, Self.ownFields)
        #expect(message.fields.map(\.name) == ["smoke", "rssi"])
        #expect(message.fields.map(\.path) == ["/data/0/smoke", "/rssi"])
        #expect(message.times.map(\.path) == ["/time"] && message.bridge?.path == "/gw")
        #expect(message.match == MatchDescription(path: "/kind", values: ["S1", "s1", "s-one"].map { .text($0) }))
        #expect(message.inside == [] && message.body == PayloadDescription())
    }

    @Test("The profile's time and match lie over the envelope's, and begin where its payload stands")
    func profileFirst() throws {
        let message = try message(
            via: "topic: a/{device}\ntime: {path: /time, unit: ms}\nmatch: {path: /m, equals: 1}\nown: {path: /p}",
            Self.ownFields + "\ntime: {path: /ts, unit: s}\nmatch: {path: /model, equals: X}")
        #expect(message.times == [TimeDescription(path: "/p/ts", unit: .seconds)])
        #expect(message.match == MatchDescription(path: "/p/model", values: [.text("X")]))
    }

    @Test("What is wrapped is unwrapped from the outside in: the envelope's, the payload's, the profile's own")
    func wrapped() throws {
        let message = try message(
            via: """
                topic: a/{device}
                inside: [{path: /outer, payload: json}]
                own: {path: /outer/data, encoding: base64, port: /port}
                """,
            Self.ownFields + "\npayload: pairs\npairs: {between: \";\"}\ninside: [{path: /note, payload: json}]")
        #expect(message.inside.map(\.path) == ["/outer", "/outer/data", "/outer/data/note"])
        #expect(message.inside.map(\.payload.form) == [.json, .pairs, .json])
        #expect(message.inside[1].payload.encoding == .base64 && message.inside[1].payload.pairs.between == ";")
        #expect(message.inside[1].port == nil)
        #expect(message.body.form == .json && message.fields[0].path == "/outer/data/smoke")
    }

    @Test("A payload that the device wraps once more is unwrapped twice")
    func wrappedTwice() throws {
        let message = try message(
            via: "topic: a/{device}\nown: {path: /data, encoding: base64, port: /fPort}",
            Self.ownFields + "\npayload: bytes\nencoding: hex\nbytes: [{name: smoke, type: u8}]")
        #expect(message.inside.map(\.path) == ["/data", "/data"])
        #expect(message.inside.map(\.payload.encoding) == [.base64, .hex])
        #expect(message.inside.map(\.payload.form) == [.text, .bytes])
        #expect(message.inside.map(\.port) == [nil, "/fPort"])
    }

    @Test("In a message of many readings the profile's places are in the element, the envelope's in the whole document")
    func each() throws {
        let message = try message(
            via: """
                topic: a/{device}
                time: {path: /time, unit: ms}
                own: {path: /body}
                fields: {rssi: {path: /rssi, type: number}}
                """, Self.ownFields + "\neach: /readings\ndevice: {path: /id}")
        #expect(message.each?.path == "/body/readings")
        #expect(message.device == .value(MessagePlace(path: "/id")))
        #expect(message.fields.map(\.path) == ["/smoke", "/rssi"])
        #expect(message.fields.map(\.isOuter) == [false, true])
        #expect(message.times.map(\.path) == ["/time"] && message.times.map(\.isOuter) == [true])
    }

    @Test("A topic with {product} makes a message for each of the names, and messages of the profile's own stay")
    func products() throws {
        let envelope = """
            messages:
              - {topic: "{product}-{device}/rpc", own: {path: /params}}
              - {topic: "{product}-{device}/online", availability: {offline: ["false"]}}
            """
        write(["devices/envelopes/env.yaml": envelope])
        let own = Self.ownFields + "\nmessages:\n  - {topic: direct/{device}, \(Self.ownFields)}"
        _ = try message(via: envelope, own.replacing("direct/{device}", with: "\"direct/{device}\""))
        let setup = try Setup.load(config: nil, devices: ["devices"], in: folder.path)
        let description = try #require(setup.descriptions.first)
        let topics = ["s1-{device}/rpc", "s-one-{device}/rpc", "s1-{device}/online", "s-one-{device}/online"]
        #expect(description.messages.map(\.topic) == topics + ["direct/{device}"])
        #expect(description.messages.map { $0.availability != nil } == [false, false, true, true, false])
        #expect(description.envelopes == ["env"])
        let product = ProductDescription(maker: "M", model: "S1", also: ["s1", "s-one"])
        #expect(description.products == [product])
    }

    @Test("An envelope that extends another takes its own with null")
    func decoded() throws {
        let message = try message(
            via: "extends: [raw]\nown: {path: /object, encoding: null}", Self.ownFields,
            more: ["devices/envelopes/raw.yaml": "topic: a/{device}\nown: {path: /data, encoding: base64}"])
        #expect(message.inside == [] && message.fields[0].path == "/object/smoke")
    }

    @Test("Folders of shapes and envelopes hold no devices")
    func noDevices() throws {
        let files = [
            "devices/sd/profile.yaml": Self.plain, "devices/shapes/one.yaml": Self.one,
            "devices/shapes/profile.yaml": "# the shape called profile, which nobody needs\nfields: {}",
        ]
        write(files)
        let setup = try Setup.load(config: nil, devices: ["devices"], in: folder.path)
        #expect(setup.descriptions.map(\.name) == ["sd"])
        #expect(setup.warnings.map(\.message) == ["no profile extends this shape; extend it, or take it away"])
        #expect(DeviceFolder.all(under: folder.file("devices")).count == 1)
    }
}
