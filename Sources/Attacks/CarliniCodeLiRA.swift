package import Auditing
package import Settings
import Statistics

/// The likelihood-ratio attack where the authors' code computes otherwise than their paper, averaged over queries.
///
/// Centres are medians. Offline, the score is minus the log density under the models without the record, which is two-sided: a
/// record that fits them too badly scores high, whichever side it is on. Where the variance is fixed it is that of all values
/// around one mean, and the online form gives both sides that of the models with the record. Unlike the code, every model of
/// a record counts, where the code keeps as many as the record with the fewest has; with each record in half of the
/// models the two agree. A deviation of 0 is raised as in `lira-online`. The code's online form with each
/// record's variance is `lira-online-median` over the number of queries.
package struct CarliniCodeLiRA<Form: LiRAForm>: Attack {
  package static var declaration: AttackDeclaration {
    AttackDeclaration(
      Declaration(Form.name, version: 1, summary),
      threatModel: Form.threatModel,
      source: "the code of Carlini et al. 2022 (mi_lira_2021/plot.py, generate_ours"
        + (Form.isOnline ? ")" : "_offline)"),
      isMonotone: false)
  }

  private static var summary: String {
    let test = Form.isOnline ? "log likelihood ratio of in and out" : "minus the log density of out"
    let variance =
      Form.variance == .perRecord
      ? "each record's variance" : "one variance, of \(Form.isOnline ? "in" : "out")"
    return "\(test), medians, \(variance)"
  }

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> { Form.requirements }

  package func scores(for signals: Signals) throws -> [Double] {
    let distributions = try Form.distributions(signals.audited)
    let values = try signals.audited.values(.scaledConfidence)
    let out = distributions.out
    guard let into = distributions.into else {
      return queryMeans(of: values) { place, value in -out.normal(place).logDensity(value) }
    }
    return queryMeans(of: values) { place, value in
      let deviation = into.deviation[place]
      func normal(_ mean: Double) -> Normal { Normal(mean: mean, standardDeviation: deviation) }
      return normal(into.center[place]).logDensity(value)
        - normal(out.center[place]).logDensity(value)
    }
  }
}

package enum CarliniCodeOffline: LiRAForm {
  package static let (name, isOnline) = ("lira-offline-carlini-code", false)
  package static let (center, variance) = (Center.median, VarianceEstimate.perRecord)
}

package enum CarliniCodeOfflineFixed: LiRAForm {
  package static let (name, isOnline) = ("lira-offline-fixed-carlini-code", false)
  package static let (center, variance) = (Center.median, VarianceEstimate.uncentered)
}

package enum CarliniCodeOnlineFixed: LiRAForm {
  package static let (name, isOnline) = ("lira-online-fixed-carlini-code", true)
  package static let (center, variance) = (Center.median, VarianceEstimate.uncentered)
}
