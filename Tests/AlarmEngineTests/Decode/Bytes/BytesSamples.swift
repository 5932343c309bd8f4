@testable import AlarmEngine

extension BytesItem {
    /// A value of a type, by its usual keys.
    static func read(
        _ name: String?, _ type: String, at: String? = nil, when: String? = nil,
        with change: (inout BytesField) -> Void = { _ in }
    ) throws -> BytesItem {
        var field = BytesField(name: name, source: .type(try BytesType.written(type)))
        change(&field)
        return BytesItem(at: at, when: when, deed: .value(field))
    }

    static func compute(
        _ name: String, _ expression: String, when: String? = nil, with change: (inout BytesField) -> Void = { _ in }
    ) -> BytesItem {
        var field = BytesField(name: name, source: .expression(expression))
        change(&field)
        return BytesItem(when: when, deed: .value(field))
    }

    static func bits(_ type: String, _ parts: [(ClosedRange<Int>, String, Bool)]) throws -> BytesItem {
        try read(nil, type) { field in
            field.bits = parts.map { range, name, isSigned in
                BytesItem(deed: .value(BytesField(name: name, source: .bits(range, isSigned: isSigned))))
            }
        }
    }

    static func choose(
        _ expression: String, _ branches: [(String, [BytesItem])], other: BytesChoice.Other = .refuse
    ) -> BytesItem {
        let written = branches.map { BytesChoice.Branch(code: $0.0, read: $0.1) }
        return BytesItem(deed: .choose(BytesChoice(expression: expression, branches: written, other: other)))
    }

    static func `repeat`(_ name: String?, times: String? = nil, _ items: [BytesItem]) -> BytesItem {
        BytesItem(deed: .repeats(BytesRepeat(name: name, times: times, read: items)))
    }

    static func check(_ kind: BytesCheck.Kind, at: String? = nil, little: Bool = false) -> BytesItem {
        BytesItem(at: at, deed: .check(BytesCheck(kind: kind, endian: little ? .little : .big)))
    }
}

extension BytesType {
    struct Unreadable: Error {
        var text: String
    }

    static func written(_ text: String) throws -> BytesType {
        guard let type = BytesType(text) else { throw Unreadable(text: text) }
        return type
    }
}

/// The document of a payload written in hexadecimal.
func document(
    _ items: [BytesItem], _ hex: String, port: Int? = nil, endian: BytesDescription.Endian = .big
) throws -> String {
    let plan = try BytesPlan(BytesDescription(endian: endian, read: items))
    let digits = hex.filter { $0 != " " }.compactMap(\.hexDigitValue).map { UInt8($0) }
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    return String(decoding: try bytes.withUnsafeBufferPointer { try plan.document($0, port: port) }, as: UTF8.self)
}

/// What is said of a payload that does not fit; nil if it does.
func refusal(_ items: [BytesItem], _ hex: String, port: Int? = nil) throws -> String? {
    do {
        _ = try document(items, hex, port: port)
        return nil
    } catch let error as BytesError {
        return error.description
    }
}

/// What is said of a description that cannot be carried out.
func problems(_ items: [BytesItem]) -> [String] {
    do throws(ProfileProblems) {
        _ = try BytesPlan(BytesDescription(read: items))
        return []
    } catch {
        return error.problems.map(\.message)
    }
}
