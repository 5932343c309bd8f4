import Foundation
import Testing

@testable import AlarmEngine

/// Frames as a maker publishes them, with their sums, in `dev-documentation` of a public implementation.
@Suite("GB/T 26875.3: frames")
struct FrameTests {
    static let fire = SampleFrame(
        """
        40 40 01 00 01 01 20 3A 09 1A 09 0C 79 03 00 00 00 00 38 5B 01 00 00 00 30 00 02 02 01 01 01 28 0A 00 02 00 \
        02 00 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 00 02 3A 09 \
        1A 09 0C 46 23 23
        """)
    static let mainsFault = SampleFrame(
        """
        40 40 01 00 01 01 20 3A 09 1A 09 0C 79 03 00 00 00 00 38 5B 01 00 00 00 09 00 02 15 01 08 02 3A 09 1A 09 0C \
        42 23 23
        """)

    @Test("A component's fire, the document byte for byte")
    func component() throws {
        #expect(
            try Self.fire.document()
                == #"{"serial":1,"version":"1.1","time":"2012-09-26T09:58:32","source":"889","sourceHex":"790300000000","#
                + #""target":"88888","targetHex":"385B01000000","command":2,"commandName":"send","type":2,"#
                + #""typeName":"component-state","count":1,"frames":1,"refused":[],"skipped":0,"left":false,"objects":["#
                + #"{"kind":"component-state","type":2,"device":"889-1-1-10-2","source":"889","serial":1,"#
                + #""commandName":"send","sent":"2012-09-26T09:58:32","system":1,"systemName":"fire alarm system","#
                + #""systemNameZh":"火灾报警系统","systemAddress":1,"component":40,"componentName":"smoke detector","#
                + #""componentNameZh":"感烟火灾探测器","address":"10-2","addressHex":"0A000200","zone":10,"number":2,"#
                + #""state":{"normal":false,"fire":true,"fault":false,"shield":false,"supervise":false,"start":false,"#
                + #""feedback":false,"delay":false,"powerFault":false,"test":false},"stateBits":2,"text":"","#
                + #""time":"2012-09-26T09:58:02","label":"smoke detector 10-2","labelZh":"感烟火灾探测器 10-2"}]}"#)
    }

    @Test("The transmission device's mains have failed")
    func device() throws {
        #expect(try Self.mainsFault.truths("state") == ["mainPowerFault", "powerFault"])
        let object = try #require(try Self.mainsFault.objects().first)
        #expect(object["kind"] as? String == "device-state")
        #expect(object["device"] as? String == "889")
        #expect(object["alive"] as? Bool == true)
        #expect(object["labelZh"] as? String == "用户信息传输装置")
        #expect(object["time"] as? String == "2012-09-26T09:58:02")
    }

    @Test(
        "Every frame that is published is read",
        arguments: [
            (
                "heartbeat", "heartbeat", "889",
                "40 40 00 00 01 01 00 3A 09 1A 09 0C 79 03 00 00 00 00 38 5B 01 00 00 00 00 00 02 86 23 23"
            ),
            (
                "roll-call answered", "device-operation", "889",
                "40 40 01 00 01 01 20 3A 09 1A 09 0C 79 03 00 00 00 00 38 5B 01 00 00 00 0A 00 02 18 01 20 01 02 3A 09 1A 09 0C 5F 23 23"
            ),
            (
                "version", "device-version", "889",
                "40 40 01 00 01 01 20 3A 09 1A 09 0C 79 03 00 00 00 00 38 5B 01 00 00 00 04 00 02 19 01 01 01 C7 23 23"
            ),
            (
                "time", "device-time", "889",
                "40 40 01 00 01 01 20 3A 09 1A 09 0C 79 03 00 00 00 00 38 5B 01 00 00 00 08 00 02 1C 01 02 3A 09 1A 09 0C 40 23 23"
            ),
            (
                "answer", "device-state", "889",
                "40 40 01 00 01 01 20 3A 09 1A 09 0C 79 03 00 00 00 00 38 5B 01 00 00 00 09 00 05 15 01 08 02 3A 09 1A 09 0C 45 23 23"
            ),
            (
                "read state", "read-device-state", "889",
                "40 40 01 00 01 01 20 3A 09 1A 09 0C 38 5B 01 00 00 00 79 03 00 00 00 00 03 00 04 51 01 00 FE 23 23"
            ),
            (
                "read version", "read-device-version", "889",
                "40 40 01 00 01 01 20 3A 09 1A 09 0C 38 5B 01 00 00 00 79 03 00 00 00 00 03 00 04 55 01 00 02 23 23"
            ),
            (
                "read time", "read-device-time", "889",
                "40 40 01 00 01 01 20 3A 09 1A 09 0C 38 5B 01 00 00 00 79 03 00 00 00 00 03 00 04 58 01 00 05 23 23"
            ),
            (
                "initialise", "initialise", "889",
                "40 40 01 00 01 01 20 3A 09 1A 09 0C 38 5B 01 00 00 00 79 03 00 00 00 00 03 00 01 59 01 00 03 23 23"
            ),
            (
                "set time", "set-time", "889",
                "40 40 01 00 01 01 20 3A 09 1A 09 0C 38 5B 01 00 00 00 79 03 00 00 00 00 08 00 01 5A 01 02 3A 09 1A 09 0C 7D 23 23"
            ),
            (
                "roll-call", "roll-call", "889",
                "40 40 01 00 01 01 20 3A 09 1A 09 0C 38 5B 01 00 00 00 79 03 00 00 00 00 03 00 01 5B 01 0A 0F 23 23"
            ),
        ])
    func published(name: String, kind: String, device: String, hex: String) throws {
        let objects = try SampleFrame(hex).objects()
        #expect(objects.count == 1, "\(name)")
        #expect(objects.first?["kind"] as? String == kind, "\(name)")
        #expect(objects.first?["device"] as? String == device, "\(name)")
    }

