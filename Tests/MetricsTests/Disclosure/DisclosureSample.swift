import NearestNeighbors
import Statistics
import Tables
import Tensors

/// One column of numbers as records.
func line(_ values: [Float]) throws -> EuclideanPoints {
  try EuclideanPoints(Tensor(shape: [values.count, 1], scalars: values))
}

/// Five real and five synthetic numbers with worked values of all distance-based metrics.
enum Worked {
  static var real: EuclideanPoints { get throws { try line([0, 1, 2, 4, 8]) } }
  static var synthetic: EuclideanPoints { get throws { try line([0.5, 1.5, 3, 9, 20]) } }
}

/// Points of the plane from remainders of whole numbers, exact in single precision.
///
/// Record i is ((i a mod 97) / 16, ((i b + i²) mod 89) / 16).
func lattice(_ count: Int, _ a: Int, _ b: Int, scale: Float = 1, shift: Float = 0) throws
  -> EuclideanPoints
{
  var scalars: [Float] = []
  for i in 0..<count {
    for remainder in [i * a % 97, (i * b + i * i) % 89] {
      scalars.append(scale * Float(remainder) / 16 + shift)
    }
  }
  return try EuclideanPoints(Tensor(shape: [count, 2], scalars: scalars))
}

/// The 40 real and 30 synthetic points for which recorded values of other programs are below.
enum Lattices {
  static var real: EuclideanPoints { get throws { try lattice(40, 37, 11) } }
  static var synthetic: EuclideanPoints {
    get throws { try lattice(30, 53, 29, scale: 0.75, shift: 0.5) }
  }
}

/// Independent normal vectors.
func normalPoints(_ count: Int, _ width: Int, label: String) throws -> EuclideanPoints {
  var generator = SeededGenerator(seed: 11, label: label)
  let scalars = (0..<count * width).map { _ in Float(generator.normal()) }
  return try EuclideanPoints(Tensor(shape: [count, width], scalars: scalars))
}

/// The records of several sets, one after another.
func joined(_ sets: EuclideanPoints...) throws -> EuclideanPoints {
  let scalars = sets.flatMap(\.features.scalars)
  return try EuclideanPoints(
    Tensor(shape: [sets.reduce(0) { $0 + $1.count }, sets[0].width], scalars: scalars))
}

/// A table of one numeric and one categorical column, and a constant label.
func smallTable(_ numbers: [Double], _ codes: [Int32], name: String) -> Dataset {
  Dataset(
    name: name,
    features: [
      Feature(name: "number", values: .numeric(numbers)),
      Feature(
        name: "category", values: .categorical(Categories(codes: codes, names: ["a", "b", "c"]))),
    ], label: Categories(codes: codes.map { _ in 0 }, names: ["n", "y"]), groups: [], sources: [])
}
