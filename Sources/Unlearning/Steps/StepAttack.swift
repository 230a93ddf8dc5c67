import Statistics

/// The attacks whose success is followed over steps, each without a reference model of the record's own.
package enum StepAttack: String, CaseIterable, Sendable {
  /// Minus the loss of the label.
  case loss = "m-loss"
  /// Minus the mean of the losses over several versions of the record.
  case mean = "m-mean"
  /// Log odds from the moments of these losses.
  case moments = "m-moments"

  /// Whether it needs several versions of each record.
  var needsVersions: Bool { self != .loss }
}

/// Scores and thresholds of the attacks, learned from the models before the first step of other runs.
///
/// Every run's models are attacked with what all but this run and, for each record, one more of the other coin show, so that references do not
/// tell the run's coins.
struct StepReferences {
  private let moments: MomentReferences?
  /// Attacks x runs: the score from which on a record is called a member.
  private let thresholds: [StepAttack: [Double]]

  /// The attacks that can be run.
  let attacks: [StepAttack]

  /// Learns from models before the first step.
  ///
  /// - Parameters:
  ///   - losses: Runs x candidates x versions.
  ///   - isMember: Runs x candidates: the coins.
  /// - Throws: `LearningError` where the attack of moments does not converge.
  init(_ losses: [[[Double]]], isMember: [[Bool]]) throws {
    let hasVersions = losses[0].allSatisfy { $0.count > 1 }
    let learned = hasVersions ? try MomentReferences(losses, included: isMember) : nil
    moments = learned
    attacks = StepAttack.allCases.filter { attack in
      !attack.needsVersions || (attack == .moments ? learned != nil : hasVersions)
    }
    var thresholds: [StepAttack: [Double]] = [:]
    for attack in attacks {
      thresholds[attack] = losses.indices.map { run in
        // As the attacked run is seen: by the attack model that has not seen it.
        let references = ReferenceRuns(
          values: losses.map { Self.scores(attack, $0, run, learned) }, included: isMember)
        var (values, truth) = ([Double](), [Bool]())
        references.forEachReference(of: run) { model, record in
          values.append(references.values[model][record])
          truth.append(isMember[model][record])
        }
        return Self.bestThreshold(values, truth)
      }
    }
    self.thresholds = thresholds
  }

  /// An attack's scores of one run's candidates.
  func scores(_ attack: StepAttack, _ losses: [[Double]], run: Int) -> [Double] {
    Self.scores(attack, losses, run, moments)
  }

  private static func scores(
    _ attack: StepAttack, _ losses: [[Double]], _ run: Int, _ moments: MomentReferences?
  ) -> [Double] {
    switch attack {
    case .loss: losses.map { -$0[0] }
    case .mean: losses.map { -mean($0) }
    case .moments: moments?.scores(of: losses, attacking: run) ?? []
    }
  }

  /// The score from which on a record is called a member in a run.
  func threshold(_ attack: StepAttack, run: Int) -> Double { thresholds[attack]?[run] ?? 0 }

  /// The threshold with the largest balanced accuracy, halfway to the next score below; the first of equal ones.
  static func bestThreshold(_ values: [Double], _ truth: [Bool]) -> Double {
    let order = values.indices.sorted { values[$0] > values[$1] }
    let (members, others) = (Double(truth.count { $0 }), Double(truth.count { !$0 }))
    var (hits, alarms, best) = (0.0, 0.0, 0.0)
    var threshold = Double.infinity
    for (place, index) in order.enumerated() {
      if truth[index] { hits += 1 } else { alarms += 1 }
      let next = place + 1 < order.count ? values[order[place + 1]] : values[index] - 1
      guard next < values[index] else { continue }
      let gain = hits / max(1, members) - alarms / max(1, others)
      if gain > best { (best, threshold) = (gain, (values[index] + next) / 2) }
    }
    return threshold
  }
}
