import Reports
import Foundation

/// The quantiles of a normal distribution at the middles of equal shares, by bisection.
func normalScores(_ count: Int, mean: Double = 0, deviation: Double = 1) -> [Double] {
  (0..<count).map { index in
    let share = (Double(index) + 0.5) / Double(count)
    var (low, high) = (-9.0, 9.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if 0.5 * erfc(-middle / 2.0.squareRoot()) < share { low = middle } else { high = middle }
    }
    return mean + deviation * low
  }
}

/// The exact ROC curve of scores, higher meaning member, with ties as oblique segments.
func curve(_ name: String, members: [Double], nonMembers: [Double]) -> ROCSeries {
  var points = [ROCSeries.Point(falsePositiveRate: 0, truePositiveRate: 0)]
  var area = 0.0
  for threshold in Set(members + nonMembers).sorted(by: >) {
    let point = ROCSeries.Point(
      falsePositiveRate: share(of: nonMembers, atLeast: threshold),
      truePositiveRate: share(of: members, atLeast: threshold))
    let last = points[points.count - 1]
    area +=
      (point.falsePositiveRate - last.falsePositiveRate)
      * (point.truePositiveRate + last.truePositiveRate) / 2
    points.append(point)
  }
  return ROCSeries(name: name, auc: area, points: points)
}

private func share(of scores: [Double], atLeast threshold: Double) -> Double {
  Double(scores.count { $0 >= threshold }) / Double(scores.count)
}

/// The curve of scores of members that are shifted against those of non-members.
func shiftedCurve(_ name: String, shift: Double, count: Int = 400) -> ROCSeries {
  curve(
    name, members: normalScores(count, mean: shift, deviation: 1 + shift / 4),
    nonMembers: normalScores(count))
}

/// Charts of every kind on ordinary and on awkward input.
let exampleCharts: [(name: String, drawing: Drawing)] =
  rocExamples + histogramExamples
  + intervalExamples

private let names = [
  "LiRA online", "LiRA offline", "RMIA", "loss", "Quantile regression", "label-only boundary",
  "attack R", "blind", "distilled trajectory", "gap", "LiRA online, fixed variance, 64 shadows",
  "LiRA-online-augmented-queries-with-a-very-long-identifier-and-global-variance",
]

private let curves = names.enumerated().map { index, name in
  shiftedCurve(name, shift: 1.2 / Double(index + 1))
}

private let coarse = curve(
  "rounded scores", members: normalScores(400, mean: 0.8).map { $0.rounded() },
  nonMembers: normalScores(400).map { $0.rounded() })

private let rocExamples: [(name: String, drawing: Drawing)] = [
  (
    "roc-1",
    rocChart([curves[0]], title: "ROC of the attack on the trained model", axis: 1e-3)
  ),
  ("roc-8", rocChart(Array(curves.prefix(8)), title: "After stage 2: DP-SGD", axis: 1e-3)),
  (
    "roc-12-long",
    rocChart(
      curves,
      title: "Adult census income, shadow models of the same architecture: "
        + "all attacks of the suite after unlearning by sharding", axis: 1e-5)
  ),
  ("roc-tied", rocChart([coarse, curves[3]], title: "Tied scores", axis: 1e-3)),
  (
    "roc-tiny-class",
    rocChart(
      [curve("loss", members: [1.5, 0.2, -0.1], nonMembers: normalScores(50))],
      title: "Three members", axis: 0.01)
  ),
  ("roc-many", rocChart(curves + curves, title: "Two dozen curves", axis: 1e-3)),
  ("roc-none", rocChart([], title: "", axis: 0.1)),
  ("linear-1", linearROCChart([curves[0]], title: "ROC of the attack on the trained model")),
  ("linear-8", linearROCChart(Array(curves.prefix(8)), title: "After stage 2: DP-SGD")),
  ("linear-tied", linearROCChart([coarse, curves[3]], title: "Tied scores")),
]

private func scores(
  _ members: [Double], _ nonMembers: [Double], title: String = "Scores",
  axisTitle: String = "log likelihood ratio"
) -> Drawing {
  histogramChart(members: members, nonMembers: nonMembers, title: title, axisTitle: axisTitle)
}

private let histogramExamples: [(name: String, drawing: Drawing)] = [
  (
    "histogram-shift",
    scores(
      normalScores(400, mean: 1.2), normalScores(400), title: "LiRA online: scores by membership")
  ),
  (
    "histogram-tied",
    scores(
      normalScores(400, mean: 0.8).map { $0.rounded() }, normalScores(400).map { $0.rounded() })
  ),
  ("histogram-tiny", scores([1.5, 0.2, -0.1], normalScores(5000), title: "Three members")),
  ("histogram-outliers", scores(normalScores(400) + [1e9, 1e12], normalScores(400) + [-1e300])),
  ("histogram-equal", scores([0.5, 0.5], [0.5, 0.5, 0.5])),
  ("histogram-empty-side", scores([], normalScores(100), title: "")),
  ("histogram-empty", scores([], [])),
  ("histogram-huge", scores([1.7e308, -1.7e308, 0], [1e307, 3])),
  ("histogram-small", scores(normalScores(99).map { $0 * 1e-7 }, [0, 1e-7, 2e-7])),
  ("histogram-confident", scores(normalScores(99).map { 1 - 1e-9 * abs($0) }, [1 - 2e-9])),
  (
    "histogram-long",
    scores(
      normalScores(2000, mean: 3000, deviation: 900), normalScores(2000, deviation: 700),
      title: String(repeating: "A very long title that says everything about the data. ", count: 6),
      axisTitle: String(repeating: "a very long axis title ", count: 8))
  ),
]

private let rows = curves.enumerated().map { index, curve in
  IntervalRow(
    label: curve.name, value: curve.auc,
    interval: index % 5 == 4 ? nil : (curve.auc - 0.028)...(curve.auc + 0.026))
}

private func aucs(_ rows: [IntervalRow], title: String = "AUC by attack, 95 % intervals") -> Drawing
{
  intervalChart(
    rows: rows, title: title, axisTitle: "Area under the ROC curve", reference: 0.5)
}

private let intervalExamples: [(name: String, drawing: Drawing)] = [
  ("interval-1", aucs(Array(rows.prefix(1)))),
  ("interval-6", aucs(Array(rows.prefix(6)))),
  ("interval-12", aucs(rows)),
  ("interval-none", aucs([], title: "")),
  ("interval-at-reference", aucs([IntervalRow(label: "coin", value: 0.5, interval: nil)])),
  (
    "interval-far",
    aucs([
      IntervalRow(label: "far", value: -123_456, interval: -1.7e308...1.7e308),
      IntervalRow(label: "near", value: 0.1, interval: 0.1...0.1),
    ])
  ),
]
