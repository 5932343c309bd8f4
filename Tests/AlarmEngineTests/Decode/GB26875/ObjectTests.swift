import Testing

@testable import AlarmEngine

@Suite("GB/T 26875.3: objects")
struct ObjectTests {
    private let time = SampleFrame.time

    private func first(_ data: [UInt8], command: UInt8 = 2) throws -> [String: Any] {
        let objects = try SampleFrame(command: command, data: data).objects()
        return try #require(objects.first)
    }

    @Test("The state of a system, bit by bit")
    func systemState() throws {
        let names: [Set<String>] = [
            ["normal"], ["fire"], ["fault"], ["shield"], ["supervise"], ["start"], ["feedback"], ["delay"],
            ["mainPowerFault", "powerFault"], ["backupPowerFault", "powerFault"], ["busFault"], ["manual"],
            ["configurationChanged"], ["reset"], [], [],
        ]
        for (bit, expected) in names.enumerated() {
            let bits = 1 << bit
            let frame = SampleFrame(data: [1, 1, 11, 3, UInt8(bits & 0xFF), UInt8(bits >> 8)] + time)
            #expect(try frame.truths("state") == expected, "bit \(bit)")
            let object = try #require(try frame.objects().first)
            #expect(object["stateBits"] as? Int == bits)
            #expect(object["device"] as? String == "889-11-3")
            #expect(object["systemNameZh"] as? String == "消火栓系统")
        }
        #expect(try SampleFrame(data: [1, 1, 1, 1, 0, 0] + time).truths("state") == ["test"])
    }

    @Test("The state of a component, bit by bit; a fire with bit 0 clear is a fire and no test")
    func componentState() throws {
        let names: [Set<String>] = [
            ["normal"], ["fire"], ["fault"], ["shield"], ["supervise"], ["start"], ["feedback"], ["delay"],
            ["powerFault"], [],
        ]
        func frame(_ bits: Int) -> SampleFrame {
            SampleFrame(
                data: [2, 1, 1, 1, 40, 1, 2, 3, 4, UInt8(bits & 0xFF), UInt8(bits >> 8)]
                    + [UInt8](repeating: 0, count: 31) + time)
        }
        for (bit, expected) in names.enumerated() {
            #expect(try frame(1 << bit).truths("state") == expected, "bit \(bit)")
        }
        #expect(try frame(0).truths("state") == ["test"])
        #expect(try frame(3).truths("state") == ["normal", "fire"])
    }

    @Test("The state of the transmission device, bit by bit")
    func deviceState() throws {
        let names: [Set<String>] = [
            ["normal"], ["fire"], ["fault"], ["mainPowerFault", "powerFault"], ["backupPowerFault", "powerFault"],
            ["linkFault"], ["lineFault"], [],
        ]
        for (bit, expected) in names.enumerated() {
            #expect(try SampleFrame(data: [21, 1, 1 << bit] + time).truths("state") == expected, "bit \(bit)")
        }
        #expect(try SampleFrame(data: [21, 1, 0] + time).truths("state") == ["test"])
    }

    @Test("Operations, bit by bit: bit 5 is *confirmed* at the panel and the roll-call's answer at the device")
    func operations() throws {
        let names = ["reset", "silence", "manualAlarm", "cancelAlarm", "selfTest", "confirm", "test"]
        for (bit, name) in names.enumerated() {
            let system = SampleFrame(data: [4, 1, 1, 2, 1 << bit, 7] + time)
            #expect(try system.truths("operation") == [name])
            #expect(try system.objects().first?["operator"] as? Int == 7)
            #expect(try system.objects().first?["rollCall"] == nil)
            let device = SampleFrame(data: [24, 1, 1 << bit, 7] + time)
            #expect(try device.truths("operation") == [bit == 5 ? "rollCall" : name])
            #expect(try device.objects().first?["rollCall"] as? String == (bit == 5 ? "answered" : nil))
        }
        #expect(try SampleFrame(data: [4, 1, 1, 2, 0x80, 7] + time).truths("operation") == [])
        #expect(try SampleFrame(data: [24, 1, 0x44, 0] + time).truths("operation") == ["manualAlarm", "test"])
    }

    @Test("An operation in an answer is a record of long ago, by another name")
    func records() throws {
        let frame = SampleFrame(command: 5, data: [24, 1, 0x24, 7] + time)
        #expect(try frame.truths("record") == ["manualAlarm", "rollCall"])
        let object = try #require(try frame.objects().first)
        #expect(object["operation"] == nil)
        #expect(object["rollCall"] == nil)
        #expect(try SampleFrame(command: 5, data: [4, 1, 1, 2, 0x04, 7] + time).truths("record") == ["manualAlarm"])
    }

