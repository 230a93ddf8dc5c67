import Privacy
import RollcallCommands
import Settings
import Testing

@Suite("Lists of mechanisms")
struct MechanismListTests {
  @Test("a file composes its mechanisms under its relation")
  func composes() throws {
    let list = try MechanismList(
      yaml: """
        relation: replace
        mechanisms:
          - gaussian: {noise: 3, sensitivity: 2, count: 5}
          - discrete-laplace: {noise: 4}
          - gaussian: {noise: 1.5}
        """, file: "plan.yaml")
    let events = try list.events()
    #expect(events.relation == .replaceOne)
    #expect(
      events.parts == [
        Mechanism.Repeated(.gaussian(noiseMultiplier: 1.5), count: 6),
        Mechanism.Repeated(.discreteLaplace(scale: 4, sensitivity: 1)),
      ])
  }

  @Test(
    "a mistake is refused with its line",
    arguments: [
      ("mechanisms: []", "plan.yaml:1: "),
      ("mechanisms:\n  - gauss: {noise: 1}", "plan.yaml:2: unknown mechanism 'gauss'"),
      ("mechanisms:\n  - laplace", "plan.yaml:2: 'noise' is missing"),
      ("mechanisms:\n  - laplace: {noise: 0}", "plan.yaml:2: 'noise' must be"),
      ("mechanisms:\n  - laplace: {noise: 1, count: 0}", "plan.yaml:2: 'count' must be"),
      ("mechanisms:\n  - laplace: {noise: 1, scale: 2}", "plan.yaml:2: unknown key 'scale'"),
      ("mechanisms:\n  - laplace: {noise: 1e9}", "plan.yaml:2: laplace: noise of"),
      (
        "relation: replace\nmechanisms:\n  - gaussian: {noise: 1, sampling: 0.5}",
        "plan.yaml:3: Poisson-sampled"
      ),
    ])
  func refused(yaml: String, message: String) throws {
    let error = #expect(throws: SettingsError.self) {
      try MechanismList(yaml: yaml, file: "plan.yaml")
    }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }
}
