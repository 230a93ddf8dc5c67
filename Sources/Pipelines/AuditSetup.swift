import Results

/// What the audit of finished passes needs to know, wherever they came from.
struct AuditSetup: Sendable {
  /// The seed of everything random.
  let seed: UInt64
  /// The attacks and metrics.
  let suite: Suite
  /// The name of each stage, its number first.
  let stageNames: [String]
  /// The most shadows that are attacked in turn to fit a threshold.
  let calibration: Int
  /// Whether shadows learned from the population, and not from audited records.
  let shadowsAreOfPopulation: Bool
  /// How records became members, in the words of the run file.
  let assignment: String
  /// By what groups are compared.
  let fairness: FairnessGroups
  /// What canaries were put in and how epsilon is bounded by them; nil for none.
  var canaries: CanarySettings?
  /// What is claimed of privacy after each stage, for each target.
  var privacy: [Run.StagePrivacy] = []
  /// The resamples of the bootstraps of scores.
  var resamples = RunSize.allResamples
  /// Why an attack on a release has no other releases to learn from.
  var noOtherReleases = "no other releases were given"
  /// Why an attack on a release has no reference records.
  var noReference = "no reference records were given"
  /// How a population can be given, for reports of attacks that lack one.
  var populationAdvice = AuditSetup.populationAdvice

  /// How a pipeline's population can be given.
  static let populationAdvice =
    "lower 'members' or 'nonMembers' of 'split', which leave the rest to it"
}