    @Test(
        "Analogue values: the figure as it is printed, its unit, and its own name",
        arguments: [
            (1, 3, "3", "", "count", "3"), (2, 123, "1.23", "m", "height", "1.23"),
            (2, 5, "0.05", "m", "height", "0.05"), (2, -5, "-0.05", "m", "height", "-0.05"),
            (3, 800, "80", "°C", "temperature", "80"), (3, 215, "21.5", "°C", "temperature", "21.5"),
            (3, -2730, "-273", "°C", "temperature", "-273"), (3, -1, "-0.1", "°C", "temperature", "-0.1"),
            (4, 5, "0.5", "MPa", "pressure", "500"), (4, -32768, "-3276.8", "MPa", "pressure", "-3276800"),
            (5, 1013, "101.3", "kPa", "pressure", "101.3"), (6, 205, "20.5", "%LEL", "gas", "20.5"),
            (7, 32000, "32000", "s", "duration", "32000"), (8, 2203, "220.3", "V", "voltage", "220.3"),
            (9, 2, "0.2", "A", "current", "0.2"), (10, 0, "0", "L/s", "flow", "0"),
            (11, 32767, "3276.7", "m³/min", "airVolume", "3276.7"), (12, 20, "20", "m/s", "airSpeed", "20"),
        ])
    func values(type: Int, raw: Int, value: String, unit: String, name: String, measured: String) throws {
        let bits = UInt16(bitPattern: Int16(raw))
        let document = try SampleFrame(
            data: [3, 1, 1, 1, 40, 1, 0, 2, 0, UInt8(type), UInt8(bits & 0xFF), UInt8(bits >> 8)] + time
        ).document()
        #expect(document.contains(#""raw":\#(raw),"#))
        #expect(document.contains(#""unit":"\#(unit)","value":\#(value),"measured":{"\#(name)":\#(measured)}"#))
    }

    @Test("An analogue value of a maker's own type keeps its raw figure alone")
    func ownValue() throws {
        let object = try first([3, 1, 1, 1, 40, 1, 0, 2, 0, 200, 0xFE, 0xFF] + time)
        #expect(object["quantity"] as? Int == 200)
        #expect(object["raw"] as? Int == -2)
        #expect(object["label"] as? String == "smoke detector 1-2")
        #expect(object["value"] == nil)
        #expect(object["measured"] == nil)
    }

    @Test("Versions, configurations and times")
    func descriptions() throws {
        #expect(try first([5, 1, 1, 2, 3, 4])["software"] as? String == "3.4")
        #expect(try first([25, 1, 1, 10])["software"] as? String == "1.10")
        let smoke: [UInt8] = [0xD1, 0xCC, 0xB8, 0xD0]
        #expect(try first([6, 1, 1, 2, 4] + smoke)["text"] as? String == "烟感")
        #expect(try first([26, 1, 4] + smoke)["text"] as? String == "烟感")
        #expect(try first([26, 1, 0])["text"] as? String == "")
        let component = try first([7, 1, 1, 2, 40, 1, 0, 2, 0] + smoke + [UInt8](repeating: 32, count: 27))
        #expect(component["text"] as? String == "烟感")
        #expect(component["device"] as? String == "889-1-2-1-2")
        #expect(try first([8, 1, 1, 2] + time)["time"] as? String == "2012-09-26T09:58:02")
        #expect(try first([28, 1] + time)["time"] as? String == "2012-09-26T09:58:02")
    }

    @Test("A description of control characters and quotes, or of broken text, is still JSON")
    func escapes() throws {
        let object = try first([26, 1, 6, 0x22, 0x5C, 0x01, 0x1F, 0x80, 0x41])
        #expect(object["text"] as? String == "\"\\\u{1}\u{1F}\u{FFFD}A")
        #expect(try first([26, 1, 2, 0xD1, 0x20])["text"] as? String == "\u{FFFD}")
    }

    @Test("What the centre asks for is the device's it asks")
    func downward() throws {
        let read = try first([62, 1, 1, 2, 10, 0, 2, 0], command: 4)
        #expect(read["kind"] as? String == "read-component-state")
        // The frame is made as if 889 sent it: downward, the device is whom it is for.
        #expect(read["device"] as? String == "88888-1-2-10-2")
        #expect(read["component"] == nil)
        #expect(try first([64, 1, 1, 2, 5] + time, command: 4)["records"] as? Int == 5)
        #expect(try first([84, 1, 5] + time, command: 4)["records"] as? Int == 5)
        let rollCall = try first([91, 1, 10], command: 1)
        #expect(rollCall["rollCall"] as? String == "asked")
        #expect(rollCall["timeout"] as? Int == 10)
        #expect(rollCall["alive"] == nil)
        for type: UInt8 in [61, 65, 66, 68] { #expect(try first([type, 1, 1, 2], command: 4)["system"] as? Int == 1) }
        for type: UInt8 in [81, 85, 86, 88, 89] { #expect(try first([type, 1, 0], command: 4)["device"] != nil) }
    }

    @Test("Several objects in a frame, each with its own time")
    func several() throws {
        let objects = try SampleFrame(
            data: [1, 3, 1, 1, 1, 0] + time + [1, 2, 2, 0, 3] + time.dropFirst() + [13, 1, 4, 0, 4] + time.dropFirst()
        ).objects()
        #expect(objects.map { $0["device"] as? String } == ["889-1-1", "889-1-2", "889-13-1"])
        #expect(
            objects.map { $0["label"] as? String } == [
                "fire alarm system 1", "fire alarm system 2", "gas extinguishing system 1",
            ])
        #expect(objects.map { ($0["time"] as? String)?.suffix(2) } == ["02", "03", "04"])
    }

    @Test("Every known system and component has a name in both languages")
    func names() {
        let systems = (UInt8.min...UInt8.max).filter { GB26875.systemName($0) != nil }
        #expect(systems.map { Int($0) } == [0, 1] + Array(10...24))
        let components = (UInt8.min...UInt8.max).filter { GB26875.componentName($0) != nil }
        #expect(components.count == 66)
        for number in components {
            let zh = GB26875.componentName(number)?.zh.description ?? ""
            #expect(zh.unicodeScalars.contains { $0.value >= 0x4E00 }, "\(number)")
        }
    }
}
