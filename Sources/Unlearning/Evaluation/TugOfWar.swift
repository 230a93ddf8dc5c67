/// How near an unlearned model's accuracies are to those of retraining (Zhao and others, 2024).
package enum TugOfWar {
  /// The product over forgotten, retained and test records of 1 - |accuracy - retrained accuracy|.
  ///
  /// - Parameters:
  ///   - unlearned: The accuracies of the unlearned model on the forgotten, the retained and the test records.
  ///   - retrained: Those of retraining on the same records.
  /// - Returns: A number from 0 to 1; 1 where all three agree.
  package static func value(_ unlearned: Accuracies, _ retrained: Accuracies) -> Double {
    (1 - abs(unlearned.forgotten - retrained.forgotten))
      * (1 - abs(unlearned.retained - retrained.retained))
      * (1 - abs(unlearned.test - retrained.test))
  }
}

/// A model's shares of correct predictions.
package struct Accuracies: Equatable, Sendable {
  /// On the forgotten records.
  package let forgotten: Double
  /// On the records that stay.
  package let retained: Double
  /// On records that no model saw.
  package let test: Double

  /// Puts three shares together.
  package init(forgotten: Double, retained: Double, test: Double) {
    (self.forgotten, self.retained, self.test) = (forgotten, retained, test)
  }
}
