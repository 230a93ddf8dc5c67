import Attacks
import Auditing
import Foundation
import Settings
import Statistics
import Tensors

/// Log odds of reference models, each record in half of them, with members' higher, and of a target and a population.
struct SyntheticBank: Sendable {
  let modelCount: Int
  let recordCount: Int
  /// Models x records x 1.
  let values: Tensor<Float>
  /// Models x records, in one piece.
  let included: [Bool]
  let target: [Double]
  /// The population's log odds under each model, which no model saw, and under the target.
  let population: (values: Tensor<Float>, target: [Double])
  private let inclusion: Inclusion
  private let outside: Inclusion

  init(modelCount: Int, recordCount: Int, populationCount: Int = 0) {
    var generator = SeededGenerator(seed: 1, label: "bank")
    let orders = (0..<recordCount).map { _ in generator.permutation(modelCount) }
    let rows = (0..<modelCount).map { model in orders.map { $0[model] < modelCount / 2 } }
    let values = rows.flatMap { row in row.map { Float(generator.normal() + ($0 ? 1 : 0)) } }
    target = (0..<recordCount).map { _ in generator.normal() }
    let others = (0..<modelCount * populationCount).map { _ in Float(generator.normal()) }
    self.values = Tensor(shape: [modelCount, recordCount, 1], scalars: values)
    population = (
      Tensor(shape: [modelCount, populationCount, 1], scalars: others),
      (0..<populationCount).map { _ in generator.normal() }
    )
    included = Array(rows.joined())
    inclusion = Inclusion(rows)
    outside = Inclusion(
      rows.map { _ in Array(repeating: false, count: populationCount) })
    (self.modelCount, self.recordCount) = (modelCount, recordCount)
  }

  /// The same numbers as another statistic, as if the models had two classes.
  static func number(_ odds: Double, as statistic: OutputStatistic) -> Double {
    let loss = max(0, -odds) + log1p(exp(-abs(odds)))
    switch statistic {
    case .loss: return loss
    case .modifiedEntropy: return 2 * exp(-max(0, odds) - log1p(exp(-abs(odds)))) * loss
    default: return odds
    }
  }

  /// The matrices of some statistics.
  func matrices(_ statistics: [OutputStatistic]) -> [OutputStatistic: Tensor<Float>] {
    Dictionary(
      uniqueKeysWithValues: statistics.map { statistic in
        guard statistic != .scaledConfidence else { return (statistic, values) }
        let scalars = values.scalars.map { Float(Self.number(Double($0), as: statistic)) }
        return (statistic, Tensor(shape: values.shape, scalars: scalars))
      })
  }

  /// Signals with banks of their own, from which nothing has been derived.
  func signals(_ statistics: [OutputStatistic]) throws -> Signals {
    try signals(matrices(statistics))
  }

  /// Signals with banks of their own, from matrices that are there.
  func signals(_ matrices: [OutputStatistic: Tensor<Float>]) throws -> Signals {
    func targets(_ odds: [Double]) -> [OutputStatistic: Tensor<Double>] {
      Dictionary(
        uniqueKeysWithValues: matrices.keys.map { statistic in
          (
            statistic,
            Tensor(
              shape: [odds.count, 1], scalars: odds.map { Self.number($0, as: statistic) })
          )
        })
    }
    let audited = try Outputs(
      records: Array(0..<recordCount), labels: (0..<recordCount).map { Int32($0 % 10) },
      target: targets(target),
      references: matrices.mapValues { try SignalBank(values: $0, inclusion: inclusion) })
    guard !population.target.isEmpty else { return Signals(audited: audited, seed: 1) }
    let losses = population.values.scalars.map { Float(Self.number(Double($0), as: .loss)) }
    let outside = try Outputs(
      records: Array(recordCount..<recordCount + population.target.count),
      target: targets(population.target),
      references: [
        .loss: SignalBank(
          values: Tensor(shape: population.values.shape, scalars: losses), inclusion: outside)
      ])
    return Signals(audited: audited, population: outside, seed: 1)
  }

  /// Writes the numbers where peers read them.
  func write(to folder: String) throws {
    func write(_ bytes: [UInt8], _ name: String) throws {
      try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
    }
    try write(values.scalars.flatMap { Self.bytes($0.bitPattern) }, "bank")
    try write(target.flatMap { Self.bytes($0.bitPattern) }, "target")
    try write(included.map { $0 ? 1 : 0 }, "inclusion")
    try write(population.values.scalars.flatMap { Self.bytes($0.bitPattern) }, "population")
    try write(population.target.flatMap { Self.bytes($0.bitPattern) }, "population-target")
  }

  /// The bytes of a number, the least significant first.
  static func bytes<Bits: FixedWidthInteger>(_ bits: Bits) -> [UInt8] {
    (0..<Bits.bitWidth / 8).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
  }
}

/// Makes an attack with some settings.
func attack(_ name: String, _ yaml: String = "") throws -> any Attack {
  guard let type = attacks.first(where: { $0.name == name }) else {
    throw BenchmarksError("no attack is called \(name); correct the name here")
  }
  var settings = try Settings(yaml: yaml, file: name)
  return try type.init(&settings)
}