    @Test(
        "A yes or a no has no objects, and neither has data that are read",
        arguments: [
            ("confirm", "40 40 01 00 01 01 23 3A 09 1A 09 0C 38 5B 01 00 00 00 79 03 00 00 00 00 00 00 03 AB 23 23"),
            ("deny", "40 40 01 00 01 01 23 3A 09 1A 09 0C 38 5B 01 00 00 00 79 03 00 00 00 00 00 00 06 AE 23 23"),
        ])
    func answers(name: String, hex: String) throws {
        let tree = try SampleFrame(hex).tree()
        #expect(tree["commandName"] as? String == name)
        #expect(tree["type"] == nil)
        #expect(try SampleFrame(hex).objects().isEmpty)
    }

    @Test("A frame of a restaurant's corridor, its text GB 18030 padded with NUL")
    func restaurant() throws {
        let hex =
            "40 40 00 00 01 01 18 0D 11 16 0A 14 00 00 00 00 00 00 06 05 04 03 02 01 30 00 02 02 01 01 03 00 D9 00 06 00 02 00 "
            + "A3 C1 C7 F8 A3 B1 B2 E3 DF C8 B2 B8 D7 DF C0 C8 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 30 12 13 01 08 14 68 23 23"
        let object = try #require(try SampleFrame(hex).objects().first)
        #expect(object["text"] as? String == "Ａ区１层呷哺走廊")
        #expect(object["address"] as? String == "217-6")
        #expect(object["device"] as? String == "0-1-3-217-6")
        #expect(object["time"] as? String == "2020-08-01T19:18:48")
        #expect(object["label"] as? String == "component 217-6, Ａ区１层呷哺走廊")
        #expect(object["labelZh"] as? String == "部件 217-6 Ａ区１层呷哺走廊")
        #expect(try SampleFrame(hex).tree()["target"] as? String == "1108152157446")
        // The same with the sum that the implementation's test feeds it first, to be refused.
        #expect(
            SampleFrame(hex.replacingOccurrences(of: "68 23 23", with: "63 23 23")).refusal()
                == .wrongSum(stands: 0x63, right: 0x68))
    }

    @Test("A time that is none is left out")
    func times() throws {
        func time(_ bytes: [UInt8]) -> String? {
            bytes.withUnsafeBufferPointer(GB26875.time).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(time([59, 59, 23, 31, 12, 99]) == "2099-12-31T23:59:59")
        #expect(time([0, 0, 0, 1, 1, 0]) == "2000-01-01T00:00:00")
        #expect(time([0, 0, 0, 29, 2, 24]) == "2024-02-29T00:00:00")
        for wrong: [UInt8] in [
            [60, 0, 0, 1, 1, 0], [0, 60, 0, 1, 1, 0], [0, 0, 24, 1, 1, 0], [0, 0, 0, 0, 1, 0], [0, 0, 0, 1, 0, 0],
            [0, 0, 0, 1, 13, 0], [0, 0, 0, 32, 1, 0], [0, 0, 0, 31, 4, 0], [0, 0, 0, 30, 2, 24], [0, 0, 0, 29, 2, 23],
            [0, 0, 0, 1, 1, 100], [0, 0, 0, 0, 0, 0],
        ] {
            #expect(time(wrong) == nil, "\(wrong)")
        }
        let object = try #require(
            try SampleFrame(data: [28, 1, 0, 0, 0, 0, 0, 0], sent: [0, 0, 0, 0, 0, 0]).objects().first)
        #expect(object["time"] == nil)
        #expect(object["sent"] == nil)
    }
}
