package import Settings

/// Which canaries an experiment puts in, and what is claimed of its privacy.
package struct CanarySettings: Equatable, Sendable {
  /// The number of canaries of each kind, in the order of the kinds; none is 0.
  let counts: [(kind: CanaryKind, count: Int)]
  /// How often an included canary is in the training set.
  let copies: Int
  /// The group whose levels mislabelled canaries are drawn from in equal numbers; nil for none.
  let group: String?
  /// How many thresholds are taken from the shadows' scores.
  let thresholdCount: Int
  /// How epsilon is bounded; an empty list of attacks stands for the suite's primary ones.
  let epsilon: EpsilonPlan

  /// Reads the canaries from settings; nil where the experiment has none.
  ///
  /// - Parameters:
  ///   - settings: The experiment's mapping; takes out `canaries`.
  ///   - seed: The seed of the experiment.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init?(_ settings: inout Settings, seed: Int) throws {
    guard settings.holds("canaries") else { return nil }
    var own = try settings.section("canaries", "records put in to be found, for bounds on epsilon")
    var counts: [(kind: CanaryKind, count: Int)] = []
    for (kind, meaning) in [
      (CanaryKind.mislabelled, "population records with another class"),
      (.blank, "records of means and commonest levels, at most one for each class"),
      (.outlier, "records of far-out numbers and rare levels"),
    ] {
      let count = try own.integer(kind.rawValue, default: 0, in: 0...1_000_000, meaning)
      if count > 0 { counts.append((kind, count)) }
    }
    copies = try own.integer(
      "copies", default: 1, in: 1...1000,
      "times that an included canary is in the training set; epsilon is then that of groups as large"
    )
    group = try own.optionalText(
      "group", "a group from whose levels mislabelled canaries are drawn alike, and bounded apart")
    thresholdCount = try own.integer(
      "thresholds", default: 8, in: 1...1000,
      "thresholds taken from shadows' scores, for the bounds that are corrected for trying several")
    epsilon = try EpsilonPlan(&own, seed: seed)
    guard !counts.isEmpty else {
      throw own.error(
        "mislabelled",
        "no canary is asked for: give 'mislabelled', 'blank' or 'outlier' a count, or leave "
          + "'canaries' out")
    }
    guard group == nil || counts.contains(where: { $0.kind == .mislabelled }) else {
      throw own.error("group", "'group' needs 'mislabelled': other canaries belong to no group")
    }
    self.counts = counts
    try own.finish()
  }

  package static func == (left: CanarySettings, right: CanarySettings) -> Bool {
    left.counts.elementsEqual(right.counts) { $0 == $1 } && left.copies == right.copies
      && left.group == right.group && left.thresholdCount == right.thresholdCount
      && left.epsilon == right.epsilon
  }
}
