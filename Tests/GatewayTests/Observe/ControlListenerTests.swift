import Foundation
import Glibc
import TestSupport
import Testing

@testable import Gateway

@Suite("Control socket's file")
struct ControlListenerTests {
    let fixture = ControlFixture()

    @Test("The file has mode 0660, whatever the umask, and goes when the server stops")
    func mode() throws {
        let server = try fixture.server()
        var status = stat()
        #expect(lstat(fixture.path, &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o660)
        server.stop()
        #expect(lstat(fixture.path, &status) != 0)
    }

    @Test("The file is for the operators' group, gengfu, and for nobody else where the system has no such group")
    func group() throws {
        let units = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../systemd/gengfu.sysusers")
        #expect(try String(contentsOf: units, encoding: .utf8).contains("\nu \(ControlServer.operators) "))
        let handlers = ControlHandlers(request: { _, _, _ in }, events: { _, _ in [] })
        // Only root may give a file to a group that it is not in itself.
        let names = getuid() == 0 ? ["daemon", "no-such-group"] : ["no-such-group"]
        for name in names {
            let server = try ControlServer(path: fixture.path, group: name, lastSequence: 0, handlers: handlers)
            defer { server.stop() }
            var status = stat()
            #expect(lstat(fixture.path, &status) == 0)
            #expect(status.st_gid == (name == "daemon" ? getgrnam("daemon")?.pointee.gr_gid : getgid()))
            #expect(status.st_mode & 0o7777 == 0o660)
        }
    }

    @Test("The file of a dead daemon is replaced")
    func stale() throws {
        let address = try #require(UnixAddress(fixture.path))
        let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #expect(address.withPointer { bind(dead, $0, $1) } == 0)
        close(dead)
        let server = try fixture.server()
        defer { server.stop() }
        #expect(try fixture.exchange("{\"do\":\"status\"}\n", lines: 1) == ["{\"ok\":true}"])
    }

    @Test("A living daemon keeps its socket")
    func alive() throws {
        let first = try fixture.server()
        defer { first.stop() }
        #expect(throws: ControlError.daemonIsThere(path: fixture.path)) { try fixture.server() }
        #expect(try fixture.exchange("{\"do\":\"status\"}\n", lines: 1) == ["{\"ok\":true}"])
    }

    @Test("A daemon that stops leaves its successor's socket alone")
    func successor() throws {
        let first = try fixture.server()
        unlink(fixture.path)
        let second = try fixture.server()
        defer { second.stop() }
        first.stop()
        #expect(try fixture.exchange("{\"do\":\"status\"}\n", lines: 1) == ["{\"ok\":true}"])
    }

    @Test("A file that is no socket is not touched")
    func notASocket() {
        writeFile(fixture.path, "precious")
        #expect(throws: ControlError.notASocket(path: fixture.path)) { try fixture.server() }
        #expect(readFile(fixture.path) == "precious")
    }

    @Test("A missing folder and a path too long are said")
    func badPaths() {
        let handlers = ControlHandlers(request: { _, _, _ in }, events: { _, _ in [] })
        let missing = fixture.folder.file("no/control.sock")
        #expect {
            try ControlServer(path: missing, lastSequence: 0, handlers: handlers)
        } throws: { error in
            "\(error)"
                == "The control socket \(missing) cannot be made: its folder must exist (No such file or directory)."
        }
        let long = fixture.folder.file(String(repeating: "x", count: 100))
        #expect(throws: ControlError.badPath(long)) {
            try ControlServer(path: long, lastSequence: 0, handlers: handlers)
        }
    }
}
