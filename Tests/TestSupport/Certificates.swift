import Gateway

/// An authority, and what it signed for a server and a client, made by `openssl` in a folder.
public struct Certificates: Sendable {
    private let folder: TemporaryFolder
    public var authority: String { folder.file("ca.pem") }
    public var server: String { folder.file("server.pem") }
    public var serverKey: String { folder.file("server.key") }
    public var client: String { folder.file("client.pem") }
    public var clientKey: String { folder.file("client.key") }

    /// Makes them; the server's alternative names are such as `IP:127.0.0.1` or `DNS:localhost`.
    public init(server: String, in folder: TemporaryFolder) throws {
        self.folder = folder
        try openssl(
            ["req", "-x509", "-days", "2", "-subj", "/CN=Gengfu test authority", "-out", "ca.pem", "-keyout", "ca.key"]
                + Self.newKey)
        try sign("server", extensions: "subjectAltName=\(server)")
        try sign("client", extensions: "extendedKeyUsage=clientAuth")
    }

    /// Lines of `mosquitto.conf` for a listener with this server's certificate.
    public var settings: [String] { ["cafile \(authority)", "certfile \(server)", "keyfile \(serverKey)"] }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    private func sign(_ name: String, extensions: String) throws {
        writeFile(folder.file("\(name).ext"), extensions + "\n")
        try openssl(["req", "-subj", "/CN=\(name)", "-out", "\(name).csr", "-keyout", "\(name).key"] + Self.newKey)
        try openssl([
            "x509", "-req", "-days", "2", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-extfile", "\(name).ext", "-out", "\(name).pem",
        ])
    }

    private func openssl(_ arguments: [String]) throws {
        let inFolder = arguments.map {
            [".pem", ".key", ".csr", ".ext"].contains(where: $0.hasSuffix) ? folder.file($0) : $0
        }
        try ChildProcess("openssl", inFolder, output: "/dev/null", errors: folder.file("openssl.log")).wait()
    }
}
