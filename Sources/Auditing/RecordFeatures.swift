public import Tensors

/// The features and labels of the attacked records and of the population, encoded alike.
///
/// Whatever is fitted for the encoding is fitted on the population alone, so that a regression on it does not depend on which
/// records are attacked.
public struct RecordFeatures: Equatable, Sendable {
  /// The attacked records x columns: scaled features and the one-hot label.
  public let audited: Tensor<Float>
  /// The population's records x columns.
  public let population: Tensor<Float>

  /// Creates the features of two sets of records.
  ///
  /// - Parameters:
  ///   - audited: The attacked records x columns, finite.
  ///   - population: The population's records x columns, finite.
  public init(audited: Tensor<Float>, population: Tensor<Float>) {
    precondition(
      audited.rowLength == population.rowLength,
      "\(audited.rowLength) columns of the attacked records, \(population.rowLength) of the population"
    )
    precondition(
      audited.scalars.allSatisfy(\.isFinite) && population.scalars.allSatisfy(\.isFinite),
      "features that are not finite")
    (self.audited, self.population) = (audited, population)
  }
}
