import Settings
import Testing

@Suite struct `Names that are nearly right` {
  @Test(
    "The nearest name is offered when it is near enough",
    arguments: [
      ("lyra", "lira"), ("liar", "lira"), ("lira-online", nil), ("LIRA", "lira"),
      ("populaton", "population"), ("ppulatoin", "population"), ("x", nil), ("", nil),
      ("rmai", "rmia"), ("quantil", "quantile"), ("loss-threshold", nil), ("los", "loss"),
    ] as [(String, String?)])
  func suggestion(name: String, expected: String?) {
    let known = ["lira", "loss", "population", "quantile", "rmia", "y"]
    #expect(nearest(name, among: known) == expected)
  }

  @Test("The first of equally near names wins and an exact one beats all")
  func ties() {
    #expect(nearest("bat", among: ["cat", "hat"]) == "cat")
    #expect(nearest("hat", among: ["cat", "hat"]) == "hat")
    #expect(nearest("hat", among: []) == nil)
  }

  @Test("An unknown name is answered with the nearest one, or else all of them")
  func message() {
    let known = ["lira", "loss"]
    #expect(
      unknownName("attack", "lyra", among: known) == "unknown attack 'lyra'; did you mean 'lira'?")
    #expect(
      unknownName("attack", "zzz", among: known)
        == "unknown attack 'zzz'; known attacks: lira, loss")
    #expect(
      unknownName("attack", "zzz", among: [])
        == "unknown attack 'zzz'; there are no known attacks here")
  }

  @Test("A long name of several lines is shown short and on one line")
  func longName() {
    let name = "a\nb" + String(repeating: "c", count: 100)
    let shown = "a b" + String(repeating: "c", count: 57)
    #expect(
      unknownName("attack", name, among: ["loss"])
        == "unknown attack '\(shown)…'; known attacks: loss")
  }
}
