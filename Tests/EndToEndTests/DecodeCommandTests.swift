import Glibc
import TestSupport
import Testing

/// `gengfu decode`, as docs/payloads.md has it.
@Suite("gengfu decode")
struct DecodeCommandTests {
    private let folder = TemporaryFolder()

    init() throws {
        for path in ["d", "d/envelopes", "d/door"] { mkdir(folder.file(path), 0o755) }
        writeFile(
            folder.file("d/envelopes/net.yaml"),
            """
            topic: up/{device}
            match: {path: /name, in: products}
            own: {path: /data, encoding: base64, port: /fPort}
            fields: {rssi: {path: /rssi, type: number, unit: dBm}}

            """)
        writeFile(
            folder.file("d/door/profile.yaml"),
            """
            profile: door
            service: elder-care
            via: [net]
            products: [{maker: M, model: D1}]
            payload: bytes
            bytes: {read: [{name: open, type: u8}, {name: port, value: _port}]}
            fields: {open: {path: /open, type: number}, port: {path: /port, type: number}}
            silence: {after: 1h}

            """)
    }

    private func decode(_ arguments: String...) throws -> Outcome {
        try run(["decode"] + arguments + ["--devices", folder.file("d")])
    }

    @Test("A device's own bytes, in hexadecimal digits or base64, need no envelope", arguments: ["01", "AQ=="])
    func bare(bytes: String) throws {
        let said = try decode("door", "--bytes", bytes, "--port", "85")
        #expect(said.ending == .exited(0) && said.errors.isEmpty, "\(said)")
        #expect(said.output.contains("\"port\": 85") && said.output.hasSuffix("  open  1\n  port  85\n"), "\(said)")
    }

    @Test("What 'match' does not take is said, with what it asks for")
    func mismatch() throws {
        let said = try decode("door", #"{"name":"D2","data":"AQ==","fPort":85}"#)
        #expect(said.ending == .exited(EX_DATAERR))
        #expect(said.errors.contains("'match' asks for 'D1' at '/name', where 'D2' stands"), "\(said)")
        #expect(try decode("door", #"{"name":"D1","data":"AQ==","fPort":85}"#).ending == .exited(0))
    }

    @Test("What does not go together, and is not there, is a usage error whose sentence ends once")
    func usage() throws {
        for arguments in [
            ["door", "AQ==", "--bytes", "01"], ["door", "--port", "1", "x"], ["door", "--bytes", "0!"],
        ] {
            #expect(try run(["decode"] + arguments + ["--devices", folder.file("d")]).ending == .exited(EX_USAGE))
        }
        let misspelt = try decode("dor", "x")
        #expect(misspelt.errors.contains("did you mean 'door'?\n"), "\(misspelt)")
    }

    @Test("However deep a refused payload is, it is shown at once")
    func deep() throws {
        let began = ContinuousClock.now
        let said = try decode("door", String(repeating: "[", count: 8000))
        #expect(said.ending == .exited(EX_DATAERR) && said.output.utf8.count < 300_000)
        #expect(ContinuousClock.now - began < .seconds(20))
    }
}
