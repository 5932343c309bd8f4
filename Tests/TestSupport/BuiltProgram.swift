import Glibc

/// The path of a program of this package, such as `gengfu`: `swift build` puts it beside the test bundle that runs.
public func builtProgram(_ name: String) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let tests = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let folder = tests.lastIndex(of: "/").map { tests[...$0] } ?? ""
    return folder + name
}
