import ArgumentParser
import Gateway

/// One life of an alarm, by its id.
struct LifeArgument: ParsableArguments {
    @Argument(help: "The alarm's id, or its first digits, at least 4.")
    var id: String

    func validate() throws { try LifeArgument.check(id) }

    static func check(_ id: String) throws {
        guard (4...16).contains(id.utf8.count), id.allSatisfy(\.isHexDigit) else {
            throw ValidationError(
                "'\(id)' is no alarm's id: it must be 4 to 16 hex digits, as `gengfu alarms` shows them.")
        }
    }

    func write(into writer: inout JSONWriter) { writer.member("id", id) }
}
