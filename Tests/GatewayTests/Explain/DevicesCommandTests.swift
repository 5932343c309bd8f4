import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite("gengfu devices")
struct DevicesCommandTests {
    private let folder = TemporaryFolder()

    private func run(_ arguments: [String]) throws -> (ending: ChildProcess.Ending, output: String, errors: String) {
        let profile = """
            profile: kiln
            service: fire-station
            title: {en: Kiln, zh: 窑}
            products: [{maker: Acme, model: K1, also: [k-1], source: "https://acme.example/k1"}]
            topic: kiln/{device}
            fields: {heat: {path: /heat, type: number, unit: °C, title: {zh: 温度}}}
            parameters: {limit: 70}
            alarms: {hot: {when: heat > limit, severity: severe, signal: alarm, text: {en: Hot, zh: 热}}}
            """
        try FileManager.default.createDirectory(atPath: folder.file("kiln"), withIntermediateDirectories: true)
        writeFile(folder.file("kiln/profile.yaml"), profile)
        let name = UUID().uuidString
        let (output, errors) = (folder.file(name + ".out"), folder.file(name + ".err"))
        let child = try ChildProcess(
            builtProgram("gengfu"), ["devices"] + arguments + ["--devices", folder.path], output: output, errors: errors
        )
        let ending = child.wait()
        return (ending, readFile(output), readFile(errors))
    }

    @Test("It lists service, profile, alarms, what it speaks, products and the title in the operator's language")
    func list() throws {
        let chinese = try run([])
        #expect(chinese.ending == .exited(0) && chinese.errors == "1 profile, 1 product\n")
        let table = """
            SERVICE       PROFILE  ALARMS  SPEAKS  PRODUCTS  TITLE
            fire-station  kiln     1       json    Acme K1   窑

            """
        #expect(chinese.output == table)
        #expect(try run(["--lang", "en"]).output == table.replacing("窑", with: "Kiln"))
        #expect(try run(["--lang", "both"]).output == table.replacing("窑", with: "窑 Kiln"))
    }

    @Test("It shows one by its name, or by a product's, in English and Chinese")
    func show() throws {
        for name in ["kiln", "K1", "k-1"] {
            let outcome = try run(["show", name, "--lang", "en"])
            #expect(outcome.ending == .exited(0), "\(outcome.errors)")
            let expected = """
                kiln  Kiln  (fire-station)

                Products
                  Acme K1, also k-1
                    source: https://acme.example/k1

                What it says
                  kiln/{device}
                    heat  number, °C  温度

                Parameters, which a registry row may set otherwise for its device
                  limit = 70

                Alarms
                  hot of kiln (Kiln)

                """
            #expect(outcome.output.hasPrefix(expected), "\(outcome.output)")
        }
        let chinese = try run(["show", "kiln", "--lang", "zh"]).output
        #expect(chinese.hasPrefix("kiln  窑  (fire-station)\n\n产品\n  Acme K1，又名 k-1\n    依据："))
        let both = try run(["show", "kiln"]).output
        #expect(both.contains("\nProducts\n") && both.contains("\n产品\n"))
    }

    @Test("A name that is none says what was meant, and ends with 64")
    func unknown() throws {
        let outcome = try run(["show", "kilm"])
        #expect(outcome.ending == .exited(64))
        #expect(outcome.errors.contains("There is no profile or product 'kilm'; did you mean 'kiln'?\n"))
    }
}
