import Auditing
import Models
import Tables

/// One passage of the whole pipeline on one membership, reduced to what the audited records' signals need.
///
/// Models are dropped as soon as they have been queried: memory grows with the signals only.
struct PipelinePass: Sendable {
  let label: String
  let membership: Membership
  /// What each stage published said of the audited records, the input first; nil where no model was published.
  let observations: [Observation?]

  /// Takes a passage from what was kept of it.
  init(label: String, membership: Membership, observations: [Observation?]) {
    self.label = label
    self.membership = membership
    self.observations = observations
  }

  /// Runs the stages in order and queries what each publishes.
  init(
    label: String, membership: Membership, audited: [Int], records: Records,
    experiment: Experiment, wanted: Set<OutputStatistic>
  ) throws {
    self.label = label
    self.membership = membership
    var artifact = Artifact()
    var observations: [Observation?] = [nil]
    for (index, stage) in experiment.stages.enumerated() {
      let context = StageContext(
        records: records, membership: membership, seed: UInt64(experiment.seed),
        label: "\(label)/stage \(index + 1)")
      artifact = try stage.apply(to: artifact, in: context)
      let observation = try artifact.model.map {
        try observe($0, rows: audited, of: records, wanted: wanted)
      }
      observations.append(observation)
    }
    self.observations = observations
  }
}
