/// How much a model still confuses two classes whose labels were swapped in the forgotten records (Goel and others, 2022).
package struct InterclassConfusion: Equatable, Sendable {
  /// The share of the test records of the two classes that are taken for the other one; lower is better forgotten.
  package let testError: Double
  /// The number of those records.
  package let testCount: Int
  /// The number of forgotten records that are predicted as the wrong class that they were labelled with.
  package let forgetCount: Int

  /// Counts.
  ///
  /// - Parameters:
  ///   - predicted: The predicted class of each test record.
  ///   - truth: Its class.
  ///   - forgotten: The predicted class and the wrong label of each forgotten record.
  ///   - classes: The two classes.
  /// - Throws: `UnlearningError` where no test record is of the two classes.
  package init(
    predicted: [Int32], truth: [Int32], forgotten: [(predicted: Int32, label: Int32)],
    classes: (Int32, Int32)
  ) throws(UnlearningError) {
    let (one, other) = classes
    var (errors, count) = (0, 0)
    for (guess, label) in zip(predicted, truth) where label == one || label == other {
      count += 1
      if guess == (label == one ? other : one) { errors += 1 }
    }
    guard count > 0 else {
      throw UnlearningError(
        "no test record is of class \(one) or \(other); name classes that occur in the test rows")
    }
    testError = Double(errors) / Double(count)
    testCount = count
    forgetCount = forgotten.count { pair in
      (pair.label == one || pair.label == other) && pair.predicted == pair.label
    }
  }
}
