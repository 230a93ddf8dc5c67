package import Tensors

/// Scales columns as the published identifiability score weights them: by one over the entropy of the members' values.
///
/// The entropy is in nats, over the members' values rounded to whole numbers (to even where in the middle). The published code divides
/// by entropy + 1e-16, which lets a constant column outweigh all others 10^16 times; here such a column gets weight 0.
///
/// - Parameters:
///   - features: Records x columns; of any set.
///   - members: Records x columns of the members, at least one record, all numbers finite.
/// - Returns: The scaled features.
package func entropyWeighted(
  _ features: Tensor<Float>, by members: Tensor<Float>
) -> Tensor<Float> {
  let (count, width) = (members.rowCount, members.rowLength)
  precondition(
    count > 0 && features.rowLength == width,
    "\(features.rowLength) columns weighted by \(count) members of \(width)")
  let weights = (0..<width).map { column in
    var counts: [Float: Int] = [:]
    for record in 0..<count {
      // Adding zero makes one value of both zeros.
      let value = members.scalars[record * width + column].rounded(.toNearestOrEven) + 0
      counts[value, default: 0] += 1
    }
    let entropy = entropy(of: counts.values.sorted(), total: count)
    return entropy > 0 ? 1 / entropy : 0
  }
  let scaled = features.scalars.indices.map { place in
    Float(Double(features.scalars[place]) * weights[place % width])
  }
  return Tensor(shape: features.shape, scalars: scaled)
}
