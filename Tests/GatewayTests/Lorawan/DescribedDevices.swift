import AlarmEngine
import Foundation
import Yams

@testable import Gateway

/// The `bytes:` descriptions beside this file: facts about devices, written from what docs/bytes.md says.
enum DescribedDevices {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Descriptions")
        .path(percentEncoded: false)

    /// Each device's plan, by `maker/device`; what is wrong with the files otherwise.
    static func plans() throws -> [String: BytesPlan] {
        var plans: [String: BytesPlan] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where name.hasSuffix(".yaml") {
            let file = try SourceFile("\(folder)/\(name)", shown: name)
            guard let root = YAMLDocument.root(of: file), let keys = MappingReader(root: root, of: file),
                let maker = keys.required("maker")?.text(),
                let devices = keys.required("devices").flatMap({ MappingReader($0) })
            else { throw Problems(all: file.problems) }
            for device in devices.members {
                guard let description = BytesReader(file: file).description(of: device) else { continue }
                plans["\(maker)/\(device.key)"] = try BytesPlan(description)
            }
            if file.hasErrors { throw Problems(all: file.problems) }
        }
        return plans
    }
}

/// A value of a JSON text, for comparison.
enum JSON: Hashable, Decodable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case array([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let boolean = try? container.decode(Bool.self) {
            self = .boolean(boolean)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let array = try? container.decode([JSON].self) {
            self = .array(array)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    subscript(key: String) -> JSON? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// Every value below, by its place.
    func leaves(_ place: String = "") -> [String: JSON] {
        switch self {
        case .null, .boolean, .number, .text: return [place: self]
        case .array(let items):
            guard !items.isEmpty else { return [place: self] }
            return items.enumerated().reduce(into: [:]) { leaves, item in
                leaves.merge(item.element.leaves("\(place)/\(item.offset)")) { first, _ in first }
            }
        case .object(let members):
            guard !members.isEmpty else { return [place: self] }
            return members.reduce(into: [:]) { leaves, member in
                leaves.merge(member.value.leaves("\(place)/\(member.key)")) { first, _ in first }
            }
        }
    }

    /// Equal, numbers to a billionth.
    func agrees(with other: JSON?) -> Bool {
        guard case .number(let mine) = self, case .number(let other) = other else { return self == other }
        return abs(mine - other) <= 1e-9 * max(1, abs(other))
    }
}
