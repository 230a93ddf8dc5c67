import Settings

/// How long a run may take, from reading its files to its report.
package struct TimeBudget: Equatable, Sendable {
  /// The seconds.
  package let seconds: Double
  /// How the experiment writes it.
  package let text: String

  /// Creates a budget of some seconds.
  package init(seconds: Double, text: String) {
    (self.seconds, self.text) = (seconds, text)
  }

  /// Reads the budget of an experiment; nil where it has none.
  ///
  /// - Parameter settings: The experiment's mapping; takes out `budget`.
  /// - Throws: `SettingsError` naming the line of a text that is no time.
  init?(_ settings: inout Settings) throws {
    guard
      let text = try settings.optionalText(
        "budget",
        "most time of the run, as 90s, 5m or 1.5h; shadows and resamples are planned to fit")
    else { return nil }
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    guard let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()),
      (1...1e7).contains(number * unit)
    else {
      throw settings.error(
        "budget", "'\(text)' is no time from a second on; write it as 90s, 5m or 1.5h")
    }
    self.init(seconds: number * unit, text: text)
  }
}

/// How many shadows and resamples a run has.
struct RunSize: Equatable, Sendable {
  /// The resamples of a bootstrap where nothing is given up.
  static let allResamples = 10_000

  var shadows: Int
  var resamples = Self.allResamples
}

/// What whole audits of few shadows and resamples tell of how long larger ones take.
struct BudgetTrials: Sendable {
  /// An audit of some size, without the training before it.
  struct Trial: Sendable {
    let size: RunSize
    let seconds: Double
  }

  /// What an estimate is multiplied by, since single times vary.
  static let safety = 1.25
  /// The shadows that are wanted before resamples are.
  static let enoughShadows = 16
  private static let resamples = [RunSize.allResamples, 5000, 2000, 1000]

  /// The smaller audit, and a larger one.
  let trials: (Trial, Trial)
  /// The seconds that one shadow more takes to train.
  let secondsPerShadow: Double

  /// No less than what an audit takes beyond the training of its shadows, by a straight line through both trials: what the larger
  /// one took longer is counted for its shadows and once more for its resamples.
  func seconds(_ size: RunSize) -> Double {
    let (small, large) = trials
    let rise = max(0, large.seconds - small.seconds)
    func share(_ count: Int, _ from: Int, _ to: Int) -> Double {
      to > from ? rise * Double(count - to) / Double(to - from) : 0
    }
    return large.seconds
      + max(0, share(size.shadows, small.size.shadows, large.size.shadows))
      + max(0, share(size.resamples, small.size.resamples, large.size.resamples))
  }

  /// The largest run that fits: as many resamples as leave enough shadows, and then as many shadows as there is time for.
  ///
  /// - Parameters:
  ///   - asked: The shadows that the experiment asks for.
  ///   - remaining: The seconds that are left.
  /// - Returns: A size above the larger trial's; nil where none fits.
  func largest(asked: Int, remaining: Double) -> RunSize? {
    let trained = trials.1.size.shadows
    let enough = min(asked, Self.enoughShadows)
    var best: RunSize?
    for resamples in Self.resamples where resamples >= trials.1.size.resamples {
      var size = RunSize(shadows: asked, resamples: resamples)
      while size.shadows >= trained, cost(size, beside: trained) > remaining { size.shadows -= 2 }
      guard size.shadows >= trained else { continue }
      if size.shadows >= enough { return size }
      if best.map({ $0.shadows < size.shadows }) ?? true { best = size }
    }
    return best.flatMap { $0 == trials.1.size ? nil : $0 }
  }

  private func cost(_ size: RunSize, beside trained: Int) -> Double {
    Self.safety * (Double(size.shadows - trained) * secondsPerShadow + seconds(size))
  }
}
