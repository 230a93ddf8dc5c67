import Results

/// What was audited, and what attacks on it take for granted.
extension ReportText {
  /// The records and who saw them.
  var audited: String {
    let population = run.population
    let members = population.isMember[0].count { $0 }
    let sides =
      "\(members) members, \(population.audited.count - members) non-members "
      + "(\(escaped(population.assignment.replacing("-", with: " "))))"
    let columns =
      "\(population.featureCount) features"
      + (population.classNames.count > 1
        ? " and the classes " + population.classNames.map(escaped).joined(separator: ", ") : "")
    if let released = released {
      return
        "\(released) released records with \(columns), beside \(sides), and \(population.populationCount) "
        + "reference records, which an attacker knows and which are not attacked."
    }
    let described =
      hasRecords ? "records with \(columns)" : "records, known by the numbers that were given"
    return
      "\(population.recordCount) \(described): \(sides), and \(population.populationCount) records that no model saw."
  }

  /// What attacks of this kind take for granted.
  var attackers: [String] {
    hasRelease
      ? [
        "Attacks with reference records assume an attacker who knows such records of the same source.",
        "Distances treat all columns alike; a release can disclose through one column what they do not show.",
      ]
      : [
        "Attacks with reference models assume an attacker who can train models as the target was trained, on "
          + "records of the same source."
      ]
  }

  /// The accuracy of the model after each stage, or why there is none; nil where a dataset is audited.
  var accuracy: String? {
    guard let table = tables.accuracy() else {
      guard !hasRelease else { return nil }
      return hasRecords ? "No stage published a model." : "No class scores were given."
    }
    return table
  }

  /// How many targets there are, and what intervals are over.
  var targets: String {
    let several = hasRelease ? "releases" : "target models"
    if run.targetCount > 1 {
      return
        "\(run.targetCount) \(several) were audited, each \(hasRelease ? "made from" : "on") its own random "
        + "division of the same records. Tables show means over targets with Student-t intervals between targets."
    }
    return hasRelease
      ? "One release was audited; intervals are over its members and non-members and do not cover other releases."
      : "One target model was audited; intervals are over its records and do not cover other targets."
  }

  var shadows: String {
    guard !hasRelease || !run.population.inclusion.isEmpty else { return "" }
    let sizes = run.population.inclusion.map { row in row.count { $0 } }
    let members = run.population.isMember[0].count { $0 }
    guard let smallest = sizes.min(), let largest = sizes.max() else {
      return hasRecords
        ? "No shadow models were trained."
        : "No reference models were given, so only attacks that compare records with each other apply."
    }
    let kind = hasRecords ? "shadow" : "reference"
    guard largest > 0 else {
      return "\(sizes.count) \(kind) models learned from records of the population; none saw an "
        + "audited record."
    }
    let size = smallest == largest ? "\(smallest)" : "\(smallest) to \(largest)"
    return
      "\(sizes.count) \(kind) models learned as the target did, from \(size) audited records each "
      + "(the target: \(members)); \(seen)."
  }

  /// In how many of the shadows each audited record is.
  private var seen: String {
    let counts = run.population.audited.indices.map { record in
      run.population.inclusion.count { $0[record] }
    }
    let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
    if least == most && 2 * least == run.population.inclusion.count {
      return "each audited record is in exactly half of them"
    }
    return "each audited record is in \(least) to \(most) of them"
  }
}
