import Auditing
import Foundation
import Results

/// How a run keeps to a time.
///
/// First all targets and four shadows are trained and audited with few resamples, then twice as many; what both took plans the rest. Each
/// finished audit is kept, so that there is one when the time is over.
extension AuditRunner {
  /// The shadows and resamples of the two audits that plan the rest.
  private static let trials = (
    RunSize(shadows: 4, resamples: 500), RunSize(shadows: 8, resamples: 1000)
  )
  /// The share of the time that is left for the report, and for what no plan foresees.
  private static let reserve = 0.08

  /// Runs the experiment within a time.
  ///
  /// - Parameters:
  ///   - task: The experiment, read and divided.
  ///   - budget: The time.
  ///   - begin: When the run began.
  /// - Returns: The largest audit for which there was time.
  /// - Throws: As a run without a budget.
  func run(
    _ task: RunTask, within budget: TimeBudget, since begin: ContinuousClock.Instant
  ) async throws -> Run {
    let asked = experiment.shadows.count
    var course = Course(runner: self, task: task, begin: begin)
    let (small, large) = (Self.trials.0.within(asked), Self.trials.1.within(asked))
    let end = budget.seconds * (1 - Self.reserve)
    let first = try await course.audit(small)
    // The second takes longer, by how much is what it tells; where it does not end in time, the first stands.
    let next = first.seconds * 1.3 + course.secondsPerShadow * Double(large.shadows - small.shadows)
    guard course.elapsed + BudgetTrials.safety * next < end else {
      return course.finished(budget, asked: asked)
    }
    let second = try await course.audit(large)
    let plan = BudgetTrials(trials: (first, second), secondsPerShadow: course.secondsPerShadow)
    guard let size = plan.largest(asked: asked, remaining: end - course.elapsed) else {
      return course.finished(budget, asked: asked)
    }
    report(
      .note(
        "budget \(budget.text): \(size.shadows) of \(asked) shadows and \(size.resamples) of "
          + "\(RunSize.allResamples) resamples"))
    _ = try await course.audit(size)
    return course.finished(budget, asked: asked)
  }

  /// Passages that were trained so far, and the audits of them.
  private struct Course {
    let runner: AuditRunner
    let task: RunTask
    let begin: ContinuousClock.Instant
    private var targets: [PipelinePass] = []
    private var shadows: [ShadowPass] = []
    private var audits: [(size: RunSize, run: Run)] = []
    /// The seconds that one shadow took, the slowest so far.
    private(set) var secondsPerShadow = 0.0

    init(runner: AuditRunner, task: RunTask, begin: ContinuousClock.Instant) {
      (self.runner, self.task, self.begin) = (runner, task, begin)
    }

    /// The seconds since the run began.
    var elapsed: Double { (ContinuousClock().now - begin) / .seconds(1) }

    /// Trains what is missing for an audit of some size, and performs it.
    mutating func audit(_ size: RunSize) async throws -> BudgetTrials.Trial {
      if targets.isEmpty {
        targets = try await runner.train(task.targetJobs, of: task).targets
        try runner.publish(targets)
      }
      let start = elapsed
      let jobs = task.shadowJobs[shadows.count..<max(shadows.count, size.shadows)]
      if !jobs.isEmpty {
        shadows += try await runner.train(Array(jobs), of: task).shadows
        secondsPerShadow = max(secondsPerShadow, (elapsed - start) / Double(jobs.count))
      }
      let trained = elapsed
      var run = try await runner.audit(
        targets, Array(shadows.prefix(size.shadows)), of: task, resamples: size.resamples)
      audits.append((size, run))
      run.budget = lines(asked: task.shadowJobs.count)
      runner.fallback?.keep(run)
      return BudgetTrials.Trial(size: size, seconds: elapsed - trained)
    }

    /// The last audit with what was given up.
    func finished(_ budget: TimeBudget, asked: Int) -> Run {
      guard var run = audits.last?.run else { preconditionFailure("no audit was finished") }
      run.budget = lines(asked: asked)
      return run
    }

    /// What the last audit gave up, and what that costs; none where it gave up nothing.
    private func lines(asked: Int) -> [String] {
      guard let size = audits.last?.size, size != RunSize(shadows: asked) else { return [] }
      var lines = [
        "To keep to the time, \(size.shadows) of \(asked) shadows and \(size.resamples) of "
          + "\(RunSize.allResamples) resamples were taken."
      ]
      if size.shadows < asked {
        lines += runner.experiment.suite.entries.filter(\.isPrimary).compactMap { entry in
          gains(of: entry.label)
        }
        lines.append("Tests and intervals are over records, and cover no fewer of them.")
      }
      if size.resamples < RunSize.allResamples {
        // Two standard errors of a share of 0.05 of so many resamples.
        let error = 1.96 * (0.05 * 0.95 / Double(size.resamples)).squareRoot()
        lines.append(
          String(
            format:
              "With %d resamples a p-value of 0.05 is known to ±%.3f, and none is below %.4f.",
            size.resamples, error, 1 / Double(size.resamples + 1)))
      }
      return lines
    }

    /// How an attack's area grew with the shadows.
    private func gains(of attack: String) -> String? {
      var places: [(shadows: Int, area: Double)] = []
      for (size, run) in audits {
        let found = run.measurements.last {
          $0.attack == attack && $0.reading.metric == "auc" && $0.group == Measurement.all
            && ($0.target == Measurement.mean || run.targetCount == 1)
        }
        guard let area = found?.reading.value else { continue }
        if places.last?.shadows == size.shadows { places.removeLast() }
        places.append((size.shadows, area))
      }
      guard places.count > 1 else { return nil }
      let steps = places.map { String(format: "%.3f with %d", $0.area, $0.shadows) }
      return
        "\(attack): AUC \(steps.joined(separator: ", ")) shadows; what more would add is not known."
    }
  }
}

extension RunSize {
  /// The size with no more shadows than there are.
  fileprivate func within(_ asked: Int) -> RunSize {
    RunSize(shadows: min(shadows, asked), resamples: resamples)
  }
}
