import AlarmEngine
import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite("What comes with the program")
struct ShippedDevicesTests {
    @Test("Beside a program that is installed or built, and beside no other")
    func places() {
        #expect(ShippedDevices.beside("/opt/g/bin/gengfu").contains("/opt/g/share/gengfu/devices"))
        #expect(ShippedDevices.beside("/src/.build/x86_64-unknown-linux-gnu/debug/gengfu").contains("/src/Devices"))
        #expect(ShippedDevices.beside("/usr/bin/gengfu").contains("/usr/share/gengfu/devices"))
        #expect(ShippedDevices.beside("/src/.build/debug/tests.xctest").isEmpty && ShippedDevices.beside("").isEmpty)
    }

    @Test("Texts in GB18030 that the C library cannot read are said once, for all profiles that have them")
    func legacyText() throws {
        let folder = TemporaryFolder()
        let profile = { (name: String, payload: String) in
            """
            profile: \(name)
            service: elder-care
            topic: \(name)/{device}
            \(payload)
            fields: {v: {path: /v, type: text}}
            silence: {after: 1h}
            """
        }
        let forms = [
            "plain": "payload: json", "chinese": "charset: gb18030", "frame": "payload: gb26875",
            "deep": "payload: bytes\nbytes: {read: [{repeat: r, times: rest, read: [{name: v, type: \"gb18030:4\"}]}]}",
            "number": "payload: bytes\nbytes: {read: [{name: v, type: u8}]}",
        ]
        for (name, form) in forms {
            try FileManager.default.createDirectory(
                atPath: folder.file("d/\(name)"), withIntermediateDirectories: true)
            writeFile(folder.file("d/\(name)/profile.yaml"), profile(name, form))
        }
        let setup: Setup
        do throws(Problems) { setup = try Setup.load(config: nil, devices: [folder.file("d")]) } catch {
            Issue.record("\(error.all)")
            return
        }
        let said = try #require(setup.legacyTextWarning(isKnown: false))
        #expect(said.contains("'chinese', 'deep', 'frame' write") && said.contains("libc-gconv-modules-extra"))
        #expect(setup.legacyTextWarning(isKnown: true) == nil)
    }
}
