import AlarmEngine
import Testing

@Suite("What was probably meant")
struct SuggestionTests {
    @Test(
        "A near name is suggested",
        arguments: [
            ("on_dely", "on_delay"), ("ondelay", "on_delay"), ("deley_on", nil), ("severty", "severity"),
            ("smok", "smoke"), ("samll", "small"), ("fire", "Fire"), ("unit", nil), ("x", nil), ("4", nil), ("", nil),
        ])
    func suggests(word: String, expected: String?) {
        let names = ["severity", "on_delay", "off_delay", "smoke", "small", "Fire", "unit", "5"]

        #expect(suggestion(for: word, among: names) == expected)
    }

    @Test("Of two equally near, the first in alphabetical order")
    func ties() {
        #expect(suggestion(for: "fogs", among: ["logs", "dogs"]) == "dogs")
    }
}
