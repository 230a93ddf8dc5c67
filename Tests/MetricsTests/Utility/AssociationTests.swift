import Auditing
import Foundation
import Metrics
import SampleTables
import Statistics
import Tables
import Testing

@Suite("Association")
struct AssociationTests {
  private func value(_ first: AssociationColumn, _ second: AssociationColumn) throws -> Double {
    let value = try #require(association(first, second))
    let turned = try #require(association(second, first))
    #expect(abs(turned - value) < 1e-12)
    return value
  }

  @Test("Pearson's correlation over records with both values")
  func pearson() throws {
    let column = AssociationColumn.numeric([1, 2, 3, 4, .nan, 9])
    #expect(abs(try value(column, .numeric([2, 4, 6, 8, 1, .nan])) - 1) < 1e-15)
    #expect(abs(try value(column, .numeric([-1, -2, -3, -4, 1, .nan])) + 1) < 1e-15)
    // Deviations -1.5, -.5, .5, 1.5 and -1, 1, -1, 1.
    #expect(
      abs(try value(column, .numeric([0, 2, 0, 2, 1, .nan])) - 2 / 20.0.squareRoot()) < 1e-15)
  }

  @Test("the correlation ratio is the root of the variance between levels over all of it")
  func ratio() throws {
    // Means 2 and 6 around 4: 3 * 4 + 3 * 4 between, 24 + 2 + 8 in all.
    let numbers = AssociationColumn.numeric([1, 2, 3, 4, 6, 8, .nan])
    let codes = AssociationColumn.levels([0, 0, 0, 2, 2, 2, 1], size: 3)
    #expect(abs(try value(numbers, codes) - (24.0 / 34).squareRoot()) < 1e-15)
    #expect(try value(.numeric([1, 1, 5, 5]), .levels([0, 0, 1, 1], size: 2)) == 1)
  }

  @Test("Cramer's V with Bergsma's correction is that of its definition")
  func cramer() throws {
    var generator = SeededGenerator(seed: 2, label: "levels")
    let left = (0..<80).map { _ in Int32(generator.integer(below: 4)) }
    let right = left.map { generator.bernoulli(0.6) ? $0 % 3 : Int32(generator.integer(below: 3)) }
    let n = 80.0
    var chi = 0.0
    for row in Int32(0)..<4 {
      for column in Int32(0)..<3 {
        let observed = Double(zip(left, right).count { $0 == row && $1 == column })
        let expected = Double(left.count { $0 == row } * right.count { $0 == column }) / n
        chi += (observed - expected) * (observed - expected) / expected
      }
    }
    let phi = max(0, chi / n - 3 * 2 / (n - 1))
    let expected = (phi / min(4 - 9 / (n - 1) - 1, 3 - 4 / (n - 1) - 1)).squareRoot()
    let measured = try value(.levels(left, size: 4), .levels(right, size: 3))
    #expect(abs(measured - expected) < 1e-12)
    // With room for so many levels that cells are sorted, and levels that do not occur.
    let wide = try value(.levels(left, size: 40_000), .levels(right, size: 40_000))
    #expect(abs(wide - expected) < 1e-12)
  }

  @Test("equal columns are associated fully, independent ones are not")
  func extremes() throws {
    let codes = (0..<60).map { Int32($0 % 3) }
    #expect(abs(try value(.levels(codes, size: 3), .levels(codes, size: 3)) - 1) < 1e-12)
    let other = (0..<60).map { Int32($0 / 3 % 4) }
    #expect(try value(.levels(codes, size: 3), .levels(other, size: 4)) == 0)
  }

  @Test("a constant column, one record and no pair of values have no association")
  func undefined() {
    #expect(association(.numeric([1, 1, 1]), .numeric([1, 2, 3])) == nil)
    #expect(association(.numeric([0.1, 0.1, 0.1]), .levels([0, 1, 0], size: 2)) == nil)
    #expect(association(.numeric([1, 2]), .levels([0, 0], size: 2)) == nil)
    #expect(association(.levels([0, 0], size: 2), .levels([0, 1], size: 2)) == nil)
    #expect(association(.levels([0], size: 1), .levels([0], size: 1)) == nil)
    #expect(association(.levels([0, 1, 2], size: 3), .levels([0, 1, 2], size: 3)) == nil)
    #expect(association(.numeric([1, .nan]), .numeric([.nan, 1])) == nil)
  }

  @Test("a column that is constant in the release counts as associated with none")
  func constantRelease() throws {
    let real = table(
      "real", numbers: ["a": [1, 2, 3, 4], "b": [1, 2, 3, 4]], label: ([0, 1, 0, 1], ["n", "y"]))
    let lost = table(
      "release", numbers: ["a": [1, 2, 3, 4], "b": [2, 2, 2, 2]],
      label: ([0, 1, 0, 1], ["n", "y"]))
    let figures = try UtilityEvidence(real: real, release: lost).associationDifferences()
    let pearson = try #require(figures.first { $0.release.reading.metric.hasSuffix("pearson") })
    #expect(abs(try #require(pearson.release.reading.value) - 1) < 1e-12)
    #expect(pearson.release.worst?.columns == ["a", "b"])
    // The other way round there is nothing to lose.
    let turned = try UtilityEvidence(real: lost, release: real).associationDifferences()
    let none = try #require(turned.first { $0.release.reading.metric.hasSuffix("pearson") })
    #expect(none.release.reading.value == nil && none.release.reading.status == .notApplicable)
  }

  @Test("the mean over all pairs is that of the heat map")
  func matrix() throws {
    let evidence = try UtilityEvidence(
      real: sampleTable(300, seed: 1), release: sampleTable(200, seed: 2))
    let matrix = evidence.associationMatrix()
    let values = (0..<5).flatMap { left in (left + 1..<5).compactMap { matrix[left, $0] } }
    #expect(values.count == 10)
    let all = try #require(evidence.associationDifferences().first?.release.reading.value)
    #expect(abs(all - values.reduce(0, +) / 10) < 1e-12)
  }
}
