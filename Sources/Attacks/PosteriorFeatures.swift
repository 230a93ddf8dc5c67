import Foundation

/// How an attack model sees a record's class probabilities.
enum PosteriorFeatures {
  /// Each class in the order of the classes.
  case byClass
  /// The largest probability first.
  case descending
  /// The label's, then the others', the largest first.
  case labelFirst
  /// The three largest, or both where there are two classes.
  case topThree

  /// The number of features of a record.
  func width(classCount: Int) -> Int {
    2 * (self == .topThree ? min(3, classCount) : classCount)
  }

  /// The chosen probabilities, then their logarithms.
  ///
  /// The papers' networks take probabilities alone; a linear attack model needs the logarithms too, or
  /// confident predictions would all look alike.
  ///
  /// - Parameters:
  ///   - logProbabilities: The logarithm of each class's probability, finite.
  ///   - label: The record's class; where it does not come first, it does not matter.
  /// - Returns: `width` numbers.
  func features(_ logProbabilities: [Double], label: Int) -> [Double] {
    let chosen: [Double]
    switch self {
    case .byClass: chosen = logProbabilities
    case .descending: chosen = logProbabilities.sorted(by: >)
    case .labelFirst:
      var others = logProbabilities
      let own = others.remove(at: label)
      chosen = [own] + others.sorted(by: >)
    case .topThree:
      chosen = Array(logProbabilities.sorted(by: >).prefix(3))
    }
    return chosen.map(exp) + chosen
  }
}
