package import Auditing
package import Learning
package import Tables
package import Tensors

extension LabelledRecords {
  /// Collects the records as a classifier on them alone sees them: features scaled over all of them, and the label.
  ///
  /// - Parameters:
  ///   - rows: The records' row numbers.
  ///   - records: The records.
  ///   - isMember: The membership of each of the rows.
  package init(rows: [Int], of records: Records, isMember: [Bool]) {
    self.init(
      features: records.scaledWithLabels(
        rows, FeatureScaling(fittedOn: rows, of: records)),
      keys: rows.map { records.dataset.rowKey($0) }, isMember: isMember)
  }
}

extension RecordFeatures {
  /// Collects the records as a regression on the population sees them: features scaled over the population, and the label.
  ///
  /// - Parameters:
  ///   - audited: The row numbers of the attacked records.
  ///   - population: The row numbers of the population; at least one.
  ///   - records: The records.
  package init(audited: [Int], population: [Int], of records: Records) {
    let scaling = FeatureScaling(fittedOn: population, of: records)
    self.init(
      audited: records.scaledWithLabels(audited, scaling),
      population: records.scaledWithLabels(population, scaling))
  }
}

extension Records {
  /// Scaled features and the one-hot label of some records.
  ///
  /// - Parameters:
  ///   - rows: The records' row numbers.
  ///   - scaling: Fitted on records of the same dataset.
  /// - Returns: Records x (columns + classes), finite.
  package func scaledWithLabels(_ rows: [Int], _ scaling: FeatureScaling) -> Tensor<Float> {
    let (width, classes) = (columns.count, classCount)
    var scaled = Array(repeating: Float(0), count: rows.count * width)
    scaling.gather(rows[...], of: features, into: &scaled)
    var scalars: [Float] = []
    scalars.reserveCapacity(rows.count * (width + classes))
    for (place, row) in rows.enumerated() {
      scalars += scaled[place * width..<(place + 1) * width]
      let label = Int(dataset.label.codes[row])
      scalars += (0..<classes).map { $0 == label ? 1 : 0 }
    }
    return Tensor(shape: [rows.count, width + classes], scalars: scalars)
  }
}
