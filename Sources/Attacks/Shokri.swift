package import Auditing
package import Settings
import Tensors

/// What tells one form of the shadow-model attack from another; each form has its own name.
package protocol ShokriForm: Sendable {
  /// The name in suites and results.
  static var name: String { get }
  /// True where attack models see the probabilities from the largest to the smallest, false for the order of the classes.
  static var isSorted: Bool { get }
}

/// The shadow-model attack: one attack model for each class, from the class probabilities to membership.
///
/// Shokri et al. 2017, section V: every reference model labels its own outputs with what it saw; the attack model of a class
/// learns from the outputs on the records of that class and is then asked about the target's. Here attack models are
/// `MembershipClassifier`s on the probabilities and their logarithms. A class with too few rows of either side uses one
/// model of all classes, which sees the label's probability first and then the others from the largest.
///
/// - Complexity: Time O(models x records x classes^2); memory for the rows of some classes at a time, 128 MiB of them. What
///   does not fit, one class or all, is made anew from the bank in each step of the regression.
package struct Shokri<Form: ShokriForm>: Attack {
  package static var declaration: AttackDeclaration {
    AttackDeclaration(
      Declaration(
        Form.name, version: 1,
        "log odds of membership from the "
          + "\(Form.isSorted ? "sorted " : "")class probabilities, one attack model for each class"),
      threatModel: ThreatModel(
        access: "the target's probability of each class",
        knowledge: "the records' labels, and reference models trained as the target is with and "
          + "without each of the attacked records, or with 'learnOn: population' on records that "
          + "the target never saw"),
      source: "Shokri et al. 2017, section V, with a ridge logistic regression as the attack model",
      isMonotone: false, fixedThreshold: 0)
  }

  private let source: ShadowSource
  private let fewest: Int
  private let ridge: Double

  package init(_ settings: inout Settings) throws {
    source = try settings.learnOn()
    fewest = try settings.integer(
      "fewest", default: 20, in: 1...1_000_000,
      "rows of either side below which a class uses the model of all classes")
    ridge = try settings.ridge()
  }

  package var requirements: Set<SignalRequirement> {
    source.requirements(.logProbabilities).union([.labels, .target(.logProbabilities)])
  }

  package func scores(for signals: Signals) throws -> [Double] {
    let shadows = try ShadowPosteriors(try source.outputs(in: signals, .logProbabilities))
    let target = try signals.audited.values(.logProbabilities)
    try checkWidths(target.rowLength, shadows.classCount, of: "classes")
    let labels = try signals.audited.requiredLabels(classCount: shadows.classCount)
    let positions = Dictionary(grouping: labels.indices) { Int(labels[$0]) }
    var scores = Array(repeating: 0.0, count: labels.count)
    for (label, model) in try sharedModels(shadows, for: Set(positions.keys)) {
      for position in positions[label] ?? [] {
        scores[position] = model.score(Array(target.row(position)), label: label)
      }
    }
    return scores
  }

  /// An attack model with what it sees of the class probabilities.
  private struct AttackModel: Sendable {
    let classifier: MembershipClassifier
    let features: PosteriorFeatures

    func score(_ logProbabilities: [Double], label: Int) -> Double {
      classifier.score(of: features.features(logProbabilities, label: label))
    }
  }

  /// The attack models with all that they depend on beside the bank and the settings.
  private struct ClassModels: Sendable {
    let labels: [Int32]
    let wanted: Set<Int>
    let models: [Int: AttackModel]
  }

  /// The attack model of each of some classes, learned once for all targets that share the bank.
  private func sharedModels(
    _ shadows: ShadowPosteriors, for wanted: Set<Int>
  ) throws -> [Int: AttackModel] {
    let name = "\(Form.name)/\(ridge)/\(fewest)"
    let shared = try shadows.bank.derived(ClassModels.self, named: name) {
      ClassModels(
        labels: shadows.labels, wanted: wanted, models: try models(shadows, for: wanted))
    }
    guard shared.labels == shadows.labels, shared.wanted == wanted else {
      return try models(shadows, for: wanted)
    }
    return shared.models
  }

  private func models(
    _ shadows: ShadowPosteriors, for wanted: Set<Int>
  ) throws -> [Int: AttackModel] {
    let features: PosteriorFeatures = Form.isSorted ? .descending : .byClass
    let rich = wanted.filter { shadows.smallerSide(ofClass: $0) >= fewest }
    var models: [Int: AttackModel] = [:]
    for classes in shadows.classGroups(features) where classes.contains(where: rich.contains) {
      for (label, classifier) in try classifiers(classes, of: shadows, features)
      where rich.contains(label) {
        models[label] = AttackModel(classifier: classifier, features: features)
      }
    }
    let scarce = wanted.subtracting(rich)
    guard !scarce.isEmpty else { return models }
    let pooled = AttackModel(
      classifier: try shadows.bankRows(ofClass: nil, .labelFirst).classifier(ridge: ridge),
      features: .labelFirst)
    for label in scarce { models[label] = pooled }
    return models
  }

  /// The attack models of consecutive classes, read together, or of one that is read by itself.
  private func classifiers(
    _ classes: Range<Int>, of shadows: ShadowPosteriors, _ features: PosteriorFeatures
  ) throws -> [(label: Int, classifier: MembershipClassifier)] {
    guard classes.count > 1 else {
      let rows = shadows.bankRows(ofClass: classes.lowerBound, features)
      return [(classes.lowerBound, try rows.classifier(ridge: ridge))]
    }
    return try zip(classes, try shadows.rows(ofClasses: classes, features)).filter {
      $0.1.smallerSide >= fewest
    }.map { ($0.0, try MembershipClassifier($0.1, ridge: ridge)) }
  }
}

package enum ShokriByClass: ShokriForm {
  package static let (name, isSorted) = ("shokri", false)
}

package enum ShokriSorted: ShokriForm {
  package static let (name, isSorted) = ("shokri-sorted", true)
}
