import AlarmEngine
import ArgumentParser
import Gateway

/// Lists the profiles, or explains one.
struct Devices: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List what Gengfu understands: profiles and their products; 'devices show NAME' explains one.",
        subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    /// Where profiles are read from.
    struct Folders: ParsableArguments {
        @Option(help: "A folder of devices, in place of those the configuration names; may be given several times.")
        var devices: [String] = []

        @Option(help: "The configuration, gengfu.yaml: for its devices.")
        var config: String?

        func setup() throws -> Setup {
            try Setup.loaded(config: config, devices: devices)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "A table of all profiles.")

        @OptionGroup var folders: Folders

        @Option(help: "The language of the titles: en, zh or both.")
        var lang = EventText.Language.zh

        func run() throws {
            let profiles = try folders.setup().descriptions.sorted {
                ($0.service.rawValue, $0.name) < ($1.service.rawValue, $1.name)
            }
            var table = TextTable(heading: ["SERVICE", "PROFILE", "ALARMS", "SPEAKS", "PRODUCTS", "TITLE"])
            for profile in profiles {
                let products = profile.products.map { "\($0.maker) \($0.model)" }.joined(separator: ", ")
                table.append([
                    profile.service.rawValue, profile.name, String(profile.alarms.count), speaks(profile),
                    products.isEmpty ? "-" : products, title(profile.title),
                ])
            }
            table.lines.forEach { Terminal.say($0) }
            let products = profiles.reduce(0) { $0 + $1.products.count }
            Terminal.note("\(count(profiles.count, "profile")), \(count(products, "product"))")
        }

        private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

        /// The envelopes it comes in, and the forms of the messages it sends by itself.
        private func speaks(_ profile: ProfileDescription) -> String {
            var forms: [String] = []
            for message in profile.messages.dropFirst(profile.envelopes.isEmpty ? 0 : profile.messages.count)
            where !forms.contains(message.payload.rawValue) {
                forms.append(message.payload.rawValue)
            }
            return (profile.envelopes + forms).joined(separator: ", ")
        }

        private func title(_ words: Words) -> String {
            switch lang {
            case .en: words.en ?? words.zh ?? "-"
            case .zh: words.zh ?? words.en ?? "-"
            case .both: [words.zh, words.en].compactMap { $0 }.joined(separator: " ")
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Explain one profile: its products and their sources, what it says, what it raises and when.")

        @Argument(help: "The profile, such as smoke-detector, or a product's model.")
        var name: String

        @OptionGroup var folders: Folders

        @Option(help: "The language: en, zh or both.")
        var lang = EventText.Language.both

        func run() throws {
            let setup = try folders.setup()
            let sheets = try found(in: setup.descriptions).flatMap { profile in
                languages.map { DeviceSheet(profile, in: setup, $0).lines }
            }
            for (index, sheet) in sheets.enumerated() {
                if index > 0 { Terminal.say("") }
                for line in sheet { Terminal.say(TerminalSafe.escaped(line)) }
            }
        }

        private var languages: [DeviceSheet.Language] {
            switch lang {
            case .en: [.english]
            case .zh: [.chinese]
            case .both: [.english, .chinese]
            }
        }

        /// The profile of that name, or those with such a product.
        private func found(in profiles: [ProfileDescription]) throws -> [ProfileDescription] {
            if let profile = profiles.first(where: { $0.name == name }) { return [profile] }
            let wanted = name.lowercased()
            let makers = profiles.filter { profile in
                profile.products.contains { ([$0.model] + $0.also).contains { $0.lowercased() == wanted } }
            }
            guard makers.isEmpty else { return makers }
            let known = profiles.map(\.name) + profiles.flatMap { $0.products.map(\.model) }
            let advice =
                suggestion(for: name, among: known).map { "did you mean '\($0)'?" } ?? "'gengfu devices' lists them."
            throw ValidationError("There is no profile or product '\(name)'; \(advice)")
        }
    }
}
