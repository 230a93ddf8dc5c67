package import Statistics
import Tensors

extension Records {
  /// A version of the records of which every encoded feature may have changed a little: a query that asks what a model says near them.
  ///
  /// A number becomes that of a random record in the same of `bins` equally large bins of the sorted values; missing values
  /// stay missing, and numbers that are encoded by quantile bins stay. A category becomes, with a chance, that of a random record. Labels stay, and so do
  /// records that the encoding was not fitted on.
  ///
  /// - Parameters:
  ///   - bins: The number of bins, at least 1.
  ///   - swap: The chance that a category is replaced, from 0 to 1.
  ///   - generator: Draws the replacements.
  /// - Returns: As many records with the same columns.
  /// - Complexity: O(records x columns), and sorting for each numeric feature.
  package func resampled(
    bins: Int, swap: Double, using generator: inout SeededGenerator
  ) -> Records {
    resampled(bins: bins, swap: swap, using: &generator) { features, _ in
      Records(self, features: features)
    }
  }

  /// The same version with the features themselves changed as the encoded ones are, for models that do not see the encoding.
  ///
  /// - Parameters:
  ///   - bins: The number of bins, at least 1.
  ///   - swap: The chance that a category is replaced, from 0 to 1.
  ///   - generator: Draws the replacements.
  /// - Returns: As many records with the same columns.
  /// - Complexity: As without the features, whose copy it keeps.
  package func resampledWithFeatures(
    bins: Int, swap: Double, using generator: inout SeededGenerator
  ) -> Records {
    resampled(bins: bins, swap: swap, using: &generator) { encoded, sources in
      let features = dataset.features.map { feature in
        sources[feature.name].map {
          feature.selecting($0 + Array(fittedCount..<count))
        } ?? feature
      }
      return Records(self, dataset: dataset.describing(by: features), features: encoded)
    }
  }

  /// Changes the encoded features, and tells from which record each feature's values were taken.
  private func resampled(
    bins: Int, swap: Double, using generator: inout SeededGenerator,
    _ made: (Tensor<Float>, [String: [Int]]) -> Records
  ) -> Records {
    var scalars = features.scalars
    var sources: [String: [Int]] = [:]
    var first = 0
    while first < columns.count {
      let last = columns[first...].prefix { $0.feature == columns[first].feature }.count + first
      let source =
        switch columns[first].kind {
        case .number: neighbours(ofColumn: first, bins: bins, using: &generator)
        // A number drawn from its own bin is encoded as it was.
        case .bin: Array(0..<fittedCount)
        case .level, .missing:
          (0..<fittedCount).map { record in
            generator.bernoulli(swap) ? generator.integer(below: fittedCount) : record
          }
        }
      sources[columns[first].feature] = source
      for (record, other) in source.enumerated() where record != other {
        for column in first..<last {
          scalars[record * columns.count + column] =
            features.scalars[other * columns.count + column]
        }
      }
      first = last
    }
    return made(Tensor(shape: features.shape, scalars: scalars), sources)
  }

  /// For each record a random one whose number lies in the same bin.
  private func neighbours(
    ofColumn column: Int, bins: Int, using generator: inout SeededGenerator
  ) -> [Int] {
    func value(_ record: Int) -> Float { features.scalars[record * columns.count + column] }
    let present = (0..<fittedCount).filter { !value($0).isNaN }
      .sorted { (value($0), $0) < (value($1), $1) }
    var source = Array(0..<fittedCount)
    for bin in 0..<bins {
      let members = present[present.count * bin / bins..<present.count * (bin + 1) / bins]
      for record in members {
        source[record] = members[members.startIndex + generator.integer(below: members.count)]
      }
    }
    return source
  }
}
