import Foundation
import Learning
import Statistics
import Tensors

/// The attack model as it is defined, on rows as arrays: standardise, fit, and take the prior odds off.
struct SlowMembershipClassifier {
  private let centers: [Double]
  private let deviations: [Double]
  private let model: RidgeLogistic
  private let prior: Double

  init(_ rows: [[Double]], _ isMember: [Bool]) throws {
    let columns = rows[0].indices.map { column in rows.map { $0[column] } }
    let (centers, deviations) = (
      columns.map { mean($0) }, columns.map { populationVariance($0).squareRoot() }
    )
    let scaled = rows.flatMap { row in
      row.indices.map { (row[$0] - centers[$0]) / deviations[$0] }
    }
    model = try RidgeLogistic(
      features: Tensor(shape: [rows.count, rows[0].count], scalars: scaled),
      rows: Array(rows.indices), targets: isMember, ridge: 1)
    let members = Double(isMember.count { $0 })
    prior = log(members / (Double(isMember.count) - members))
    (self.centers, self.deviations) = (centers, deviations)
  }

  func score(_ row: [Double]) -> Double {
    let scaled = row.indices.map { (row[$0] - centers[$0]) / deviations[$0] }
    return model.logOdds(of: scaled[...]) - prior
  }
}
