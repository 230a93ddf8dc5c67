package import Auditing
import Foundation
package import Settings
import Synthesis
import Tables

/// The stage that adds generated records to the members until attributes are distributed as they should be.
///
/// It claims no privacy. What it publishes holds the members themselves unless `publish` is `generated`, since a model is to learn from it.
package struct Debias: Stage {
  package static let declaration = Declaration(
    "debias", version: 1,
    "adds generated records to the members until attributes follow a prior (guided diffusion)")

  /// Which records are published.
  private enum Publishing: String, CaseIterable { case augmented, generated }

  private let plan: TableDebiasingPlan
  private let publishing: Publishing

  package init(_ settings: inout Settings) throws {
    publishing = try settings.choice(
      "publish", default: .augmented,
      "members and generated records, as training needs them, or the generated ones alone")
    plan = try TableDebiasingPlan(&settings)
  }

  package func apply(to artifact: Artifact, in context: StageContext) async throws -> Artifact {
    let members = try artifact.membersToLearn(from: context, in: Self.name)
    var surroundings = TableDebiasing.Surroundings()
    surroundings.rules = context.groupRules
    let training = plan.generator == .images ? plan.images.training : plan.diffusion.training
    surroundings.training = context.training(epochs: training.epochs)
    let progress = context.progress
    surroundings.told = { step in
      progress(
        String(format: "%d records generated, total bias %.6f nats", step.generated, step.total))
    }
    let found = try TableDebiasing(
      members, plan: plan, generator: context.generator, surroundings: surroundings)
    let origin = DebiasingOrigin(found, members: members.count)
    guard publishing == .augmented else {
      guard found.generated.count > 0 else {
        throw PipelinesError(
          "the members are debiased as they are, so 'debias' generated nothing to publish; lower 'rho', or publish 'augmented'"
        )
      }
      return artifact.publishing(found.generated, told: origin.origin(marking: nil))
    }
    let whole = try members.joining([found.generated])
    return artifact.publishing(
      whole, told: origin.origin(marking: members.count..<whole.count))
  }
}

/// What is told of a debiasing.
private struct DebiasingOrigin {
  private let found: TableDebiasing
  private let members: Int

  init(_ found: TableDebiasing, members: Int) {
    (self.found, self.members) = (found, members)
  }

  func origin(marking generated: Range<Int>?) -> ReleaseOrigin {
    ReleaseOrigin(
      generated: generated, facts: facts,
      traces: [trace] + (found.losses.isEmpty ? [] : [.losses(found.losses)]))
  }

  private var facts: [ReleaseOrigin.Fact] {
    let (steps, baseline) = (found.debiasing.steps, found.debiasing.baseline)
    let isReached = found.debiasing.outcome == .reached
    return [
      .init(
        "debias-generated", value: Double(found.generated.count),
        meaning: "records generated for \(members) members in \(steps.count - 1) batches; "
          + (isReached ? "the total bias is below rho" : found.debiasing.outcome.rawValue)),
      .init(
        "debias-closed-form", value: baseline.map { Double($0.added) },
        meaning: baseline.map {
          "the least number for \($0.isExact ? "exact balance" : "balance to whole records")"
        } ?? Debiasing.Outcome.noPriorMass.rawValue),
      .init(
        "debias-bias-before", value: steps[0].total,
        meaning: "sum of the attributes' divergences in nats, members"),
      .init(
        "debias-bias-after", value: steps[steps.count - 1].total,
        meaning: "sum of the attributes' divergences in nats, members and generated records"),
    ] + attributeFacts
  }

  private var attributeFacts: [ReleaseOrigin.Fact] {
    let (first, last) = (found.debiasing.steps[0], found.debiasing.steps.count - 1)
    let end = found.debiasing.steps[last]
    let divergences = found.attributes.enumerated().flatMap { place, attribute in
      let prior = zip(attribute.levels, attribute.prior).map {
        "\($0) \(decimal($1))"
      }.joined(separator: ", ")
      func records(_ step: DebiasingStep) -> String {
        step.counts[place].map(String.init).joined(separator: ", ")
      }
      return [("before", first), ("after", end)].map { when, step in
        ReleaseOrigin.Fact(
          "debias-\(when):\(attribute.name)", value: step.divergences[place],
          meaning:
            "\(direction(attribute)), \(attribute.smoothing) added to each level; prior \(prior); records \(records(step))"
        )
      }
    }
    return divergences
      + found.agreement.map { name, share in
        ReleaseOrigin.Fact(
          "debias-agreement:\(name)", value: share,
          meaning: "share of generated records that have the level asked for")
      }
  }

  private func direction(_ attribute: AttributeBias) -> String {
    attribute.direction == .priorFromData ? "KL(prior || data)" : "KL(data || prior)"
  }

  /// Every step: the records, each attribute's divergence, the total, and the guidance that led there.
  private var trace: ReleaseOrigin.Trace {
    let levels = found.attributes.flatMap { attribute in
      attribute.levels.map { "asked \($0)" }
    }
    return ReleaseOrigin.Trace(
      "debiasing",
      columns: ["generated"] + found.attributes.map { "bias \($0.name)" } + ["total bias"] + levels,
      rows: found.debiasing.steps.map { step in
        let numbers = [Double(step.generated)] + step.divergences + [step.total]
        let asked: [Double?] =
          step.guidance.isEmpty ? levels.map { _ in nil } : step.guidance.flatMap(\.self)
        return numbers + asked
      })
  }
}
