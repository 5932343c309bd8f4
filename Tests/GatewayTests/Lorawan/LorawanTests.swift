import AlarmEngine
import Foundation
import Testing

@testable import Gateway

private let shared = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../../../shared/data/lorawan"
)
.standardizedFileURL.path(percentEncoded: false)
private let data = ["/work/shared/data/lorawan", shared].first {
    FileManager.default.fileExists(atPath: "\($0)/uplinks.json")
}

/// One message as a maker gives it: what the device sent, and what the maker's own decoder says of it.
private struct Uplink {
    var device: String
    var port: Int?
    var bytes: [UInt8]
    /// Nil where the maker's decoder refuses it.
    var expected: JSON?
    var id: String
}

@Suite("Real uplinks decode to their makers' own output", .enabled(if: data != nil, "../shared/data is not here"))
struct LorawanTests {
    @Test("Every uplink of the described devices of the LoRaWAN collection")
    func collection() throws {
        try compare(try uplinks(), title: "uplinks.json", devicesWanted: 30)
    }

    @Test("Every uplink of the WIKA devices")
    func wika() throws {
        try compare(try wikaUplinks(), title: "wika.json", devicesWanted: 3)
    }

    private func compare(_ uplinks: [Uplink], title: String, devicesWanted: Int) throws {
        let plans = try DescribedDevices.plans()
        var tally = Tally()
        for uplink in uplinks {
            guard let plan = plans[uplink.device] else { continue }
            tally.take(uplink, plan)
        }
        print(
            "\(title): \(tally.devices.count) devices, \(tally.uplinks) uplinks, "
                + "\(tally.fields) fields, \(tally.equal) equal, \(tally.refused) refused as the maker does")
        #expect(tally.devices.count >= devicesWanted)
        #expect(tally.differences.isEmpty, "\(tally.differences.joined(separator: "\n"))")
        #expect(tally.equal == tally.fields)
    }

    private func uplinks() throws -> [Uplink] {
        try objects("uplinks.json", nil).map { entry in
            let maker = entry["vendor"]?.text ?? ""
            var expected = entry["decoded_output"]
            if expected == .null { expected = nil }
            return Uplink(
                device: "\(maker)/\(entry["device"]?.text ?? "")", port: port(entry), bytes: bytes(entry),
                expected: expected, id: entry["id"]?.text ?? "")
        }
    }

    private func wikaUplinks() throws -> [Uplink] {
        try objects("wika.json", "examples").map { entry in
            Uplink(
                device: "wika/\(entry["device"]?.text ?? "")", port: port(entry), bytes: bytes(entry),
                expected: entry["output"]?["data"], id: entry["id"]?.text ?? "")
        }
    }

    private func objects(_ name: String, _ member: String?) throws -> [JSON] {
        let content = try Data(contentsOf: URL(filePath: "\(try #require(data))/\(name)"))
        let root = try JSONDecoder().decode(JSON.self, from: content)
        guard case .array(let entries) = member.flatMap({ root[$0] }) ?? root else { return [] }
        return entries
    }

    private func port(_ entry: JSON) -> Int? {
        if case .number(let port) = entry["fPort"] { Int(port) } else { nil }
    }

    /// Hexadecimal, as it is, with `0x` and blanks, or base64.
    private func bytes(_ entry: JSON) -> [UInt8] {
        let text = entry["bytes"]?.text ?? ""
        var digits = text.filter { $0 != " " }
        if digits.hasPrefix("0x") { digits.removeFirst(2) }
        if digits.allSatisfy(\.isHexDigit), digits.count % 2 == 0 {
            let values = digits.map { UInt8($0.hexDigitValue ?? 0) }
            return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
        }
        return Data(base64Encoded: text).map(Array.init) ?? []
    }
}

private struct Tally {
    var devices: Set<String> = []
    var uplinks = 0
    var fields = 0
    var equal = 0
    var refused = 0
    var differences: [String] = []

    mutating func take(_ uplink: Uplink, _ plan: BytesPlan) {
        devices.insert(uplink.device)
        uplinks += 1
        do throws(BytesError) {
            let document = try uplink.bytes.withUnsafeBufferPointer { bytes throws(BytesError) in
                try plan.document(bytes, port: uplink.port)
            }
            let ours = try? JSONDecoder().decode(JSON.self, from: Data(document))
            compare(ours, with: uplink, text: String(decoding: document, as: UTF8.self))
        } catch {
            if uplink.expected == nil {
                refused += 1
            } else {
                fields += uplink.expected?.leaves().count ?? 0
                differences.append("\(uplink.id) \(uplink.device): refused \(error)")
            }
        }
    }

    private mutating func compare(_ ours: JSON?, with uplink: Uplink, text: String) {
        guard let expected = uplink.expected else {
            differences.append("\(uplink.id) \(uplink.device): not refused, but \(text)")
            return
        }
        let wanted = expected.leaves()
        let found = ours?.leaves() ?? [:]
        fields += wanted.count
        for (place, value) in wanted.sorted(by: { $0.key < $1.key }) {
            if value.agrees(with: found[place]) {
                equal += 1
            } else {
                let here = found[place].map { "\($0)" } ?? "nothing"
                differences.append("\(uplink.id) \(uplink.device) \(place): \(value) wanted, \(here) found")
            }
        }
        for place in found.keys.sorted() where wanted[place] == nil {
            differences.append("\(uplink.id) \(uplink.device) \(place): \(found[place].map { "\($0)" } ?? "") too many")
        }
    }
}
