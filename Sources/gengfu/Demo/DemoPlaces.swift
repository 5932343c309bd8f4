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
