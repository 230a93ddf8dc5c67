package import Auditing
package import Settings
import Statistics

/// The likelihood-ratio attack on the scaled confidence of the label.
///
/// Carlini et al. 2022. Online (equation 4): log N(phi; mu_in, sigma_in) - log N(phi; mu_out, sigma_out), summed over queries as the
/// logarithm of the ratio for independent ones. It is not monotone in phi, because the two variances differ. Offline
/// (equation 5): the one-sided test of "not a member", (phi - mu_out) / sigma_out, which ranks as 1 - P(Z > phi) does without
/// saturating, averaged over queries so that its unit stays a standard deviation.
package struct LiRA<Form: LiRAForm>: Attack {
  package static var declaration: AttackDeclaration {
    AttackDeclaration(
      Declaration(Form.name, version: 1, summary),
      threatModel: Form.threatModel,
      source: "Carlini et al. 2022, equation \(Form.isOnline ? 4 : 5)",
      isMonotone: !Form.isOnline)
  }

  private static var summary: String {
    let test = Form.isOnline ? "log likelihood ratio of in and out" : "one-sided z-score of out"
    let center = Form.center == .mean ? "means" : "medians"
    let variance = Form.variance == .global ? "one global variance" : "each record's variance"
    return "\(test), \(center), \(variance)"
  }

  package init(_ settings: inout Settings) throws {}

  package var requirements: Set<SignalRequirement> { Form.requirements }

  package func scores(for signals: Signals) throws -> [Double] {
    let distributions = try Form.distributions(signals.audited)
    let values = try signals.audited.values(.scaledConfidence)
    let out = distributions.out
    guard let into = distributions.into else {
      return queryMeans(of: values) { place, value in
        (value - out.center[place]) / out.deviation[place]
      }
    }
    return querySums(of: values) { place, value in
      into.normal(place).logDensity(value) - out.normal(place).logDensity(value)
    }
  }
}

package enum LiRAOnline: LiRAForm {
  package static let (name, isOnline) = ("lira-online", true)
  package static let (center, variance) = (Center.mean, VarianceEstimate.perRecord)
}

package enum LiRAOnlineMedian: LiRAForm {
  package static let (name, isOnline) = ("lira-online-median", true)
  package static let (center, variance) = (Center.median, VarianceEstimate.perRecord)
}

package enum LiRAOnlineGlobal: LiRAForm {
  package static let (name, isOnline) = ("lira-online-global", true)
  package static let (center, variance) = (Center.mean, VarianceEstimate.global)
}

package enum LiRAOnlineMedianGlobal: LiRAForm {
  package static let (name, isOnline) = ("lira-online-median-global", true)
  package static let (center, variance) = (Center.median, VarianceEstimate.global)
}

package enum LiRAOffline: LiRAForm {
  package static let (name, isOnline) = ("lira-offline", false)
  package static let (center, variance) = (Center.mean, VarianceEstimate.perRecord)
}

package enum LiRAOfflineMedian: LiRAForm {
  package static let (name, isOnline) = ("lira-offline-median", false)
  package static let (center, variance) = (Center.median, VarianceEstimate.perRecord)
}

package enum LiRAOfflineGlobal: LiRAForm {
  package static let (name, isOnline) = ("lira-offline-global", false)
  package static let (center, variance) = (Center.mean, VarianceEstimate.global)
}

package enum LiRAOfflineMedianGlobal: LiRAForm {
  package static let (name, isOnline) = ("lira-offline-median-global", false)
  package static let (center, variance) = (Center.median, VarianceEstimate.global)
}
