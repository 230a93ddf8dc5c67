import PrivacyBounds
import Statistics
import Testing

@Suite struct `The audit over hull vertices` {
  @Test(
    "It has the values of jax_privacy's own tests",
    arguments: [
      (0.0, 2, 0.0, 0.0), (1, 386, 1.13346, 2.164749), (2, 374, 2.311945, 4.7218075),
      (4, 140, 4.395568, 9.133752),
    ])
  func published(shift: Double, vertices: Int, oneRun: Double, gaussian: Double) throws {
    let audit = try HullVertexAudit(
      included: normalScores(10_000, mean: shift), excluded: normalScores(10_000, mean: 0),
      level: AuditLevel(delta: 1e-6, significance: 0.05))
    #expect(audit.vertices == vertices)
    #expect(agrees(audit.oneRunEpsilon(), oneRun, to: 1e-6))
    #expect(try agrees(audit.oneRunGaussianEpsilon(), gaussian, to: 1e-6))
  }

  @Test("Scores of small cases have the vertices of their concave hull, ties taken whole")
  func hull() throws {
    for (included, excluded, vertices) in [
      ([0.0, 4, 6, 7], [1.0, 2, 3, 5], 4), ([1.5, 2.5, 0.5, 3.5], [0, 3, 2, 1], 4),
      ([0, 1, 1, 2], [0, 0, 1, 1], 4), ([0, 0, 1, 2], [0, 1, 1, 1], 3),
      ([0, 0, 0, 0], [0, 0, 0, 0], 2),
    ] {
      let audit = try HullVertexAudit(
        included: included, excluded: excluded, level: AuditLevel(delta: 0, significance: 0.05))
      #expect(audit.vertices == vertices)
    }
  }

  @Test("The number of vertices agrees with a triple loop over the characteristic's points")
  func slow() throws {
    var generator = SeededGenerator(seed: 8, label: "hull")
    for _ in 0..<50 {
      let included = (0..<9).map { _ in Double(generator.integer(below: 12)) + 3 }
      let excluded = (0..<7).map { _ in Double(generator.integer(below: 12)) }
      let audit = try HullVertexAudit(
        included: included, excluded: excluded, level: AuditLevel(delta: 0, significance: 0.05))
      #expect(audit.vertices == slowVertices(included, excluded))
    }
  }

  private func slowVertices(_ included: [Double], _ excluded: [Double]) -> Int {
    let thresholds = [Double.infinity] + Set(included + excluded).sorted(by: >)
    let points = thresholds.map { threshold in
      (x: excluded.count { $0 >= threshold }, y: included.count { $0 >= threshold })
    }
    return points.indices.count { middle in
      let point = points[middle]
      return !points[..<middle].contains { left in
        points[(middle + 1)...].contains { right in
          (point.y - left.y) * (right.x - left.x) <= (right.y - left.y) * (point.x - left.x)
        }
      }
    }
  }

  @Test("An empty side and NaN are refused")
  func refusals() throws {
    let level = try AuditLevel(delta: 0, significance: 0.05)
    let empty = refusal { _ = try HullVertexAudit(included: [], excluded: [1], level: level) }
    #expect(empty?.hasPrefix("0 included and 1 excluded canaries have no ROC hull") == true)
    let missing = refusal { _ = try HullVertexAudit(included: [.nan], excluded: [1], level: level) }
    #expect(missing?.hasPrefix("score 1 of 1 included canaries is NaN") == true)
  }
}
