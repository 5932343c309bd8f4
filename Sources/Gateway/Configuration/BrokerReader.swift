import AlarmEngine
import Glibc

extension BrokerConfiguration {
    /// What stands for a broker that is not configured rightly, and is never connected to.
    static let unknown = BrokerConfiguration(host: "", port: 1883, clientID: "")
}

/// Reads `broker:`.
struct BrokerReader {
    let files: FileReader

    func broker(_ value: YAMLValue) -> BrokerConfiguration? {
        guard let keys = MappingReader(value, example: "a mapping such as {url: mqtt://127.0.0.1:1883}") else {
            return nil
        }
        let url = keys.required("url", "write it such as url: mqtt://127.0.0.1:1883")
        let address = url.flatMap(address)
        let tlsValue = keys.optional("tls")
        let tls = tlsValue.flatMap(tls)
        let usernameValue = keys.optional("username")
        let username = usernameValue?.filledText("a user name")
        let passwordValue = keys.optional("password_file")
        let passwordFile = passwordValue.flatMap(files.secret)
        var broker = BrokerConfiguration(
            host: address?.host ?? "", port: address?.port ?? (address?.scheme == "mqtts" ? 8883 : 1883),
            clientID: keys.optional("client_id").flatMap(clientID) ?? "gengfu-\(hostName())", username: username,
            passwordFile: passwordFile, tls: address?.scheme == "mqtts" ? tls ?? .init() : nil)
        if let version = keys.optional("protocol")?.choice(of: BrokerConfiguration.ProtocolVersion.allCases) {
            broker.protocolVersion = version
        }
        if let time = keys.optional("keep_alive").flatMap({ seconds($0, 5...3600) }) { broker.keepAliveSeconds = time }
        if let time = keys.optional("session_expiry").flatMap({ seconds($0, 60...4_294_967_294) }) {
            broker.sessionExpirySeconds = UInt32(time)
        }
        if let tlsValue, let address, address.scheme != "mqtts" {
            files.file.report("'tls' needs a URL that begins with mqtts://; this one is plain", at: tlsValue.keyPlace)
        }
        if let passwordValue, usernameValue == nil {
            files.file.report("'password_file' needs a 'username' beside it", at: passwordValue.keyPlace)
        }
        keys.finish(["password": "write the password into a file, and its name as 'password_file'"])
        return address == nil ? nil : broker
    }

    private func address(_ value: YAMLValue) -> ServerAddress? {
        guard let text = value.filledText("a URL such as mqtt://127.0.0.1:1883") else { return nil }
        do throws(AddressMistake) {
            let address = try ServerAddress(text, schemes: ["mqtt", "mqtts"])
            guard address.path.isEmpty || address.path == "/" else {
                value.report("goes on after the host with \(quoted(address.path)); MQTT has no paths, take it away")
                return nil
            }
            return address
        } catch {
            switch error {
            case .credentials:
                value.report("holds a user name or password; write them as 'username' and 'password_file'")
            case .other(let predicate):
                value.report(predicate)
            }
            return nil
        }
    }

    private func clientID(_ value: YAMLValue) -> String? {
        guard let text = value.filledText("a name such as gengfu-menghai") else { return nil }
        guard text.utf8.count <= 65_535, !text.unicodeScalars.contains(where: isControl) else {
            value.report("must be at most 65535 bytes without control characters")
            return nil
        }
        return text
    }

    private func tls(_ value: YAMLValue) -> BrokerConfiguration.TLS? {
        guard let keys = MappingReader(value, example: "a mapping such as {ca_file: ca.pem}") else { return nil }
        let (certificate, key) = (keys.optional("certificate_file"), keys.optional("key_file"))
        let tls = BrokerConfiguration.TLS(
            caFile: keys.optional("ca_file").flatMap(files.existing),
            certificateFile: certificate.flatMap(files.existing), keyFile: key.flatMap(files.secret))
        switch (certificate, key) {
        case (let lonely?, nil):
            files.file.report("'certificate_file' needs its 'key_file' beside it", at: lonely.keyPlace)
        case (nil, let lonely?):
            files.file.report("'key_file' needs its 'certificate_file' beside it", at: lonely.keyPlace)
        case (nil, nil), (.some, .some):
            break
        }
        keys.finish()
        return tls
    }

    /// A duration in whole seconds.
    private func seconds(_ value: YAMLValue, _ range: ClosedRange<Int64>) -> Int? {
        guard let span = value.span() else { return nil }
        guard span.milliseconds % 1000 == 0, range.contains(span.milliseconds / 1000) else {
            let (least, most) = (Span.seconds(range.lowerBound), Span.seconds(range.upperBound))
            value.report("must be whole seconds from \(least) to \(most); here it is \(span)")
            return nil
        }
        return Int(span.milliseconds / 1000)
    }

    private func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension BrokerConfiguration {
    /// A broker by its URL alone, such as `mqtt://127.0.0.1:1883`; nil if that is none.
    public init?(url: String, clientID: String) {
        guard let address = try? ServerAddress(url, schemes: ["mqtt", "mqtts"]) else { return nil }
        self.init(
            host: address.host, port: address.port ?? (address.scheme == "mqtts" ? 8883 : 1883), clientID: clientID,
            tls: address.scheme == "mqtts" ? TLS() : nil)
    }
}
