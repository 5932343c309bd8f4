import Foundation
import Logging
import TestSupport
import Testing

@testable import Gateway

/// A pipeline whose broker is never there, with a profile for each rule: its topic is `NAME/{device}`, its one alarm `up`.
///
/// `more` is what else stands in its configuration.
func barePipeline(in folder: TemporaryFolder, rules: [String: String], more: String = "") throws -> Pipeline {
    for (name, rule) in rules {
        let place = folder.file("devices/\(name)")
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        writeFile(
            place + "/profile.yaml",
            """
            profile: \(name)
            service: fire-station
            topic: \(name)/{device}
            payload: text
            fields: {value: {type: number}}
            alarms: {up: {\(rule)}}

            """)
    }
    writeFile(
        folder.file("gengfu.yaml"),
        "broker: {url: \"mqtt://127.0.0.1:1\"}\ndevices: [devices]\nstate: state\ncontrol: control.sock\n\(more)")
    let setup = try Setup.load(config: folder.file("gengfu.yaml"))
    return try Pipeline(
        setup, try #require(setup.configuration), clock: GatewayClock(),
        log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
}
