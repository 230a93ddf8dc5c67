package import Auditing
package import Settings
import Statistics

/// One Newton step away from the forgotten records, with the curvature taken along directions only.
///
/// Koh and Liang 2017, as unlearning in Izzo et al. 2021 and Jia et al. 2023: theta + (H + d I)^-1 g / r with g the sum of the
/// forgotten records' gradients, r the number of the others, H the Hessian of the mean loss of a random sample of those, and d a
/// damping. The system is solved by conjugate gradients; H times a direction is a central difference of gradients. The
/// iteration stops where the curvature is negative: for networks the step is a heuristic.
package struct Influence: Unlearner {
  package static let declaration = Declaration(
    "influence", version: 1,
    "takes one damped Newton step away from the forgotten records (influence functions)")

  private let iterations: Int
  private let damping: Double
  private let sample: Int

  package init(_ settings: inout Settings) throws {
    iterations = try settings.integer(
      "iterations", default: 20, in: 1...10_000, "steps of conjugate gradients")
    damping = try settings.number(
      "damping", default: 0.01, in: 0...1000, "what is added to the curvature")
    sample = try settings.integer(
      "sample", default: 1000, in: 1...Int(Int32.max), "records that the curvature is taken on")
  }

  package func forget(_ request: UnlearningRequest) async throws -> UnlearnedModel {
    var model = try request.differentiable(for: Self.name)
    var generator = request.generator(Self.name)
    let count = min(sample, request.retained.count)
    let rows = generator.choose(count, of: request.retained.count).map { request.retained[$0] }
    let gradient = try await meanGradient(
      of: model, rows: request.forgotten, labels: request.labels)
    let scale = Double(request.forgotten.count) / Double(request.retained.count)
    let curvature = Curvature(model: model, rows: rows, labels: request.labels, damping: damping)
    let (step, used) = try await conjugateGradients(
      gradient.map { scale * Double($0) }, iterations: iterations, curvature.times)
    let parameters = zip(model.parameters, step).map { Float(Double($0) + $1) }
    guard parameters.allSatisfy(\.isFinite) else {
      throw UnlearningError(
        "'\(Self.name)' diverged: raise 'damping' (now \(damping)); the model before it is unchanged"
      )
    }
    model.parameters = parameters
    return UnlearnedModel(
      model, recordPasses: request.forgotten.count + 2 * used * count,
      recordsRead: count + request.forgotten.count)
  }
}

/// The damped Hessian of a mean loss, of which only products are known.
private struct Curvature {
  let model: any DifferentiableClassifier
  let rows: [Int]
  let labels: [Int32]
  let damping: Double

  func times(_ direction: [Double]) async throws -> [Double] {
    let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else { return direction }
    let size = model.parameters.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    // Far enough for single precision, near enough for a straight line.
    let reach = 1e-2 * max(1, size) / length
    let (ahead, behind) = (
      try await gradient(reach, along: direction), try await gradient(-reach, along: direction)
    )
    return direction.indices.map {
      (Double(ahead[$0]) - Double(behind[$0])) / (2 * reach) + damping * direction[$0]
    }
  }

  private func gradient(_ reach: Double, along direction: [Double]) async throws -> [Float] {
    var moved = model
    moved.parameters = zip(model.parameters, direction).map { Float(Double($0) + reach * $1) }
    return try await meanGradient(of: moved, rows: rows, labels: labels)
  }
}

/// Solves a positive definite system of which only products are known, as far as the curvature stays positive.
///
/// - Parameters:
///   - right: The right-hand side.
///   - iterations: The most products.
///   - product: The matrix times a vector.
/// - Returns: The solution and the number of products.
/// - Throws: What the product throws.
func conjugateGradients(
  _ right: [Double], iterations: Int, _ product: ([Double]) async throws -> [Double]
) async rethrows -> (solution: [Double], products: Int) {
  func dot(_ one: [Double], _ other: [Double]) -> Double {
    zip(one, other).reduce(0) { $0 + $1.0 * $1.1 }
  }
  var solution = Array(repeating: 0.0, count: right.count)
  var (rest, direction) = (right, right)
  let start = dot(right, right)
  var square = start
  for products in 0..<iterations {
    guard square > 1e-20 * start else { return (solution, products) }
    let image = try await product(direction)
    let curvature = dot(direction, image)
    guard curvature > 0 else { return (solution, products + 1) }
    let length = square / curvature
    for place in solution.indices {
      solution[place] += length * direction[place]
      rest[place] -= length * image[place]
    }
    let next = dot(rest, rest)
    for place in direction.indices {
      direction[place] = rest[place] + next / square * direction[place]
    }
    square = next
  }
  return (solution, iterations)
}
