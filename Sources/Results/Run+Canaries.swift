extension Run {
  /// Records that were put in to be found: what each is, who was trained on it, and what attacks say of it.
  ///
  /// A canary has a number from 0 in place of a row number; it is no record of the input.
  package struct Canaries: Equatable, Sendable {
    /// The attacks' scores after one stage.
    package struct StageScores: Equatable, Sendable {
      /// The attack's label in the suite.
      package let attack: String
      /// For each target, one score for each canary; empty where the attack could not run.
      package let values: [[Double]]
      /// For each kind, the threshold fitted on shadows and then others taken from them; empty without shadows.
      package let thresholds: [[Double]]
      /// Why the attack could not run; empty where it did.
      package let reason: String

      /// Creates the scores of one attack.
      package init(
        attack: String, values: [[Double]], thresholds: [[Double]], reason: String = ""
      ) {
        self.attack = attack
        self.values = values
        self.thresholds = thresholds
        self.reason = reason
      }
    }

    /// The kind of each canary.
    package var kinds: [String]
    /// The group that canaries were drawn by; empty for none.
    package var groupName: String
    /// The level of each canary; empty where it belongs to none.
    package var groups: [String]
    /// How often an included canary is in the training set.
    package var copies: Int
    /// The shares of the canaries that the experiment declared to be guessed on.
    package var guesses: [Double]
    /// The number of canaries of each kind that the experiment declared to be looked at by the families whose trial is a model.
    package var modelCanaries: Int
    /// How each canary came to be included.
    package var assignment: String
    /// For each target, whether each canary was included.
    package var isMember: [[Bool]]
    /// For each shadow, whether each canary was included.
    package var inclusion: [[Bool]]
    /// For each stage, the input first, the attacks' scores in the order of the suite.
    package var stages: [[StageScores]]

    /// Creates the canaries of a run.
    package init(
      kinds: [String], groupName: String, groups: [String], copies: Int,
      guesses: [Double], modelCanaries: Int, assignment: String, isMember: [[Bool]],
      inclusion: [[Bool]], stages: [[StageScores]]
    ) {
      self.kinds = kinds
      self.groupName = groupName
      self.groups = groups
      self.copies = copies
      self.guesses = guesses
      self.modelCanaries = modelCanaries
      self.assignment = assignment
      self.isMember = isMember
      self.inclusion = inclusion
      self.stages = stages
    }

    /// The kinds that occur, in the order of the canaries.
    package var kindNames: [String] {
      kinds.reduce(into: []) { names, kind in if names.last != kind { names.append(kind) } }
    }
  }

  /// One line of the table of epsilons: a family's bound on one set of trials, or why it refuses.
  package struct EpsilonRow: Equatable, Sendable {
    /// The stage, such as `1 train`.
    package var stage: String
    /// The attack's label in the suite.
    package var attack: String
    /// The kind of canaries; `natural` for the audited records themselves.
    package var kind: String
    /// `all`, or `name=level` for the canaries of one group alone.
    package var group: String
    /// The family of the bound.
    package var family: String
    /// How threshold or number of guesses were chosen: `fixed`, `corrected`, `split` or `leaky`.
    package var choice: String
    /// The lower bound in nats; nil where the family refuses.
    package var epsilon: Double?
    /// The δ at which it bounds.
    package var delta: Double
    /// The confidence of the line, a credibility for joint beta.
    package var confidence: Double
    /// The independent trials that are there.
    package var trials: Int
    /// The fewest trials of which a perfect attack gives a bound of 0.1 or more.
    package var trialsNeeded: Int
    /// The guesses that were made about them.
    package var guesses: Int
    /// The guesses that were right.
    package var correct: Int
    /// The number of choices, thresholds or numbers of guesses times attacks, that the line is corrected for.
    package var hypotheses: Int
    /// The number of records that change together.
    package var groupSize: Int
    /// The ε that is claimed of one record; nil where none is.
    package var claimed: Double?
    /// How the bound stands to the claim: `none`, `contradicted`, `above-claim`, `not-contradicted` or
    /// `not-comparable`.
    package var judgement: String
    /// What the bound assumes beyond independent trials; empty for nothing.
    package var condition: String
    /// Why there is no bound; empty where there is one.
    package var reason: String

    /// Creates a line.
    package init(
      stage: String, attack: String, kind: String, group: String, family: String, choice: String,
      epsilon: Double?, delta: Double, confidence: Double, trials: Int, trialsNeeded: Int,
      guesses: Int, correct: Int, hypotheses: Int, groupSize: Int, claimed: Double?,
      judgement: String, condition: String,
      reason: String
    ) {
      self.stage = stage
      self.attack = attack
      self.kind = kind
      self.group = group
      self.family = family
      self.choice = choice
      self.epsilon = epsilon
      self.delta = delta
      self.confidence = confidence
      self.trials = trials
      self.trialsNeeded = trialsNeeded
      self.guesses = guesses
      self.correct = correct
      self.hypotheses = hypotheses
      self.groupSize = groupSize
      self.claimed = claimed
      self.judgement = judgement
      self.condition = condition
      self.reason = reason
    }
  }
}
