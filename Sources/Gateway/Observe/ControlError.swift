import Glibc

/// Why the control socket could not be made or used, said to the operator.
public enum ControlError: Error, Hashable, Sendable {
    case badPath(String)
    case noFolder(path: String, reason: String)
    case notASocket(path: String)
    case daemonIsThere(path: String)
    case cannotListen(path: String, reason: String)
    case noDaemon(path: String, reason: String)
    /// The connection ended, or its other end does not speak our language.
    case broken(path: String, reason: String)
    /// The daemon's own sentence.
    case refused(String)
}

extension ControlError {
    /// What `strerror` says.
    static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}

extension ControlError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badPath(let path):
            "The control socket's path '\(path)' cannot be used: it must have 1 to 107 bytes."
        case .noFolder(let path, let reason):
            "The control socket \(path) cannot be made: its folder must exist (\(reason))."
        case .notASocket(let path):
            "The control socket cannot be made: \(path) is there already and is no socket; move it away."
        case .daemonIsThere(let path):
            "Another daemon listens on \(path); stop it, or give this one a `control:` of its own."
        case .cannotListen(let path, let reason):
            "The control socket \(path) cannot be made: \(reason)."
        case .noDaemon(let path, let reason):
            "No daemon listens on \(path) (\(reason)); start it with `gengfu run`, or say where it listens with --control."
        case .broken(let path, let reason):
            "The daemon at \(path) did not answer: \(reason)."
        case .refused(let sentence):
            sentence
        }
    }
}
