package import Auditing
import Learning
package import Tables
import Tensors

extension LabelledRecords {
  /// Collects the records as a classifier on them alone sees them: features scaled over all of them, and the label.
  ///
  /// - Parameters:
  ///   - rows: The records' row numbers.
  ///   - records: The records.
  ///   - isMember: The membership of each of the rows.
  package init(rows: [Int], of records: Records, isMember: [Bool]) {
    let scaling = FeatureScaling(fittedOn: rows, of: records)
    let (width, classes) = (records.columns.count, records.classCount)
    var scaled = Array(repeating: Float(0), count: rows.count * width)
    scaling.gather(rows[...], of: records.features, into: &scaled)
    var scalars: [Float] = []
    scalars.reserveCapacity(rows.count * (width + classes))
    for (place, row) in rows.enumerated() {
      scalars += scaled[place * width..<(place + 1) * width]
      let label = Int(records.dataset.label.codes[row])
      scalars += (0..<classes).map { $0 == label ? 1 : 0 }
    }
    self.init(
      features: Tensor(shape: [rows.count, width + classes], scalars: scalars),
      keys: rows.map { records.dataset.rowKey($0) }, isMember: isMember)
  }
}
