extension Booster {
  /// How trees are trained.
  package struct Plan: Equatable, Sendable {
    /// The rounds of boosting.
    package let rounds: Int
    /// The library's parameters by name.
    package let parameters: [String: String]

    /// Creates a plan.
    ///
    /// - Parameters:
    ///   - rounds: The rounds of boosting.
    ///   - parameters: The library's parameters by name.
    package init(rounds: Int, parameters: [String: String]) {
      (self.rounds, self.parameters) = (rounds, parameters)
    }
  }

  /// Records with their classes.
  package struct Table: Sendable {
    let values: [Float]
    let labels: [Int32]
    let classCount: Int

    /// Creates a table.
    ///
    /// - Parameters:
    ///   - values: Records x columns, NaN where missing.
    ///   - labels: The class of each record.
    ///   - classCount: The number of classes, two or more.
    package init(values: [Float], labels: [Int32], classCount: Int) {
      precondition(
        !labels.isEmpty && values.count.isMultiple(of: labels.count) && classCount >= 2,
        "\(values.count) values of \(labels.count) records in \(classCount) classes")
      (self.values, self.labels, self.classCount) = (values, labels, classCount)
    }
  }
}
