import Tensors

/// Why nothing can be learned from a table.
package enum TrainingProblem: String, CaseIterable, Sendable {
  /// The tables have no label to learn.
  case noLabel = "no label was given"
  /// All records are of one class.
  case oneClass = "all records are of one class"
  /// There are fewer records than classes.
  case fewerRecordsThanClasses = "fewer records than classes"
  /// No column varies.
  case constantColumns = "every column is constant"
  /// There is no hold-out to test on.
  case noHoldOut = "there are no real records held out to test on"
  /// The learner did not converge.
  case notConverged = "the learner did not converge"

  /// Looks for a reason before anything is learned.
  ///
  /// - Parameters:
  ///   - design: The records to learn from.
  ///   - classes: The classes that the real table has.
  /// - Returns: The first reason, or nil where learning can be tried.
  static func first(in design: LabelledDesign, classes: Int) -> TrainingProblem? {
    if design.labels.count < classes { return .fewerRecordsThanClasses }
    if Set(design.labels).count < 2 { return .oneClass }
    let width = design.features.rowLength
    let varies = design.features.scalars.indices.contains { place in
      design.features.scalars[place] != design.features.scalars[place % width]
    }
    return varies ? nil : .constantColumns
  }
}
