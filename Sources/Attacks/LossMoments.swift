import Auditing
import Foundation

/// The moments of the losses of a record's queries, which do not depend on the order of the queries.
///
/// Yu et al. 2021: v_k = ((1/N) sum l_i^k)^(1/k) for k = 1...20, computed beside the largest loss so that no power leaves the range
/// of the numbers.
package enum LossMoments {
  /// The number of moments.
  static let count = 20
  /// The number of features: the moments and their logarithms.
  package static let width = 2 * count

  /// The moments, then their logarithms.
  ///
  /// The logarithms stand in for the paper's hidden layers: they tell the small losses of well-known records apart. A loss
  /// may be zero, so that 1e-12 nats are added to each moment under the logarithm.
  ///
  /// - Parameter losses: One loss or more, none negative.
  /// - Returns: `width` numbers.
  package static func features(_ losses: [Double]) -> [Double] {
    let moments = moments(losses)
    return moments + moments.map { log($0 + 1e-12) }
  }

  /// The k-th moments to the power of 1/k.
  private static func moments(_ losses: [Double]) -> [Double] {
    let largest = losses.reduce(0, max)
    guard largest > 0 else { return Array(repeating: 0, count: count) }
    let ratios = losses.map { $0 / largest }
    var powers = ratios
    return (1...count).map { order in
      let mean = powers.reduce(0, +) / Double(losses.count)
      for place in powers.indices { powers[place] *= ratios[place] }
      return largest * pow(mean, 1 / Double(order))
    }
  }

  /// Refuses a record that was asked about once: all its moments are the same number.
  static func checkQueries(_ count: Int) throws(AuditingError) {
    guard count > 1 else {
      throw AuditingError(
        "the moments of one loss are that loss: raise 'count' in 'queries', or use m-loss")
    }
  }
}
