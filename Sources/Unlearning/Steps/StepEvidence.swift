/// What models said while they forgot their members step by step, with and without records of a generator in their place.
package struct StepEvidence: Sendable {
  /// What the model of one run said after one step; before the first for step 0.
  package struct Answers: Sendable {
    /// Candidates x versions: the losses of the label, the record itself first.
    package let losses: [[Double]]
    /// Whether each candidate's class was predicted.
    package let isRight: [Bool]
    /// The share of test records whose class was predicted.
    package let testAccuracy: Double
    /// How often a record was read to forget and to learn in this step.
    package let recordPasses: Int
    /// The generated records that the model holds.
    package let generated: Int

    /// Takes what a model said.
    package init(
      losses: [[Double]], isRight: [Bool], testAccuracy: Double, recordPasses: Int, generated: Int
    ) {
      (self.losses, self.isRight, self.testAccuracy) = (losses, isRight, testAccuracy)
      (self.recordPasses, self.generated) = (recordPasses, generated)
    }
  }

  /// The models that one way of generating led to.
  package struct Arm: Sendable {
    /// The way: which records the generator saw.
    package let name: String
    /// Runs x steps, the model before the first step first; runs may have stopped after different numbers of steps.
    package let runs: [[Answers]]
    /// Why the first run that stopped before the last step did; nil where none did.
    package let stopped: String?

    /// Puts the models of one way together.
    package init(_ name: String, runs: [[Answers]], stopped: String?) {
      (self.name, self.runs, self.stopped) = (name, runs, stopped)
    }

    /// The steps that all runs took.
    package var stepCount: Int { (runs.map(\.count).min() ?? 1) - 1 }
  }

  /// Runs x candidates: nil where never seen, 0 where it stays, else the step in which it is forgotten.
  package let fates: [[Int?]]
  /// The share of the members at the start that is forgotten after each step, 0 first.
  package let rates: [Double]
  /// The ways, which all start from the same models.
  package let arms: [Arm]

  /// Takes what models said.
  ///
  /// - Parameters:
  ///   - fates: Runs x candidates: nil where never seen, 0 where it stays, else the step in which it is forgotten.
  ///   - rates: The share of the members that is forgotten after each step, 0 first.
  ///   - arms: The ways, each with as many runs.
  package init(fates: [[Int?]], rates: [Double], arms: [Arm]) {
    precondition(
      !arms.isEmpty && arms.allSatisfy { $0.runs.count == fates.count },
      "\(arms.count) ways of \(fates.count) runs")
    (self.fates, self.rates, self.arms) = (fates, rates, arms)
  }
}
