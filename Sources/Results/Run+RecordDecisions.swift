extension Run {
  /// How an attack decided on each audited record when shadows were attacked in turn, with thresholds from other shadows.
  package struct RecordDecisions: Equatable, Sendable {
    /// The shadows that were attacked.
    package let models: Int
    /// For each audited record, how many of them were trained on it.
    package let included: [Int]
    /// For each audited record, how many of those were called so.
    package let found: [Int]
    /// For each audited record, how many of the others were called so.
    package let accused: [Int]

    /// Takes counts, one of each kind for each audited record.
    package init(models: Int, included: [Int], found: [Int], accused: [Int]) {
      precondition(
        included.count == found.count && found.count == accused.count,
        "\(included.count), \(found.count) and \(accused.count) counts")
      (self.models, self.included, self.found, self.accused) = (models, included, found, accused)
    }
  }
}
