package import Auditing
package import Settings
import Statistics
import Tables

/// Rates of groups and the gaps between them, on members and on non-members.
package struct Fairness: Metric {
  package static let declaration = Declaration(
    "fairness", version: 1,
    "rates of each group (selection, true and false positives, predictive values, accuracy, calibration) and how "
      + "far apart groups are by each criterion; differences from 0, ratios to 1, equal groups at 0 and at 1"
  )

  /// The rates that are given of each group; the true negative and the false negative rate are 1 less a given one.
  package static let rates: [BaseRate] = [
    .baseRate, .selectionRate, .truePositiveRate, .falsePositiveRate, .positivePredictiveValue,
    .negativePredictiveValue, .accuracy, .calibrationGap, .calibrationError, .brierScore,
  ]

  private let terms: FairnessTerms
  private let replicates: Int

  package init(_ settings: inout Settings) throws {
    terms = FairnessTerms(
      policy: try settings.choice(
        "policy", default: FairnessPolicy.strict,
        "what happens to groups without a rate: strict names them and leaves them out, fairlearn reads 0"
      ),
      smallest: try settings.integer(
        "smallest", default: 30, in: 1...1_000_000,
        "the fewest records that a compared rate may be a share of, for policy strict"),
      level: try settings.number("level", default: 0.95, in: 0.5...0.9999, "confidence level"),
      bins: try settings.integer(
        "bins", default: 15, in: 1...1000, "the most bins of equal mass for calibration errors"))
    replicates = try settings.integer(
      "replicates", default: 2000, in: 100...1_000_000,
      "resamples for intervals of gaps, and permutations for their tests")
  }

  package func readings(of evidence: Evidence) throws -> [Reading] {
    guard case .predictions(let predictions) = evidence else { return [] }
    guard predictions.classes != nil else {
      return [
        Reading(
          Self.name, value: nil, count: predictions.isCorrect.count, status: .notApplicable,
          convention: "the predicted classes are not known")
      ]
    }
    return try Side.allCases.flatMap { side in
      let positions = predictions.isMember.indices.filter {
        predictions.isMember[$0] == (side == .members)
      }
      return try readings(
        of: predictions.selecting(
          positions, attributes: predictions.attributes, use: side.rawValue),
        on: side.rawValue)
    }
  }

  /// The rates and gaps of one set of records, members or not.
  ///
  /// - Parameters:
  ///   - predictions: What a model predicted for the records; the classes must be known.
  ///   - place: Which records, and where there are several models which of them; stands after the `@` of the readings' names.
  /// - Returns: The rates of all the records, then the gaps between the groups of each attribute.
  /// - Throws: `MetricsError` where levels, classes or probabilities are none.
  package func readings(of predictions: Predictions, on place: String) throws -> [Reading] {
    guard let classes = predictions.classes, !predictions.isCorrect.isEmpty else {
      return [
        Reading(
          "\(BaseRate.accuracy.rawValue)@\(place)", value: nil, count: 0,
          status: .notApplicable, convention: "no \(place)")
      ]
    }
    return try rates(classes, place)
      + predictions.attributes.flatMap { try gaps($0, classes, predictions.stream, place) }
  }

  /// The sides that are measured on their own.
  package enum Side: String, CaseIterable, Sendable {
    /// The records that the model learned from.
    case members
    /// The others.
    case nonMembers = "non-members"
  }

  /// The rates of all records, as one group.
  private func rates(_ classes: Predictions.Classes, _ place: String) throws -> [Reading] {
    let everybody = Group(
      name: Measurement.all,
      categories: Categories(
        codes: Array(repeating: 0, count: classes.labels.count), names: [Measurement.all]))
    let row = try FairnessTable(Predictions.Attribute(everybody), classes, terms: terms).groups[0]
    return Self.rates.compactMap(row.rate).map { rate in
      let name = "\(rate.rate.rawValue)@\(place)"
      guard let value = rate.value else {
        return Reading(
          name, value: nil, count: 0, status: .notApplicable,
          convention: "no \(rate.rate.denominator)")
      }
      let small =
        rate.standing == .tooSmall ? "; not compared: fewer than \(terms.smallest)" : ""
      let interval = rate.interval.map { "; interval: \($0.method)" } ?? ""
      return Reading(
        name, value: value, interval: rate.interval, count: rate.count,
        convention: "of \(rate.count) \(rate.rate.denominator)\(small)\(interval)")
    }
  }

  /// The gaps between the groups of an attribute.
  private func gaps(
    _ attribute: Predictions.Attribute, _ classes: Predictions.Classes,
    _ stream: Predictions.Stream, _ place: String
  ) throws -> [Reading] {
    let name = attribute.group.name
    let table = try FairnessTable(
      attribute, classes, terms: terms,
      resampling: Replicates(
        count: replicates, seed: stream.seed, label: "\(stream.label)/fairness of \(name)", width: 1
      ))
    let gaps = table.gaps.filter {
      !($0.criterion == .calibrationInTheLarge && $0.aggregate.isRatio)
    }
    var readings = gaps.map { gap in
      reading(
        Self.name(of: name, "\(gap.criterion.rawValue):\(gap.aggregate.rawValue)", at: place),
        gap.value, gap.interval, table, gap.convention(in: table))
    }
    readings += table.pairs.map { pair in
      reading(
        Self.name(of: name, pair.measure.rawValue, at: place), pair.value, pair.interval, table,
        "all others together less the privileged level")
    }
    readings.append(worst(table, classes, place))
    readings += try superclasses(attribute, classes, stream, place)
    guard classes.positive == nil else { return readings }
    let ofClasses = try OneVersusRest(attribute, classes, terms: terms)
    return readings
      + ofClasses.gaps.map { gap in
        reading(
          Self.name(
            of: name, "one-vs-rest-\(gap.criterion.rawValue):\(gap.aggregate.rawValue)", at: place),
          gap.value, nil, table,
          gap.value == nil
            ? "no value for \(gap.undefined.count) of \(classes.names.count) classes"
            : "mean over \(classes.names.count) classes, each against the others")
      }
  }

  /// The accuracies where only the group has to be right; none for groups that do not follow from the class.
  private func superclasses(
    _ attribute: Predictions.Attribute, _ classes: Predictions.Classes,
    _ stream: Predictions.Stream, _ place: String
  ) throws -> [Reading] {
    guard let merged = Superclasses(attribute, classes) else { return [] }
    let name = attribute.group.name
    let table = try FairnessTable(
      attribute, merged.classes, terms: terms,
      resampling: Replicates(
        count: replicates, seed: stream.seed,
        label: "\(stream.label)/\(Self.superclassAccuracy) of \(name)", width: 1))
    let levels = table.groups.compactMap { row in
      row.rate(.accuracy).map { rate in
        Reading(
          Self.name(of: name, "\(Self.superclassAccuracy):\(row.level)", at: place),
          value: rate.value,
          interval: rate.interval, count: rate.count,
          status: rate.value == nil ? .notApplicable : .ok,
          convention: "a prediction of any class of the same group is right")
      }
    }
    return levels
      + table.gaps.map { gap in
        reading(
          Self.name(of: name, "\(Self.superclassParity):\(gap.aggregate.rawValue)", at: place),
          gap.value, gap.interval, table, gap.convention(in: table))
      }
  }

  /// The lowest accuracy of a group and class.
  private func worst(
    _ table: FairnessTable, _ classes: Predictions.Classes, _ place: String
  ) -> Reading {
    let name = Self.name(of: table.attribute, Self.worst, at: place)
    guard let worst = table.worst else {
      return reading(name, nil, nil, table, "no class of a group has enough records")
    }
    return Reading(
      name, value: worst.accuracy, interval: worst.interval, count: worst.count,
      convention: "\(worst.level), class \(classes.names[worst.label]); "
        + "\(worst.leftOut.count) of \(worst.leftOut.count + worst.cellCount) groups and classes too small; "
        + "interval: \(worst.interval.method)")
  }

  /// What the lowest accuracy of a group and class is called.
  package static let worst = "worst-group-accuracy"

  /// What the accuracy of a group is called where any class of the group is right.
  package static let superclassAccuracy = "superclass-accuracy"

  /// What equality of these accuracies is called.
  package static let superclassParity = "superclass-accuracy-parity"

  /// The name of a reading about the groups of an attribute.
  ///
  /// - Parameters:
  ///   - attribute: The attribute.
  ///   - measure: Criterion and aggregate, or a measure.
  ///   - side: The records that were measured.
  /// - Returns: Such as `fairness:sex:demographic-parity:difference@non-members`.
  package static func name(of attribute: String, _ measure: String, _ side: Side) -> String {
    name(of: attribute, measure, at: side.rawValue)
  }

  /// The name of a reading about the groups of an attribute at a named place.
  ///
  /// - Parameters:
  ///   - attribute: The attribute.
  ///   - measure: Criterion and aggregate, or a measure.
  ///   - place: Which records, and by which model.
  /// - Returns: Such as `fairness:sex:demographic-parity:difference@hold-out`.
  package static func name(of attribute: String, _ measure: String, at place: String) -> String {
    "\(name):\(attribute):\(measure)@\(place)"
  }

  private func reading(
    _ name: String, _ value: Double?, _ interval: Interval?, _ table: FairnessTable,
    _ convention: String
  ) -> Reading {
    let read = terms.policy == .strict ? "" : "; policy \(terms.policy.rawValue)"
    return Reading(
      name, value: value, interval: interval, count: table.overall.count,
      status: value == nil ? .notResolvable : .ok,
      convention: convention + (interval.map { "; interval: \($0.method)" } ?? "") + read)
  }
}

extension FairnessTable.Gap {
  /// How many groups are compared, which are not, and the test.
  fileprivate func convention(in table: FairnessTable) -> String {
    var text = "\(comparedCount) of \(table.groups.count) groups"
    guard aggregate == .difference else { return text }
    let left = table.leftOut.filter { criterion.rates.contains($0.rate) }.map {
      "\($0.level) (\($0.count) \($0.rate.denominator))"
    }
    if !left.isEmpty { text += "; not compared: \(left.joined(separator: ", "))" }
    if let test {
      text +=
        "; permutation test of the largest gap, \(statedPValue(test.pValue, error: test.pValueError))"
    }
    return text
  }
}
