internal import Foundation

/// Which neighbour the released outcome comes from.
enum LossDirection: Sendable {
  /// The dataset with the record: outcomes from the mixture, told from those without it.
  case remove
  /// The dataset without the record.
  case add
}

/// A pair of distributions of which P is used with a sampling probability only.
///
/// With the record the outcome is distributed as q P + (1-q) Q, without it as Q. For q = 1 both
/// directions are the pair itself.
struct SampledLoss: Sendable {
  let pair: any LossPair
  /// The sampling probability, above 0 and at most 1.
  let probability: Double
  let direction: LossDirection

  /// The loss of an outcome of the pair: ±log(1 - q + q e^loss).
  func loss(of original: Double) -> Double {
    let mixed =
      probability == 1
      ? original
      : original > 30
        ? original + log(probability + (1 - probability) * exp(-original))
        : log1p(probability * expm1(original))
    return direction == .remove ? mixed : -mixed
  }

  /// The pair's loss of an outcome that has a loss here; -∞ for losses beyond log(1 - q).
  func original(of loss: Double) -> Double {
    let mixed = direction == .remove ? loss : -loss
    if probability == 1 { return mixed }
    if mixed > 30 { return mixed + log1p(-(1 - probability) * exp(-mixed)) - log(probability) }
    let odds = expm1(mixed) / probability
    return odds <= -1 ? -.infinity : log1p(odds)
  }

  /// The chances here of outcomes that have the given chances under P and Q.
  func mixed(_ masses: LossMasses) -> LossMasses {
    let mixture = probability * masses.upper + (1 - probability) * masses.lower
    return direction == .remove
      ? LossMasses(upper: mixture, lower: masses.lower)
      : LossMasses(upper: masses.lower, lower: mixture)
  }

  /// A loss that grids should hold a multiple or a part of; nil where none matters.
  var step: Double? {
    guard let step = pair.step else { return nil }
    return probability == 1 ? step : range.upperBound
  }

  /// The least and the greatest loss; outcomes beyond have a chance of 1e-32.
  var range: ClosedRange<Double> {
    let atoms = pair.atoms.map { loss(of: $0.loss) }
    let ends = pair.continuous.map { [loss(of: $0.lowerBound), loss(of: $0.upperBound)] } ?? []
    let all = atoms + ends
    return (all.min() ?? 0)...(all.max() ?? 0)
  }
}
