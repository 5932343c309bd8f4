import Testing

@testable import AlarmEngine

@Suite("What is wrong with a correlation")
struct CorrelationErrorTests {
    private func problem(_ description: CorrelationDescription) throws -> String? {
        let profiles = [try Village.detector()] + (try Village.broadcast())
        do throws(ProfileProblems) {
            _ = try Correlation(description, profiles: profiles)
            return nil
        } catch {
            return error.problems.map { problem in
                "\(problem.path.joined(separator: ".")) @\(problem.offset ?? -1): \(problem.message)"
            }.joined(separator: "\n")
        }
    }

    @Test("Operands are looked up, and the likely one named")
    func operands() throws {
        #expect(try problem(.count("det/fire")) == nil)
        #expect(
            try problem(.count("dett/fire"))
                == "many.count.0 @-1: there is no profile 'dett'; did you mean 'det'?")
        #expect(
            try problem(.count("det/press", "det/fier", within: .seconds(1)))
                == "many.count.1 @4: 'det' has no alarm or sign 'fier'; did you mean 'fire'?")
        #expect(
            try problem(.count("*/silence"))
                == "many.count.0 @2: no profile has an alarm or sign 'silence'; "
                + "there are chimed, commanded, fire, payload, playing, press")
        #expect(
            try problem(.count("correlations/many"))
                == "many.count.0 @-1: there is no profile 'correlations'; a correlation cannot count correlations")
        #expect(
            try problem(.unplayed(expect: "speaker/plaing"))
                == "unplayed.expect.0 @8: 'speaker' has no alarm or sign 'plaing'; did you mean 'playing'?")
        #expect(
            try problem(.hijacked("desk/commanded"))
                == "hijacked.without.0 @-1: 'desk/commanded' is unexpected too, so it would excuse itself")
    }

    @Test("What is momentary counts only within a time")
    func momentary() throws {
        #expect(try problem(.count("det/press", within: .seconds(1))) == nil)
        #expect(
            try problem(.count("det/press"))
                == "many.count.0 @-1: 'det/press' is momentary and never on, so it counts only 'within' a time; write 'within'"
        )
    }

    @Test("Its text knows devices, share and last, and what every text knows")
    func texts() throws {
        let good = CorrelationDescription.count("det/fire").with {
            $0.text = Words(en: "{devices} {share} {last} {zone} {area} {device} {place}", zh: nil)
        }
        #expect(try problem(good) == nil)
        #expect(
            try problem(good.with { $0.text.zh = "共 {device_count}" })?.hasPrefix("many.text.zh @5: '{device_count}'")
                == true)
    }
}
