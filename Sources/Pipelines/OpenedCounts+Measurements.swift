import Auditing
import Marginals
import Tables

extension OpenedCounts {
  /// Opens noisy counts for the canaries of a pipeline; nil where it has none.
  ///
  /// - Parameters:
  ///   - measurements: The noisy counts.
  ///   - codec: What the codes of their marginals stand for.
  ///   - context: The records, and which of them were learnt from.
  /// - Throws: `MarginalsError` where a canary has no code.
  init?(
    _ measurements: [LinearMeasurement], _ codec: Discretization, in context: StageContext
  ) throws {
    let parts = context.membership.parts
    let canaries = parts.filter(\.isCanary).flatMap(\.records).sorted()
    let known = parts.filter { $0.role == .member && !$0.isCanary }.flatMap(\.records)
    guard !canaries.isEmpty else { return nil }
    let table = context.records.dataset
    let codes = try codec.records(canaries, of: table)
    var (all, own) = (
      try MarginalCounter(measurements.map(\.clique), of: codec.domain),
      try MarginalCounter(measurements.map(\.clique), of: codec.domain)
    )
    if !known.isEmpty { all.add(try codec.records(known, of: table)) }
    own.add(codes)
    var (excess, crowds): ([[Double]], [[Int]]) = ([], [])
    for (place, measurement) in measurements.enumerated() {
      let cells = canaries.indices.map { canary in
        measurement.clique.attributes.reduce(0) {
          $0 * codec.domain.sizes[$1] + Int(codes.codes[$1][canary])
        }
      }
      excess.append(cells.map { measurement.values[$0] - Double(all.counts[place][$0]) })
      crowds.append(cells.map { Int(own.counts[place][$0]) })
    }
    self.init(
      rows: canaries, deviations: measurements.map(\.sigma), excess: excess, crowds: crowds)
  }
}
