import ArgumentParser
import Gateway

/// One alarm: by the id of its life, or by its name and its device's, whether it was ever raised or not.
struct AlarmOptions: ParsableArguments {
    @Argument(help: "The alarm's id, or its first digits, at least 4; or say --device and --alarm.")
    var id: String?

    @Option(help: ArgumentHelp("The device's id.", valueName: "id"))
    var device: String?

    @Option(help: ArgumentHelp("The alarm's name, such as smoke-high.", valueName: "name"))
    var alarm: String?

    @Option(help: ArgumentHelp("The device's profile, where several devices have that id.", valueName: "name"))
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "The device's area code or its beginning, where several devices have that id.", valueName: "code"))
    var area: String?

    func validate() throws {
        if let id {
            try LifeArgument.check(id)
            if device != nil || alarm != nil || profile != nil || area != nil {
                throw ValidationError(
                    "The id says which alarm it is; leave out --device, --alarm, --profile and --area.")
            }
        } else if device == nil || alarm == nil {
            throw ValidationError("Say which alarm: its id, as `gengfu alarms` shows it, or --device and --alarm.")
        }
    }

    func write(into writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("device", device)
        writer.member("alarm", alarm)
        writer.member("profile", profile)
        writer.member("area", area)
    }
}
