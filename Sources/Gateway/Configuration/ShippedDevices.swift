import Glibc

/// Where the devices are that come with the program.
enum ShippedDevices {
    /// Of the package.
    static let packaged = "/usr/share/gengfu/devices"

    /// Beside the running program: installed under another prefix, or built and not installed.
    ///
    /// Only for names of shapes and envelopes: what is judged is what somebody named.
    static let besideProgram: [String] = {
        let program = realPath("/proc/self/exe")
        return beside(program).filter { fileKind("\($0)/envelopes") == .folder }
    }()

    /// The folders that would be meant for a program at that path; none for another program, such as one that runs tests.
    static func beside(_ program: String) -> [String] {
        var steps = program.split(separator: "/")
        guard steps.popLast() == "gengfu" else { return [] }
        var folders: [String] = []
        // PREFIX/bin, or .build/x86_64-unknown-linux-gnu/release of the sources.
        for _ in 0..<4 where !steps.isEmpty {
            steps.removeLast()
            let above = "/" + steps.joined(separator: "/")
            folders += ["share/gengfu/devices", "Devices"].map { above == "/" ? above + $0 : "\(above)/\($0)" }
        }
        return folders
    }
}
