import AlarmEngine
import Gateway
import Glibc

/// Where everything lies, and how programs are run there.
final class Stage {
    let scale: Scale
    /// The folder of the C programs.
    let tools: String
    /// The program as it is shipped, and this one.
    let gengfu, bench: String
    /// The folder of the profile.
    let devices: String
    /// A folder on the disk that is measured; emptied at the start.
    let work: String
    /// What must be said beside the figures of the part that is measured.
    private(set) var remarks: [String] = []
    private var outputs = 0

    init(scale: Scale, tools: String, devices: String, work: String) throws(BenchError) {
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard length > 0 else { throw BenchError("This program does not find itself in /proc/self/exe.") }
        bench = String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        let folder = bench.split(separator: "/").dropLast().joined(separator: "/")
        gengfu = "/\(folder)/gengfu"
        self.scale = scale
        self.tools = try Stage.absolute(tools)
        self.devices = try Stage.absolute(devices)
        // Children append to their files: what an earlier run left there would be read as theirs.
        _ = try? ChildProcess("/bin/rm", ["-rf", work]).wait()
        mkdir(work, 0o755)
        self.work = try Stage.absolute(work)
        guard access(gengfu, X_OK) == 0 else { throw BenchError("There is no \(gengfu); make bench builds it.") }
    }

    private static func absolute(_ path: String) throws(BenchError) -> String {
        guard let real = realpath(path, nil) else { throw BenchError("There is no \(path).") }
        defer { free(real) }
        return String(cString: real)
    }

    func file(_ name: String) -> String { "\(work)/\(name)" }

    /// A new name for what a child says.
    func output(_ name: String) -> String {
        outputs += 1
        return file("\(outputs)-\(name).out")
    }

    /// Notes something that stands beside the figures, and says it.
    func remark(_ text: String) {
        Screen.say("  \(text)")
        remarks.append(text)
    }

    /// What was noted since it was asked for last.
    func takeRemarks() -> [String] {
        defer { remarks = [] }
        return remarks
    }

    /// A new empty folder.
    func folder(_ name: String) throws(BenchError) -> String {
        outputs += 1
        let path = file("\(outputs)-\(name)")
        guard mkdir(path, 0o755) == 0 else { throw .cannotWrite(path) }
        return path
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - program: its path or name.
    ///   - arguments: those after the name.
    ///   - environment: `NAME=value` lines.
    /// - Returns: what it said on its standard output.
    /// - Throws: ``BenchError`` if it cannot be started or does not exit with 0.
    @discardableResult
    func run(_ program: String, _ arguments: [String], environment: [String] = []) throws(BenchError) -> String {
        let name = program.split(separator: "/").last.map(String.init) ?? program
        let (said, complaints) = (output(name), output(name + "-errors"))
        let child = try start(program, arguments, output: said, errors: complaints, environment: environment)
        let ending = child.wait()
        guard ending == .exited(0) else {
            let why = TextFile.read(complaints).split(separator: "\n").suffix(5).joined(separator: "\n")
            throw BenchError("\(name) \(arguments.joined(separator: " ")) ended with \(ending).\n\(why)")
        }
        let text = TextFile.read(said)
        unlink(said)
        unlink(complaints)
        return text
    }

    /// Runs one of ours that says what it did as a line of JSON.
    func ask(_ program: String, _ arguments: [String], environment: [String] = []) throws(BenchError) -> JSONValue {
        try Stage.lastLine(try run(program, arguments, environment: environment), of: program)
    }

    /// The JSON of the last line of a text.
    static func lastLine(_ text: String, of program: String) throws(BenchError) -> JSONValue {
        let line = text.split(separator: "\n").last ?? ""
        guard let value = try? JSONValue(parsing: Array(line.utf8)) else {
            throw BenchError("\(program) did not say what it did.")
        }
        return value
    }

    func start(
        _ program: String, _ arguments: [String], output: String, errors: String? = nil, environment: [String] = []
    ) throws(BenchError) -> ChildProcess {
        do throws(ChildProcess.SpawnError) {
            return try ChildProcess(
                program, arguments, output: output, errors: errors ?? output, environment: environment)
        } catch {
            throw BenchError("\(error)")
        }
    }

    /// Waits until a file holds a text.
    ///
    /// - Throws: ``BenchError`` after so many seconds.
    func await(_ word: String, in path: String, seconds: Int = 60) throws(BenchError) {
        for _ in 0..<seconds * 100 {
            if TextFile.read(path).contains(word) { return }
            usleep(10_000)
        }
        throw BenchError("Waiting for '\(word)' in \(path) took longer than \(seconds) s.")
    }
}

extension JSONValue {
    /// The number of a member; 0 if there is none.
    func number(_ name: String) -> Double { self[name]?.number ?? 0 }
}
