import PrivacyBounds
import Testing

@Suite struct `An audit's level` {
  @Test("A delta outside [0, 1) is refused", arguments: [-1e-9, 1, 1.5, .nan, .infinity])
  func delta(delta: Double) {
    let line = refusal { _ = try AuditLevel(delta: delta, significance: 0.05) }
    #expect(line == "delta is \(delta); give one from 0 up to but not including 1")
  }

  @Test("A significance outside (0, 1) is refused", arguments: [-0.1, 0, 1, .nan])
  func significance(significance: Double) {
    let line = refusal { _ = try AuditLevel(delta: 0, significance: significance) }
    #expect(line?.hasPrefix("the significance is \(significance)") == true)
  }
}
