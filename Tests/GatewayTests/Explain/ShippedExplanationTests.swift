import AlarmEngine
import Foundation
import Testing

@testable import Gateway

@Suite("The shipped alarms explained")
struct ShippedExplanationTests {
    private static let setup: Setup? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try? Setup.load(config: nil, devices: [root.appending(path: "Devices").path])
    }()

    /// Signs of the rules' language that no sentence has.
    private static let signs = [
        "==", "!=", ">=", "<=", " < ", " > ", " and not ", " * ", "nil", "Optional", "()", "  of ",
    ]

    @Test("Every one has its explanation in both languages, and nothing of the rules' language is left in it")
    func complete() throws {
        let setup = try #require(Self.setup)
        #expect(setup.descriptions.count >= 7)
        for profile in setup.descriptions {
            let names = Explanation.alarms(of: profile)
            #expect(names.count >= profile.alarms.count + 1)
            for name in names {
                let explanation = try #require(
                    Explanation(of: name, in: profile, for: Audience(setup)), "\(profile.name) \(name)")
                for line in explanation.english + explanation.chinese {
                    for sign in Self.signs { #expect(!line.contains(sign), "\(profile.name) \(name): \(line)") }
                }
                #expect(explanation.english.count >= 3 && explanation.chinese.count == explanation.english.count)
            }
        }
    }

    @Test("The Chinese calls every field by a Chinese name")
    func fieldsAreNamed() throws {
        let setup = try #require(Self.setup)
        for profile in setup.descriptions {
            for field in profile.messages.flatMap(\.fields) {
                #expect(field.title.zh != nil, "the field \(field.name) of \(profile.name) has no title in Chinese")
            }
        }
    }

    @Test("A Chinese line has no English but names, units and quotations")
    func chinese() throws {
        let setup = try #require(Self.setup)
        let english = [" is ", " the ", " when ", " at least", " below", " or ", " and "]
        for profile in setup.descriptions {
            for name in Explanation.alarms(of: profile) {
                let lines = Explanation(of: name, in: profile, for: Audience(setup))?.chinese ?? []
                for line in lines where english.contains(where: line.contains) { Issue.record("\(line)") }
            }
        }
    }
}
