import Foundation
import Learning
import Statistics
import Tensors

/// A classification task of binary features, each class drawing them with its own probabilities.
///
/// A feature is 1 with probability 1/2 plus or minus the shape's contrast, the sign drawn for each class and feature.
struct PrototypeTask: Sendable {
  /// The records to learn from.
  let train: Examples
  /// The records to be right about.
  let test: Examples

  /// Draws the task; the same for the same arguments.
  init(_ shape: TrainingShape, trainCount: Int, testCount: Int) {
    var generator = SeededGenerator(seed: 1, label: "prototype task \(shape.name)")
    let (features, classes) = (shape.widths[0], shape.widths[shape.widths.count - 1])
    let prototypes = (0..<features * classes).map { _ in
      0.5 + (generator.bernoulli(0.5) ? shape.contrast : -shape.contrast)
    }
    func draw(_ count: Int) -> Examples {
      let labels = (0..<count).map { _ in Int32(generator.integer(below: classes)) }
      var scalars: [Float] = []
      scalars.reserveCapacity(count * features)
      for label in labels {
        for probability in prototypes[Int(label) * features..<(Int(label) + 1) * features] {
          scalars.append(generator.bernoulli(probability) ? 1 : 0)
        }
      }
      return Examples(
        features: Tensor(shape: [count, features], scalars: scalars), labels: labels,
        classCount: classes)
    }
    train = draw(trainCount)
    test = draw(testCount)
  }

  /// Writes the records as bytes, since features are 0 or 1 and classes few.
  func write(to folder: String) throws {
    for (name, examples) in [("train", train), ("test", test)] {
      try Data(examples.features.scalars.map { UInt8($0) })
        .write(to: URL(filePath: "\(folder)/\(name)-features"))
      try Data(examples.labels.map { UInt8($0) })
        .write(to: URL(filePath: "\(folder)/\(name)-labels"))
    }
  }

  /// The share of the test records that a network gets right.
  func accuracy(of network: Network) -> Double {
    let rows = Array(test.labels.indices)
    let logits = network.logits(
      ofRows: rows, of: test.features, scaling: .identity(columns: test.features.rowLength))
    let right = rows.count { row in
      let scores = logits.row(row)
      let best = scores.indices.max { scores[$0] < scores[$1] } ?? scores.startIndex
      return best - scores.startIndex == Int(test.labels[row])
    }
    return Double(right) / Double(rows.count)
  }
}
