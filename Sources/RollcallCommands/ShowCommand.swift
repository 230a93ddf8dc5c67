import ArgumentParser
import Auditing
import Foundation
import Reports
import Results
import Statistics

/// `rollcall show`: prints the measurements of a run.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the verdict and the measurements of a run.",
    discussion: "Values are fractions; '-' and null stand for what is undefined.")

  @Argument(
    help: ArgumentHelp("The run file.", valueName: "run"), completion: .file(extensions: ["h5"]))
  var file: String

  @Flag(help: "Print all measurements as JSON, the stable interface for machines.")
  var json = false

  @Flag(help: "Print each target and group, not only the summary.")
  var all = false

  func run() throws {
    let run = try Run(path: file)
    Console.result(json ? try MeasurementsJSON(run).text() : text(run))
  }

  private func text(_ run: Run) -> String {
    let target = run.targetCount > 1 ? Auditing.Measurement.mean : "1"
    let shown = run.measurements.filter {
      all || ($0.target == target && $0.group == Auditing.Measurement.all)
    }
    let verdicts = run.verdicts.map { "\($0.stage): \($0.outcome.rawValue)" }
    let header = [
      "target", "stage", "attack", "metric", "group", "value", "low", "high", "n", "status",
    ]
    let rows = shown.map { measurement in
      let reading = measurement.reading
      return [
        measurement.target, measurement.stage, measurement.attack ?? "-", reading.metric,
        measurement.group, number(reading.value), number(reading.interval?.low),
        number(reading.interval?.high), "\(reading.count)", reading.status.rawValue,
      ]
    }
    return (verdicts + claims(run) + [""] + aligned([header] + rows)).joined(separator: "\n")
  }

  private func claims(_ run: Run) -> [String] {
    run.privacy.filter { all || $0.target == "1" }.map { claim in
      let stage = all ? "\(claim.stage), target \(claim.target)" : claim.stage
      let rho = claim.account.rho.map { String(format: ", rho %.4g", $0) } ?? ""
      return "\(stage): claimed \(claimText(claim.account))\(rho), \(claim.account.relation), "
        + "noise from \(claim.account.noise); observed "
        + ObservedEpsilon(run, stage: claim.stage).text
    }
  }

  private func number(_ value: Double?) -> String {
    value.map { String(format: "%.4f", $0) } ?? "-"
  }
}

/// Pads the cells of a table so that columns line up.
func aligned(_ rows: [[String]]) -> [String] {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
  }
  return rows.map { row in
    let cells = row.enumerated().map { column, cell in
      column + 1 == row.count
        ? cell : cell.padding(toLength: widths[column], withPad: " ", startingAt: 0)
    }
    return cells.joined(separator: "  ")
  }
}
