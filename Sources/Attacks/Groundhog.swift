package import Auditing
package import Settings
import Tensors

/// The shadow attack of Stadler, Oprisanu and Troncoso on the features of whole releases.
///
/// Other releases made as the attacked one, some with a record and some without, show what the record does to their statistics. The score is
/// the log odds, by a ridge linear discriminant fitted for each record (see `ShadowDiscriminant`), that the attacked release
/// was made with it. Features (see `ReleaseFeatures`) are standardised over the bank, and each of their sets weighs
/// the same. The authors train a forest and other classifiers on hundreds of releases for each of a few records; a linear one in dual form
/// makes all records affordable with one bank.
package struct Groundhog: Attack {
  package static let declaration = AttackDeclaration(
    Declaration(
      "groundhog", version: 1,
      "log odds from the statistics of releases made with and without each record"),
    threatModel: ThreatModel(
      access: "the released records",
      knowledge: "other releases made by the same generator, with and without each record"),
    source:
      "Stadler, Oprisanu and Troncoso 2022 (naive, histogram and correlation features), with a ridge linear discriminant",
    isMonotone: false)

  private enum Features: String, CaseIterable {
    case all, naive, histogram, correlations

    var kinds: [ReleaseFeatures.Kind] {
      switch self {
      case .all: ReleaseFeatures.Kind.allCases
      case .naive: [.naive]
      case .histogram: [.histogram]
      case .correlations: [.correlations]
      }
    }
  }

  private let features: Features
  private let bins: Int
  private let ridge: Double

  package init(_ settings: inout Settings) throws {
    features = try settings.choice("features", default: Features.all, "the statistics compared")
    bins = try settings.integer(
      "bins", default: 10, in: 2...1000, "bins of a numeric column for histograms, at most")
    ridge = try settings.number(
      "ridge", default: 1, in: 1e-6...1e6,
      "the discriminant's ridge in units of the mean squared length of a release's features")
  }

  package var requirements: Set<SignalRequirement> {
    [.released(nil), .releasedColumns, .releaseBank]
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let release = try signals.requiredRelease()
    guard let bank = release.bank else { throw AuditingError("no other releases were given") }
    try check(bank.inclusion, of: release.audited)
    let (bankFeatures, attacked) = try features(of: release, bank)
    guard
      let discriminant = ShadowDiscriminant(
        bank: bankFeatures, attacked: attacked, ridge: ridge)
    else {
      throw AuditingError("the other releases do not differ in any statistic")
    }
    let models = 0..<bank.inclusion.modelCount
    let rows = models.map { Array(bank.inclusion.row($0)) }
    return release.audited.indices.map { record in
      discriminant.logOdds(rows.map { $0[record] })
    }
  }

  private func check(_ inclusion: Inclusion, of audited: [Int]) throws(AuditingError) {
    var counts = Array(repeating: 0, count: inclusion.recordCount)
    for model in 0..<inclusion.modelCount {
      for (record, isIncluded) in inclusion.row(model).enumerated() where isIncluded {
        counts[record] += 1
      }
    }
    for (record, count) in counts.enumerated() where count == 0 || count == inclusion.modelCount {
      throw AuditingError(
        "row \(audited[record]) is in \(count == 0 ? "none" : "all") of the \(inclusion.modelCount) other "
          + "releases: draw each record into about half of them")
    }
  }

  /// The features of the bank's releases and of the attacked one, standardised over the bank.
  private func features(
    of release: ReleaseSignals, _ bank: ReleaseBank
  ) throws -> (bank: Tensor<Double>, attacked: [Double]) {
    let count = bank.releases.count
    let extractor = ReleaseFeatures(
      release.records, pool: release.released + bank.releases.joined(), bins: bins)
    var rows = Array(repeating: [Double](), count: count + 1)
    for kind in features.kinds {
      var block: [[Double]] = []
      for own in bank.releases + [release.released] {
        try Task.checkCancellation()
        block.append(extractor.features(of: own, kind))
      }
      for (row, values) in Self.standardised(block).enumerated() { rows[row] += values }
    }
    let scalars = rows.prefix(count).flatMap(\.self)
    return (Tensor(shape: [count, rows[0].count], scalars: scalars), rows[count])
  }

  /// Centres and scales features over all rows but the last, leaves out constant ones, and gives the set unit weight.
  private static func standardised(_ rows: [[Double]]) -> [[Double]] {
    let bank = rows.dropLast()
    let count = Double(bank.count)
    var scaled = Array(repeating: [Double](), count: rows.count)
    for column in rows[0].indices {
      let mean = bank.reduce(0) { $0 + $1[column] } / count
      let square = bank.reduce(0) { $0 + ($1[column] - mean) * ($1[column] - mean) } / count
      // Below this share of the column's size, what varies is rounding.
      guard square.squareRoot() > 1e-9 * max(1e-3, abs(mean)) else { continue }
      for row in rows.indices {
        scaled[row].append((rows[row][column] - mean) / square.squareRoot())
      }
    }
    let weight = 1 / Double(max(1, scaled[0].count)).squareRoot()
    return scaled.map { $0.map { $0 * weight } }
  }
}
