import Auditing
import ImageLearning
import Metrics
import Models
import Results
import Tables
import Tensors

extension AuditRunner {
  /// What attacks see of the datasets that targets released, by target and stage; empty where no stage releases any.
  func signals(_ releases: [[GivenRelease?]]) async throws -> [[ReleaseSignals?]] {
    guard releases.joined().contains(where: { $0 != nil }) else { return [] }
    let asked = Set(experiment.suite.entries.flatMap(\.attack.requirements))
    var signals: [[ReleaseSignals?]] = []
    for stages in releases {
      var own: [ReleaseSignals?] = []
      for given in stages {
        guard let given else {
          own.append(nil)
          continue
        }
        own.append(
          try await ReleaseSignals(
            collecting: asked, of: given.records, audited: given.membership.audited,
            released: given.released, reference: given.reference, bank: given.bank,
            opened: given.opened, threads: threads))
      }
      signals.append(own)
    }
    return signals
  }

  /// Adds what is measured on releases beside the attacks, and what was spent and claimed.
  func measure(_ releases: PipelineReleases, in run: inout Run) async throws {
    for (target, stages) in releases.given.enumerated() {
      for (stage, given) in stages.enumerated() {
        guard let given else { continue }
        let name = run.stages[stage].name
        let measures = try await ReleaseMeasures(
          given, questions(of: given.records.dataset), target: target + 1, stage: name,
          report: report)
        run.measurements += measures.measurements
        guard target == 0 else { continue }
        run.stages[stage] = Run.StageResult(
          name: name, scores: run.stages[stage].scores,
          figures: run.stages[stage].figures + measures.figures)
      }
    }
  }

  /// Hands out what stages released, each table once, with a name for its file.
  func publish(_ targets: [PipelinePass]) throws {
    for (target, pass) in targets.enumerated() {
      for (stage, output) in pass.outputs.enumerated().dropFirst() {
        guard let release = output.release, release != pass.outputs[stage - 1].release else {
          continue
        }
        let name = stageNames[stage].replacing(" ", with: "-")
        let suffix = targets.count > 1 ? "-target-\(target + 1)" : ""
        try publishing(
          PublishedRelease("release-\(name)\(suffix)", release, roles: experiment.source.roles))
      }
    }
    try publishModels(targets)
  }

  /// Hands out the targets' models whose weights are kept, as the format `checkpoint` reads them again.
  private func publishModels(_ targets: [PipelinePass]) throws {
    for (target, pass) in targets.enumerated() {
      for (stage, output) in pass.outputs.enumerated().dropFirst() where !output.weights.isEmpty {
        guard
          let design = (experiment.stages[stage - 1] as? any CheckpointDesigning)?.design(
            for: experiment.source)
        else { continue }
        let name = stageNames[stage].replacing(" ", with: "-")
        let suffix = targets.count > 1 ? "-target-\(target + 1)" : ""
        try publishingModel(
          "model-\(name)\(suffix).safetensors",
          SafetensorsFile.bytes(output.weights.mapValues { .init($0.shape, $0.scalars) }))
        try publishingModel("model-\(name)\(suffix).json", Array(design.utf8))
      }
    }
  }

  /// Adds what is measured of each client beside the whole.
  func measureClients(
    _ targets: [PipelinePass], _ releases: PipelineReleases, _ plan: ObservationPlan,
    in run: inout Run
  ) async throws {
    let outputs = targets.flatMap(\.outputs)
    guard outputs.contains(where: { !$0.shares.isEmpty }) else { return }
    report(.note("measuring clients one by one"))
    let setup = ClientFindings.Setup(
      records: plan.records, audited: plan.audited, suite: experiment.suite,
      fairness: experiment.fairness, seed: UInt64(experiment.seed), threads: threads)
    for (target, pass) in targets.enumerated() {
      for (stage, output) in pass.outputs.enumerated() {
        let scores = run.stages[stage].scores.map {
          ($0.attack, $0.values.isEmpty ? [] : $0.values[target])
        }
        run.measurements += try await ClientFindings(
          output, releases.given[target][stage], scores: scores, setup,
          at: (target, run.stages[stage].name)
        ).measurements
      }
    }
  }

  /// Adds what stages told of how their releases came about: facts of every target, traces of the first.
  func tell(_ targets: [PipelinePass], in run: inout Run) {
    for (target, pass) in targets.enumerated() {
      for (stage, output) in pass.outputs.enumerated() {
        guard let origin = output.release?.origin ?? output.origin,
          stage == 0 || pass.outputs[stage - 1].release != output.release
            || output.release == nil && pass.outputs[stage - 1].origin != output.origin
        else { continue }
        let name = run.stages[stage].name
        run.measurements += origin.facts.map { fact in
          Measurement(
            target: "\(target + 1)", stage: name, attack: nil,
            reading: Reading(
              fact.name, value: fact.value, count: output.release?.dataset.count ?? 0,
              status: fact.value == nil ? .notApplicable : .ok, convention: fact.meaning))
        }
        guard target == 0 else { continue }
        run.stages[stage] = Run.StageResult(
          name: name, scores: run.stages[stage].scores,
          figures: run.stages[stage].figures
            + (origin.sheet.map {
              [Run.Figure(name: "generated-images", shape: $0.shape, values: $0.values)]
            } ?? [])
            + origin.traces.map { trace in
              Run.Figure(
                name: trace.name, labels: trace.columns,
                shape: [trace.rows.count, trace.columns.count],
                values: trace.rows.joined().map { $0 ?? .nan })
            })
      }
    }
  }

  private func questions(of table: Dataset) -> ReleaseQuestions {
    let features = table.features.map(\.name)
    let columns = experiment.source.roles.groups.map(\.column).filter(features.contains)
    let secrets = (table.label.isGiven ? [Domain.label] : []) + columns
    return ReleaseQuestions(
      disclosure: experiment.disclosure,
      secrets: experiment.disclosure.secrets.isEmpty ? secrets : experiment.disclosure.secrets,
      fairness: experiment.fairness,
      metric: experiment.suite.metrics.lazy.compactMap { $0 as? Fairness }.first,
      plan: FindingsPlan(seed: UInt64(experiment.seed), threads: threads))
  }
}
