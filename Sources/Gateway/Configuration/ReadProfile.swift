import AlarmEngine
import Yams

/// A profile as it was read, with what is needed to point into its file.
struct ReadProfile {
    let description: ProfileDescription
    let root: Node
    let file: SourceFile
    /// Whether its fields and parameters are sound, so that mistakes in rules can be told from their consequences.
    let rulesCanBeRead: Bool

    /// The profile with its rules read by the engine; nil, and reported, if they are wrong.
    func compiled() -> Profile? {
        guard rulesCanBeRead else { return nil }
        do throws(ProfileProblems) {
            return try Profile(description)
        } catch {
            for problem in error.problems {
                let weight: Problem.Weight =
                    switch problem.weight {
                    case .error: .error
                    case .warning: .warning
                    }
                file.report(problem.message, at: place(of: problem.path, offset: problem.offset), weight: weight)
            }
            return nil
        }
    }

    /// Where a part of the profile stands, or the nearest part around it that is written.
    func place(of path: [String], offset: Int? = nil) -> Place {
        var value = YAMLValue(key: "", label: "", keyPlace: .beginning, node: root, file: file)
        var steps = path[...]
        if steps.first == "messages", value.member("messages") == nil { steps = steps.dropFirst(2) }
        for step in steps {
            guard let next = value.member(step) ?? value.item(step) else { return value.place }
            value = next
        }
        return offset.map(value.place(ofByte:)) ?? value.place
    }
}

extension YAMLValue {
    /// The value of a key of this mapping or of one merged into it, if it is one.
    func member(_ key: String) -> YAMLValue? {
        guard case .mapping(let mapping) = node else { return nil }
        for (name, value) in mapping where name.scalar?.string == key {
            return YAMLValue(
                key: key, label: "'\(key)'", keyPlace: Place(name.mark) ?? keyPlace, node: value, file: file)
        }
        for (name, value) in mapping where name.scalar?.string == "<<" {
            for part in value.sequence.map(Array.init) ?? [value] {
                let merged = YAMLValue(key: "", label: "", keyPlace: keyPlace, node: part, file: file)
                if let found = merged.member(key) { return found }
            }
        }
        return nil
    }

    /// The item of this list with that number, if it is one.
    func item(_ number: String) -> YAMLValue? {
        guard case .sequence(let sequence) = node, let index = Int(number), sequence.indices.contains(index) else {
            return nil
        }
        let place = Place(sequence[index].mark) ?? keyPlace
        return YAMLValue(key: number, label: "", keyPlace: place, node: sequence[index], file: file)
    }
}
