import Statistics

/// The rates of one model by group, the gaps between them, and what a table needs of both.
struct RateComparison {
  /// By column: the groups, then all records.
  var rates: [[FairnessTable.Rate]]
  var gaps: [FairnessTable.Gap]
  var pairs: [FairnessTable.Pair] = []
  private let terms: FairnessTerms
  private let resampling: Replicates?

  /// Compares.
  ///
  /// - Parameters:
  ///   - model: The rates.
  ///   - outcomes: The counts of each group.
  ///   - terms: The rules.
  ///   - resampling: How bootstrap and permutations are drawn; nil leaves them out.
  init(
    _ model: some RateModel, _ outcomes: [OutcomeCounts], _ terms: FairnessTerms,
    _ resampling: Replicates?
  ) {
    (self.terms, self.resampling) = (terms, resampling)
    let values = model.sample
    let rates = Self.rates(model, outcomes, values, terms)
    self.rates = rates
    let compared = model.rates.indices.map { rate in
      outcomes.indices.filter { rates[$0][rate].standing == .compared }
    }
    let statistics = GapStatistics(
      model, compared: compared, overall: outcomes.count,
      undefinedIsZero: terms.policy == .fairlearn)
    let sample = statistics.values(values)
    let deviations = resampling.map { draws in
      Resampled(model: model, draws: draws).values { statistics.deviations($0, from: values) }
    }
    let tests = resampling.map {
      GapPermutation(model.rates, outcomes, compared: compared).tests(
        statistics.criteria, draws: $0)
    }
    gaps = statistics.gaps.enumerated().map { place, gap in
      let counts = gap.criterion.rates.compactMap(model.rates.firstIndex(of:)).map {
        compared[$0].count
      }
      let test = gap.aggregate == .difference ? tests?[gap.criterion] : nil
      return FairnessTable.Gap(
        criterion: gap.criterion, aggregate: gap.aggregate,
        value: sample[place].isFinite ? sample[place] : nil, comparedCount: counts.min() ?? 0,
        interval: deviations.flatMap {
          deviationInterval(
            sample[place], $0[place], isRatio: gap.aggregate.isRatio, most: gap.most,
            level: terms.level)
        },
        test: sample[place].isFinite ? test : nil)
    }
  }

  /// The rates of the groups, then of all records.
  private static func rates(
    _ model: some RateModel, _ outcomes: [OutcomeCounts], _ values: [Double],
    _ terms: FairnessTerms
  ) -> [[FairnessTable.Rate]] {
    var all = OutcomeCounts()
    for counts in outcomes { all += counts }
    return (outcomes + [all]).enumerated().map { column, counts in
      model.rates.enumerated().map { place, rate in
        FairnessTable.Rate(
          rate, of: counts, value: values[place * model.columnCount + column], terms)
      }
    }
  }

  /// Adds the measures of a privileged group and all others together.
  mutating func addPairs(
    _ model: DecisionRates, _ outcomes: [OutcomeCounts], _ privileged: Int?
  ) {
    guard let privileged, model.rates.count > 1 else { return }
    var others = OutcomeCounts()
    for (level, counts) in outcomes.enumerated() where level != privileged { others += counts }
    let smallest = terms.policy == .strict ? Double(terms.smallest) : 0
    let measures = PairMeasure.allCases.filter { measure in
      measure.rates.allSatisfy { rate in
        [outcomes[privileged], others].allSatisfy {
          (rate.share(of: $0)?.denominator ?? 0) >= smallest
        }
      }
    }
    let sample = pairValues(model.sample, model)
    let intervals = resampling.map { pairIntervals(model, sample, draws: $0) }
    pairs = PairMeasure.allCases.enumerated().map { place, measure in
      let isGiven = measures.contains(measure) && sample[place].isFinite
      return FairnessTable.Pair(
        measure: measure, value: isGiven ? sample[place] : nil,
        interval: isGiven ? intervals?[place] : nil)
    }
  }

  /// BCa for what is smooth, and the largest deviation for what takes absolute values.
  private func pairIntervals(
    _ model: DecisionRates, _ sample: [Double], draws: Replicates
  ) -> [Interval?] {
    let rates = model.sample
    let resampled = Resampled(model: model, draws: draws)
    let count = PairMeasure.allCases.count
    // The measures' values, then the values of the rates' movements.
    let values = resampled.values { drawn in
      pairValues(drawn, model) + pairValues(zip(drawn, rates).map { $0 - $1 }, model)
    }
    let smooth = resampled.bca(
      Array(values[..<count]), of: { pairValues($0, model) }, level: terms.level)
    return PairMeasure.allCases.enumerated().map { place, measure in
      measure.isAbsolute
        ? deviationInterval(
          sample[place], values[count + place], isRatio: false, most: 1, level: terms.level)
        : smooth[place]
    }
  }

  /// Adds what another model of rates says of the same groups.
  mutating func append(_ other: RateComparison) {
    rates = zip(rates, other.rates).map { $0 + $1 }
    gaps += other.gaps
  }
}

/// All measures of the privileged group's and the others' columns.
private func pairValues(_ rates: [Double], _ model: DecisionRates) -> [Double] {
  func column(_ fromLast: Int) -> [Double] {
    PairMeasure.rates.map { rate in
      guard let place = model.rates.firstIndex(of: rate) else { return .nan }
      return rates[(place + 1) * model.columnCount - fromLast]
    }
  }
  let (privileged, others) = (column(2), column(1))
  return PairMeasure.allCases.map { $0.value(unprivileged: others, privileged: privileged) }
}

extension FairnessTable.Rate {
  /// Judges one rate of one group.
  fileprivate init(
    _ rate: BaseRate, of counts: OutcomeCounts, value: Double, _ terms: FairnessTerms
  ) {
    let share = rate.share(of: counts)
    let denominator = share?.denominator ?? counts.total
    self.rate = rate
    self.value = denominator > 0 ? value : nil
    count = Int(denominator)
    interval = share.flatMap { share in
      share.denominator > 0
        ? clopperPearson(
          successes: Int(share.numerator), trials: Int(share.denominator), level: terms.level)
        : nil
    }
    standing =
      switch terms.policy {
      case .strict:
        denominator == 0 ? .undefined : Int(denominator) < terms.smallest ? .tooSmall : .compared
      case .fairlearn: counts.total == 0 ? .undefined : .compared
      }
  }
}
