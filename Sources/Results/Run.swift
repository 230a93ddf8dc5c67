package import Auditing

/// Everything that one audit produced, without clocks, hosts or durations.
package struct Run: Equatable, Sendable {
  /// An input with its hash.
  package struct Input: Equatable, Sendable {
    /// The file's name without its folder.
    package let name: String
    /// The SHA-256 of its bytes, in hexadecimal.
    package let sha256: String
    /// Its length in bytes.
    package let byteCount: Int
    /// The records read from it; 0 for settings.
    package let recordCount: Int

    /// Creates an input.
    package init(name: String, sha256: String, byteCount: Int, recordCount: Int) {
      self.name = name
      self.sha256 = sha256
      self.byteCount = byteCount
      self.recordCount = recordCount
    }
  }

  /// One attack of the suite.
  package struct AttackEntry: Equatable, Sendable {
    /// The label in the suite, unique.
    package let label: String
    /// What the attack says about itself.
    package let declaration: AttackDeclaration
    /// Whether the verdict rests on it.
    package let isPrimary: Bool

    /// Creates an entry.
    package init(label: String, declaration: AttackDeclaration, isPrimary: Bool) {
      self.label = label
      self.declaration = declaration
      self.isPrimary = isPrimary
    }
  }

  /// An attack's scores at one stage.
  package struct StageScores: Equatable, Sendable {
    /// The attack's label in the suite.
    package let attack: String
    /// For each target, one score for each audited record; empty where the attack could not run.
    package let values: [[Double]]
    /// The decision threshold fitted away from the targets.
    package let threshold: Threshold?
    /// Why the attack could not run; empty where it did.
    package let reason: String
    /// For each target, one p-value for each audited record, calibrated on the population; empty where the attack has none.
    package let pValues: [[Double]]
    /// How the attack decided on each record over shadows attacked in turn; nil where they were not.
    package let decisions: RecordDecisions?

    /// Creates the scores of one attack.
    package init(
      attack: String, values: [[Double]], threshold: Threshold?, reason: String = "",
      pValues: [[Double]] = [], decisions: RecordDecisions? = nil
    ) {
      self.attack = attack
      self.decisions = decisions
      self.values = values
      self.pValues = pValues
      self.threshold = threshold
      self.reason = reason
    }
  }

  /// What was audited after one stage.
  package struct StageResult: Equatable, Sendable {
    /// The stage's number and name, such as `1 train`.
    package let name: String
    /// The attacks' scores, in the order of the suite.
    package let scores: [StageScores]
    /// The numbers of pictures that follow from no score.
    package let figures: [Figure]

    /// Creates the result of one stage.
    package init(name: String, scores: [StageScores], figures: [Figure] = []) {
      self.name = name
      self.scores = scores
      self.figures = figures
    }
  }

  /// The numbers of one picture.
  package struct Figure: Equatable, Sendable {
    /// What is shown, in lower case with hyphens; unique in its stage.
    package let name: String
    /// The names of the places along the last axis; empty where they need none.
    package let labels: [String]
    /// The lengths of the axes.
    package let shape: [Int]
    /// The numbers, row by row; NaN where one is undefined.
    package let values: [Double]

    /// Creates a figure.
    package init(name: String, labels: [String] = [], shape: [Int], values: [Double]) {
      precondition(
        shape.reduce(1, *) == values.count, "\(values.count) numbers for the shape \(shape)")
      self.name = name
      self.labels = labels
      self.shape = shape
      self.values = values
    }
  }

  /// A sensitive group of the audited records.
  package struct GroupCodes: Equatable, Sendable {
    /// The group's name, such as `sex`.
    package let name: String
    /// The names of its levels.
    package let levels: [String]
    /// The level of each audited record.
    package let codes: [Int]

    /// Creates the codes of one group.
    package init(name: String, levels: [String], codes: [Int]) {
      self.name = name
      self.levels = levels
      self.codes = codes
    }
  }

  /// What was asked for.
  package struct Setup: Equatable, Sendable {
    /// The name and version of the program.
    package var tool: String
    /// The experiment's name.
    package var name: String
    /// The experiment's seed.
    package var seed: Int
    /// The dense algebra library with its processor kernel.
    package var algebra: String
    /// The experiment file's text.
    package var experiment: String
    /// The suite file's text.
    package var suite: String
    /// All inputs.
    package var inputs: [Input]
    /// The attacks of the suite.
    package var attacks: [AttackEntry]
    /// The label of the attack that others are compared with; empty where there is none.
    package var baseline: String

    /// Creates a setup.
    package init(
      tool: String, name: String, seed: Int, algebra: String, experiment: String, suite: String,
      inputs: [Input], attacks: [AttackEntry], baseline: String
    ) {
      self.tool = tool
      self.name = name
      self.seed = seed
      self.algebra = algebra
      self.experiment = experiment
      self.suite = suite
      self.inputs = inputs
      self.attacks = attacks
      self.baseline = baseline
    }
  }

  /// The records that took part and who saw them.
  package struct Population: Equatable, Sendable {
    /// The number of records of the dataset.
    package var recordCount: Int
    /// The number of features before encoding.
    package var featureCount: Int
    /// The classes.
    package var classNames: [String]
    /// The row numbers of the audited records, ascending.
    package var audited: [Int]
    /// For each target, the membership of each audited record.
    package var isMember: [[Bool]]
    /// The number of records that no model saw.
    package var populationCount: Int
    /// How members were told from non-members.
    package var assignment: String
    /// The sensitive groups.
    package var groups: [GroupCodes]
    /// Which audited records each shadow saw.
    package var inclusion: [[Bool]]

    /// Creates a population.
    package init(
      recordCount: Int, featureCount: Int, classNames: [String], audited: [Int],
      isMember: [[Bool]], populationCount: Int, assignment: String, groups: [GroupCodes],
      inclusion: [[Bool]]
    ) {
      self.recordCount = recordCount
      self.featureCount = featureCount
      self.classNames = classNames
      self.audited = audited
      self.isMember = isMember
      self.populationCount = populationCount
      self.assignment = assignment
      self.groups = groups
      self.inclusion = inclusion
    }
  }

  /// What was asked for.
  package var setup: Setup
  /// The records that took part.
  package var population: Population
  /// The scores after each stage, the input first.
  package var stages: [StageResult]
  /// All metrics' values.
  package var measurements: [Measurement]
  /// One verdict for each stage.
  package var verdicts: [Verdict]
  /// The records that were put in to be found; nil where there are none.
  package var canaries: Canaries?
  /// The table of lower bounds on epsilon.
  package var epsilons: [EpsilonRow]
  /// What is claimed of privacy after each stage, for each target; empty where nothing is.
  package var privacy: [StagePrivacy]

  /// What the run gave up to keep to a time, and what that costs; empty where it gave up nothing.
  package var budget: [String] = []

  /// Creates a run.
  package init(
    setup: Setup, population: Population, stages: [StageResult], measurements: [Measurement],
    verdicts: [Verdict], canaries: Canaries? = nil, epsilons: [EpsilonRow] = [],
    privacy: [StagePrivacy] = []
  ) {
    self.setup = setup
    self.population = population
    self.stages = stages
    self.measurements = measurements
    self.verdicts = verdicts
    self.canaries = canaries
    self.epsilons = epsilons
    self.privacy = privacy
  }

  /// The number of targets.
  package var targetCount: Int { population.isMember.count }
}
