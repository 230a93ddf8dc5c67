package import Tensors

/// Records of two classes as ridge logistic regression reads them: rows of unit length with a constant.
package struct RidgeData: Sendable {
  private var features: Tensor<Float>
  let labels: [Int32]

  /// Takes features that were scaled by nothing but what is public.
  ///
  /// - Parameters:
  ///   - features: Records x columns; missing values count as 0.
  ///   - labels: The class of each record, 0 or 1.
  /// - Throws: `UnlearningError` where there are other classes.
  package init(features: Tensor<Float>, labels: [Int32]) throws(UnlearningError) {
    if let row = labels.firstIndex(where: { $0 != 0 && $0 != 1 }) {
      throw UnlearningError(
        "ridge logistic regression tells two classes apart, and row \(row) is of class "
          + "\(labels[row]); train a network for more")
    }
    (self.features, self.labels) = (features, labels)
  }

  /// The same classes beside other features.
  func reading(_ features: Tensor<Float>) -> RidgeData {
    var data = self
    data.features = features
    return data
  }

  var width: Int { features.rowLength + 1 }

  /// A record's row of length 1, the constant last.
  func row(_ record: Int) -> [Double] {
    let values = features.row(record).map { $0.isFinite ? Double($0) : 0 } + [1]
    let size = length(values)
    return values.map { $0 / size }
  }
}
