import Auditing
import Metrics
import Statistics

extension RunComparison {
  /// Compares.
  ///
  /// - Parameters:
  ///   - baseline: The run that is compared with.
  ///   - new: The run that is asked about.
  ///   - plan: What is tested, and how.
  /// - Throws: `AuditingError` where a run holds scores that are not finite.
  /// - Complexity: O(measurements) and, for each declared one of a single target, O(replicates x records).
  package init(baseline: Run, new: Run, plan: ComparisonPlan = ComparisonPlan()) async throws {
    let data = DataAgreement(baseline, new, changing: plan.changing)
    guard data.isSame || plan.allowsOtherData else {
      self.init(obstacle: data.problem, plan: plan, Pairing(baseline, new, isSameData: false))
      return
    }
    let matching = Matching(baseline, new)
    let pairing = Pairing(baseline, new, isSameData: data.isSame)
    let declared = plan.declared ?? Self.standardDeclaration(baseline, new)
    let isDeclared = { (pair: Matching.Pair) in
      pair.isApplicable && declared.contains { $0.matches(pair.baseline.key) }
    }
    let estimates = DifferenceEstimates(
      baseline: baseline, new: new, pairing: pairing, plan: plan,
      tests: matching.pairs.count(where: isDeclared))
    var differences: [Difference?] = []
    for pair in matching.pairs {
      differences.append(try await estimates.difference(pair, isDeclared: isDeclared(pair)))
    }
    let lines = Self.lines(matching.pairs, differences, plan: plan, isDeclared)
    self.init(
      pairing: pairing, plan: plan,
      lines: lines.filter(\.isDeclared) + lines.filter { !$0.isDeclared },
      onlyBaseline: matching.onlyBaseline, onlyNew: matching.onlyNew,
      notComparable: matching.notComparable,
      missing: declared.filter { declaration in
        !lines.contains { declaration.matches($0.key) }
      }, obstacle: nil,
      notes: data.isSame
        ? data.notes : [data.problem + " They are compared as independent runs."] + data.notes)
  }

  private init(obstacle: String, plan: ComparisonPlan, _ pairing: Pairing) {
    self.init(
      pairing: pairing, plan: plan, lines: [], onlyBaseline: [], onlyNew: [], notComparable: [],
      missing: [], obstacle: obstacle, notes: [])
  }

  /// Puts differences beside readings and corrects the declared tests' p-values.
  private static func lines(
    _ pairs: [Matching.Pair], _ differences: [Difference?], plan: ComparisonPlan,
    _ isDeclared: (Matching.Pair) -> Bool
  ) -> [Line] {
    let tested = pairs.indices.filter {
      isDeclared(pairs[$0]) && differences[$0]?.pValue != nil
    }
    let raw = tested.compactMap { differences[$0]?.pValue }
    let adjusted = Dictionary(uniqueKeysWithValues: zip(tested, plan.correction.adjust(raw)))
    return pairs.indices.map { place in
      let difference = differences[place]
      var test: Test?
      if let adjusted = adjusted[place], let pValue = difference?.pValue {
        test = Test(
          pValue: pValue, adjusted: adjusted,
          detectable: difference?.detectable(level: plan.level / Double(raw.count), sides: 2),
          isSignificant: adjusted <= plan.level)
      }
      return Line(
        key: pairs[place].baseline.key, baseline: pairs[place].oldReading,
        new: pairs[place].newReading, difference: difference, test: test,
        isDeclared: isDeclared(pairs[place]))
    }
  }

  /// The primary attacks of both suites, by area and by the share found at the lowest rate that the records resolve.
  ///
  /// That rate depends on the numbers of non-members alone: the lowest with ten false positives or more expected.
  package static func standardDeclaration(_ baseline: Run, _ new: Run) -> [DeclaredMeasurement] {
    let primary = [baseline, new].map { $0.setup.attacks.filter(\.isPrimary).map(\.label) }
    let attacks = primary[0] + primary[1].filter { !primary[0].contains($0) }
    let prefix = "tpr@fpr<="
    let names = Set((baseline.measurements + new.measurements).map(\.reading.metric))
    let rates = names.filter { $0.hasPrefix(prefix) }
      .compactMap { Double($0.dropFirst(prefix.count)) }.sorted()
    let nonMembers =
      [baseline, new].flatMap { $0.population.isMember.map { $0.count { !$0 } } }.min() ?? 0
    let rate = rates.first { Double(nonMembers) * $0 * (1 + 1e-12) >= 10 } ?? rates.last
    let metrics = [AreaUnderCurve.name] + (rate.map { ["\(prefix)\($0)"] } ?? [])
    return attacks.flatMap { attack in
      metrics.map { DeclaredMeasurement(attack: attack, metric: $0) }
    }
  }
}
