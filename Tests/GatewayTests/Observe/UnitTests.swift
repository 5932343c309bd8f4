import Foundation
import TestSupport
import Testing

@testable import Gateway

private let analyser = "/usr/bin/systemd-analyze"
private let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized
    .path
private let isThere = FileManager.default.isExecutableFile(atPath: analyser)

@Suite("The configuration to begin with")
struct FirstConfigurationTests {
    @Test("It is read without a mistake, beside the devices of this repository")
    func isSound() throws {
        let setup = try Setup.load(config: repository + "/systemd/gengfu.yaml", devices: [repository + "/Devices"])
        #expect(setup.configuration?.control == "/run/gengfu/control.sock")
        #expect(setup.configuration?.state == "/var/lib/gengfu")
    }
}

@Suite("The systemd unit", .enabled(if: isThere, "systemd-analyze is not installed"))
struct UnitTests {
    let folder = TemporaryFolder()
    let unit = repository + "/systemd/gengfu.service"

    @Test("systemd finds nothing wrong with it")
    func verifies() throws {
        // The program need not be installed here; everything else is as it is.
        let text = readFile(unit)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("ExecStart=") })
        let copy = folder.file("gengfu.service")
        writeFile(copy, text.replacingOccurrences(of: line, with: "ExecStart=/bin/true"))
        let (ending, output) = try run(["verify", "--man=no", copy])
        #expect(output == "")
        #expect(ending == .exited(0))
    }

    @Test("Its exposure is at most 1.2")
    func exposure() throws {
        let (_, output) = try run(["security", "--offline=true", "--threshold=12", "--no-pager", unit])
        let verdict = try #require(output.split(separator: "\n").last { $0.contains("Overall exposure level") })
        print(verdict)
        let level = try #require(verdict.split(separator: ":").last?.split(separator: " ").first.flatMap { Double($0) })
        #expect(level <= 1.2)
    }

    private func run(_ arguments: [String]) throws -> (ChildProcess.Ending, String) {
        let output = folder.file("output")
        let child = try ChildProcess(
            analyser, arguments, output: output, errors: output, environment: ["LC_ALL=C.UTF-8"])
        let ending = child.wait()
        return (ending, readFile(output))
    }
}
