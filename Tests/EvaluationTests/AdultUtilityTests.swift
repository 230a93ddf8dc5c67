import Auditing
import Evaluation
import Foundation
import Metrics
import Settings
import Tables
import Testing

/// The folder of UCI Adult's files, which are not part of the repository; nil where it is not at hand.
private let adultFolder: URL? = {
  let environment = ProcessInfo.processInfo.environment
  let data =
    environment["ROLLCALL_DATA"].map { URL(filePath: $0) }
    ?? URL(filePath: environment["ROLLCALL_ROOT"] ?? ".").appending(path: "../shared/data")
  let folder = data.appending(path: "adult")
  let file = folder.appending(path: "adult.data").path
  return FileManager.default.fileExists(atPath: file) ? folder : nil
}()

private let adultSchema = Schema(
  columnNames: [
    "age", "workclass", "fnlwgt", "education", "education-num", "marital-status", "occupation",
    "relationship", "race", "sex", "capital-gain", "capital-loss", "hours-per-week",
    "native-country", "income",
  ],
  numeric: [
    "age", "fnlwgt", "education-num", "capital-gain", "capital-loss", "hours-per-week",
  ],
  categorical: [
    "workclass", "education", "marital-status", "occupation", "relationship", "race", "sex",
    "native-country",
  ], label: "income", labelSuffix: ".", missing: ["?"], comment: UInt8(ascii: "|"))

/// Values of numpy 2.4, pandas, scipy and scikit-learn on the same files by the conventions' definitions.
@Suite(
  "Utility of UCI Adult's test file against its training file",
  .enabled(if: adultFolder != nil, "UCI Adult is not at hand; set ROLLCALL_DATA"))
struct AdultUtilityTests {
  private func tables() throws -> (real: Dataset, release: Dataset) {
    let folder = try #require(adultFolder)
    func read(_ file: String) throws -> Dataset {
      try readCSV(
        paths: [folder.appending(path: file).path], name: file, schema: adultSchema,
        comparedWith: "adult.data")
    }
    return (try read("adult.data"), try read("adult.test"))
  }

  private func expect(
    _ reading: UtilityReading?, _ expected: Double, within tolerance: Double = 1e-12
  ) {
    let value = reading?.reading.value ?? .nan
    #expect(abs(value - expected) < tolerance, "\(reading?.reading.metric ?? "none"): \(value)")
  }

  @Test("marginal distances are numpy's")
  func marginals() throws {
    let (real, release) = try tables()
    let evidence = try UtilityEvidence(real: real, release: release, plan: UtilityPlan(splits: 1))
    let figures = (1...3).map { evidence.marginals(order: $0) }
    expect(figures[0].release, 0.008537858543864204)
    expect(figures[1].release, 0.023018211082459043)
    expect(figures[2].release, 0.0520032722574165)
    #expect(
      figures.map(\.release.worst?.columns) == [
        ["age"], ["age", "fnlwgt"], ["age", "fnlwgt", "occupation"],
      ])
    let error = workloadError(
      real: evidence.discrete[0], release: evidence.discrete[1], cellLimit: 500)
    #expect(abs((error ?? .nan) - 0.022283859655523406) < 1e-12)
    // Both files are one population's: the distance is that of two of its samples.
    let floor = figures[1].halvesAtReleaseSize.reading.value ?? .nan
    #expect(floor > 0.7 * 0.023 && floor < 1.3 * 0.023)
  }

  @Test("association and column differences are those of pandas and scipy")
  func associations() throws {
    let (real, release) = try tables()
    let evidence = try UtilityEvidence(real: real, release: release, plan: UtilityPlan(splits: 1))
    let found = evidence.associationDifferences().map(\.release)
    #expect(
      found.map(\.reading.metric) == [
        "association-difference", "association-difference pearson",
        "association-difference cramers-v", "association-difference correlation-ratio",
      ])
    for (reading, expected) in zip(
      found,
      [0.006227503786314306, 0.008228132027147226, 0.0045798375857300545, 0.006770217853139108])
    {
      expect(reading, expected, within: 1e-10)
    }
    #expect(abs((found[2].worst?.value ?? .nan) - 0.01741509578991307) < 1e-10)
    let columns = evidence.columnDifferences().map(\.release)
    expect(columns[0], 0.004600806195173894)
    expect(columns[1], 0.008880255197404022, within: 1e-10)
  }

  @Test("the propensity score is that of scikit-learn's regression with the same weak penalty")
  func propensity() throws {
    let (real, release) = try tables()
    let evidence = try UtilityEvidence(real: real, release: release, plan: UtilityPlan(splits: 1))
    let readings = try propensityReadings(evidence, permutations: 0)
    expect(readings[0], 0.00039282960399357746, within: 1e-8)
    #expect(readings[0].reading.convention.contains("100 parameters"))
    expect(
      readings.first { $0.reading.metric == "pmse-ratio fitted" }, 1.3081761493831647, within: 1e-4)
  }

  @Test("a logistic regression trained on a half and on all is scikit-learn's")
  func transfer() throws {
    let (real, holdOut) = try tables()
    let half = real.selecting(rows: Array(stride(from: 0, to: real.count, by: 2)))
    let evidence = try UtilityEvidence(
      real: real, release: half, holdOut: holdOut, plan: UtilityPlan(splits: 1))
    var settings = try Settings(yaml: "", file: "s.yaml")
    let figures = try trainOnSynthetic(
      evidence, learner: try LogisticLearner(&settings), plan: TransferPlan(replicates: 20)
    ).figures
    let expected = [
      (0.8527731711811314, 0.8530188563356059), (0.7645246388866411, 0.7651344558004274),
      (0.9046821004323888, 0.9054092095328364), (0.6571305964811901, 0.6579962841217665),
      (0.318728352488688, 0.31766722648520207),
    ]
    for (figure, values) in zip(figures, expected) {
      // One record of 16,281 may fall on the other side of one half.
      expect(figure.release, values.0, within: 1e-4)
      expect(figure.real, values.1, within: 1e-4)
    }
  }
}
