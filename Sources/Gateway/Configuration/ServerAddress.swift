/// What a URL says of where to connect: `scheme://host[:port][/path]`.
struct ServerAddress: Hashable {
    let scheme: String
    /// Without the brackets of an IPv6 address.
    let host: String
    let port: Int?
    /// With its `/`, query and all; empty if there is none.
    let path: String

    /// Takes a URL apart.
    ///
    /// - Throws: what is wrong with it.
    init(_ text: String, schemes: [String]) throws(AddressMistake) {
        let example = "\(schemes[0])://host"
        guard let separator = text.firstRange(of: "://") else {
            throw AddressMistake("must be a URL such as \(example); here it is \(quoted(text))")
        }
        let scheme = text[..<separator.lowerBound].lowercased()
        guard schemes.contains(scheme) else {
            throw AddressMistake(
                "must begin with \(alternatives(schemes.map { "\($0)://" })); here it is '\(scheme)://…'")
        }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else { throw .credentials }
        guard !text.unicodeScalars.contains(where: { $0 == " " || isControl($0) }) else {
            throw AddressMistake("has a blank or control character in it; take it away")
        }
        self.scheme = scheme
        path = String(rest[authority.endIndex...])
        let (host, port) = try Self.split(authority)
        guard !host.isEmpty else { throw AddressMistake("names no host; write it such as \(example)") }
        self.host = host
        self.port = port
    }

    private static func split(_ authority: Substring) throws(AddressMistake) -> (host: String, port: Int?) {
        var rest = authority
        let host: Substring
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else {
                throw AddressMistake("has a '[' without its ']' around the IPv6 address")
            }
            host = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
        } else {
            host = rest.prefix { $0 != ":" }
            rest = rest[host.endIndex...]
        }
        guard !rest.isEmpty else { return (String(host), nil) }
        guard rest.hasPrefix(":"), let port = Int(rest.dropFirst()), (1...65_535).contains(port) else {
            throw AddressMistake("has the port \(quoted(String(rest.dropFirst()))); a port is a number from 1 to 65535")
        }
        return (String(host), port)
    }

    /// Whether it is this very machine.
    var isLoopback: Bool {
        host.lowercased() == "localhost" || host == "::1"
            || (host.hasPrefix("127.") && host.split(separator: ".").count == 4)
    }
}

/// What is wrong with a URL, as the end of a sentence that begins with its name.
enum AddressMistake: Error {
    case credentials
    case other(String)

    init(_ predicate: String) { self = .other(predicate) }
}
