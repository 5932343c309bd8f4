import Glibc

/// The folder this program lies in.
func ownFolder() -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(decoding: buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
}

/// The device folders: the source tree's where this program was built in it, else the package's.
func devicesFolder(beside programs: String) -> String {
    var folder = programs
    while !folder.isEmpty {
        if access("\(folder)/Devices/fire-station", R_OK) == 0 { return "\(folder)/Devices" }
        folder = folder.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    }
    return "/usr/share/gengfu/devices"
}

/// A TCP port of 127.0.0.1 that was free a moment ago.
func unusedPort() -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            _ = bind(descriptor, generic, length)
            _ = getsockname(descriptor, generic, &length)
        }
    }
    return Int(UInt16(bigEndian: address.sin_port))
}

/// Whether somebody listens on a port of 127.0.0.1.
func accepts(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = loopback(port: port)
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}

private func loopback(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = UInt16(clamping: port).bigEndian
    return address
}
