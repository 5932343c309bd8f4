import AlarmEngine
import ArgumentParser
import Gateway
import Glibc

extension Problems {
    /// Says each problem, and answers the exit code: 65, or 66 where nothing is wrong but that files are missing.
    func reported() -> ExitCode {
        all.forEach { Terminal.complain($0) }
        return ExitCode(areMissingInput ? EX_NOINPUT : EX_DATAERR)
    }
}

extension Setup {
    /// Reads everything, as ``loaded(config:devices:)`` does; nothing, and says so, where no folder of devices is named
    /// and none is there.
    ///
    /// `lack` is what is missing then, as a sentence.
    ///
    /// - Throws: an exit code, once each problem stands on stderr.
    static func loadedIfAny(config: String?, devices: [String], lack: String) throws -> Setup {
        guard config == nil, devices.isEmpty, !hasDefaultDevices() else {
            return try loaded(config: config, devices: devices)
        }
        Terminal.complain("No folder of devices is here: \(lack) Name one with --devices, or --config.")
        return .empty
    }

    /// Reads everything, as `load` does; an empty list of devices is none.
    ///
    /// - Throws: an exit code, once each problem stands on stderr.
    static func loaded(config: String?, devices: [String] = []) throws -> Setup {
        do throws(Problems) {
            let setup = try load(config: config, devices: devices.isEmpty ? nil : devices)
            if let warning = setup.legacyTextWarning { Terminal.complain(warning) }
            return setup
        } catch {
            throw error.reported()
        }
    }
}

/// What somebody may have meant by a name there is not: the end of a sentence, its last mark included.
func advice(for name: String, among known: [String]) -> String {
    guard !known.isEmpty else { return "there are none." }
    return suggestion(for: name, among: known).map { "did you mean '\($0)'?" }
        ?? "there are \(known.joined(separator: ", "))."
}

extension Problem {
    func reported() -> ExitCode {
        Terminal.complain(self)
        return ExitCode(isMissingInput ? EX_NOINPUT : EX_DATAERR)
    }
}
