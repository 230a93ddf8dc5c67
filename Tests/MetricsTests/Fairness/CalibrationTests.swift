import Auditing
import Metrics
import Statistics
import Tables
import Testing

@Suite struct `Calibration by group` {
  /// The three measures by their definitions, in bins of equal mass over all records.
  static func slow(_ sample: FairnessSample, bins: Int, level: Int?) -> [Double]? {
    guard let probability = sample.probability else { return nil }
    let rows = sample.rows(level)
    guard !rows.isEmpty else { return nil }
    let sorted = probability.sorted()
    let edges = Set(
      (1..<bins).compactMap { bin in
        sorted.count >= bins ? sorted[sorted.count * bin / bins - 1] : nil
      }
    ).sorted()
    let count = Double(rows.count)
    func truth(_ row: Int) -> Double { sample.labels[row] == 1 ? 1 : 0 }
    let groups = Dictionary(grouping: rows) { row in edges.count { $0 < probability[row] } }
    let error = groups.values.reduce(0.0) { sum, bin in
      sum + abs(bin.reduce(0.0) { $0 + probability[$1] - truth($1) })
    }
    return [
      rows.reduce(0.0) { $0 + probability[$1] - truth($1) } / count, error / count,
      rows.reduce(0.0) { $0 + (probability[$1] - truth($1)) * (probability[$1] - truth($1)) }
        / count,
    ]
  }

  @Test(
    "Gap, error and Brier score are those of a loop over rows",
    arguments: FairnessSample.shapes.filter { $0.probability != nil }, [1, 4, 15])
  func definitions(sample: FairnessSample, bins: Int) throws {
    let table = try sample.table(FairnessTerms(smallest: 1, bins: bins))
    for level in sample.levels.indices {
      let expected = Self.slow(sample, bins: bins, level: level)
      for (place, rate) in BaseRate.calibration.enumerated() {
        let value = table.groups[level].rate(rate)?.value
        #expect((value == nil) == (expected == nil))
        if let value, let expected { #expect(abs(value - expected[place]) < 1e-12, "\(rate)") }
      }
    }
    guard let all = Self.slow(sample, bins: bins, level: nil) else { return }
    for (place, rate) in BaseRate.calibration.enumerated() {
      let value = try #require(table.overall.rate(rate)?.value)
      #expect(abs(value - all[place]) < 1e-12, "\(rate)")
    }
  }

  @Test("Probabilities equal to the truth are calibrated, and constant ones off by the base rate")
  func extremes() throws {
    let labels = FairnessSample.digits("11001010")
    let codes = FairnessSample.digits("00001111")
    let perfect = FairnessSample(
      testDescription: "", levels: ["A", "B"], codes: codes, labels: labels, predicted: labels,
      probability: labels.map(Double.init))
    for row in try perfect.table().groups {
      #expect(BaseRate.calibration.map { row.rate($0)?.value } == [0, 0, 0])
    }
    let constant = FairnessSample(
      testDescription: "", levels: ["A", "B"], codes: codes, labels: labels, predicted: labels,
      probability: labels.map { _ in 0.75 })
    for row in try constant.table().groups {
      #expect(row.rate(.calibrationGap)?.value == 0.25)
      #expect(row.rate(.calibrationError)?.value == 0.25)
    }
  }

  @Test("A signed gap has a difference between groups and no ratio")
  func signed() throws {
    let table = try FairnessSample.drawn(300, levels: 3).table()
    #expect(table.gap(.calibrationInTheLarge, .difference)?.value != nil)
    #expect(table.gap(.calibrationInTheLarge, .ratio)?.value == nil)
    #expect(table.gap(.calibration, .ratio)?.value != nil)
  }

  @Test("Without probabilities nothing is said of calibration")
  func absent() throws {
    let table = try FairnessSample.published.table()
    #expect(table.gap(.calibration, .difference) == nil)
    #expect(table.groups.allSatisfy { $0.rate(.calibrationError) == nil })
  }
}
