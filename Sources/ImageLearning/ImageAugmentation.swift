import Foundation
import Statistics
package import Tables

/// Random changes to images that leave their classes alone, each decided by a seed, the image's row number and the number of a copy.
///
/// The six of Yu et al. 2021: five that move points, in random order, nearest points taken and black beyond the edges, and a cutout
/// after scaling. Models learn from fixed copies of each image, or from fresh ones in each epoch; who knows the seed can query a model with
/// the very copies that it learned from.
package struct ImageAugmentation: Equatable, Sendable {
  /// One kind of change.
  package enum Operation: String, CaseIterable, Sendable {
    /// A mirror image, in half of the copies.
    case flip
    /// A part of the image with four points around it, of the image's size.
    case crop
    /// A turn by up to 15 degrees either way.
    case rotation
    /// A move along one axis by up to a tenth of the image.
    case translation
    /// A shear along one axis by up to 15 degrees either way.
    case shear
    /// A square of 4 x 4 points that becomes the mean colour.
    case cutout
  }

  /// The changes in use.
  package var operations: Set<Operation> { Set(ordered) }
  /// The same in one order, since equal settings must read alike.
  private let ordered: [Operation]
  /// The number of fixed copies of each image; nil for a fresh one in each epoch.
  package let copies: Int?
  /// The seed.
  package let seed: UInt64

  /// Creates an augmentation.
  ///
  /// - Parameters:
  ///   - operations: The changes in use.
  ///   - copies: The number of fixed copies of each image, of which each epoch takes one in turn; nil for a fresh one in each epoch.
  ///   - seed: The seed.
  package init(
    operations: Set<Operation> = Set(Operation.allCases), copies: Int? = nil, seed: UInt64
  ) {
    precondition(copies ?? 1 > 0, "\(copies ?? 0) copies of an image")
    ordered = Operation.allCases.filter(operations.contains)
    (self.copies, self.seed) = (copies, seed)
  }

  /// The change of an image in an epoch of training, counted from 0.
  package func transform(ofRow row: Int, epoch: Int) -> ImageTransform {
    transform(ofRow: row, copy: copies.map { epoch % $0 } ?? epoch)
  }

  /// The change that makes a copy of an image.
  ///
  /// - Parameters:
  ///   - row: The image's row number.
  ///   - copy: The number of the copy, from 0.
  /// - Returns: The change.
  package func transform(ofRow row: Int, copy: Int) -> ImageTransform {
    var generator = SeededGenerator(seed: seed, label: "image \(row) copy \(copy)")
    return ImageTransform(operations, using: &generator)
  }
}

/// One change to an image.
package struct ImageTransform: Equatable, Sendable {
  /// A change that moves points.
  fileprivate enum Move: Equatable, Sendable {
    case mirror
    /// Points below and right of where the part begins.
    case shift(down: Int, right: Int)
    /// A share of the height or the width.
    case translation(isVertical: Bool, share: Double)
    /// About the middle: rows and columns of where a point comes from, by those of where it goes.
    case linear(SIMD4<Double>)
  }

  private var moves: [Move] = []
  /// Where the square is cut out, as shares of the places that it may have.
  private var cutout: SIMD2<Double>?

  /// Draws a change.
  ///
  /// All numbers are drawn, whichever operations are in use, so that leaving one out changes no other.
  init(
    _ operations: Set<ImageAugmentation.Operation>, using generator: inout SeededGenerator
  ) {
    var order = Array(0..<5)
    generator.shuffle(&order)
    let flips = generator.bernoulli(0.5)
    let crop = (generator.integer(below: 9) - 4, generator.integer(below: 9) - 4)
    let (turn, slant) = (Self.angle(&generator), Self.angle(&generator))
    let share = (2 * generator.uniform() - 1) / 10
    let (movesDown, slantsDown) = (generator.bernoulli(0.5), generator.bernoulli(0.5))
    let place = SIMD2(generator.uniform(), generator.uniform())
    let all: [(ImageAugmentation.Operation, Move?)] = [
      (.flip, flips ? .mirror : nil), (.crop, .shift(down: crop.0, right: crop.1)),
      (.rotation, .linear(SIMD4(cos(turn), sin(turn), -sin(turn), cos(turn)))),
      (.translation, .translation(isVertical: movesDown, share: share)),
      (
        .shear,
        .linear(slantsDown ? SIMD4(1, tan(slant), 0, 1) : SIMD4(1, 0, tan(slant), 1))
      ),
    ]
    moves = order.filter { operations.contains(all[$0].0) }.compactMap { all[$0].1 }
    cutout = operations.contains(.cutout) ? place : nil
  }

  private static func angle(_ generator: inout SeededGenerator) -> Double {
    (2 * generator.uniform() - 1) * 15 * .pi / 180
  }

  /// The point of the image that each point of the copy comes from, row by row; -1 where from outside.
  package func sources(in shape: ImageShape) -> [Int32] {
    var sources = Array(0..<Int32(shape.height * shape.width))
    for move in moves {
      var moved = sources
      for row in 0..<shape.height {
        for column in 0..<shape.width {
          let (y, x) = move.source(row, column, shape)
          let isInside = y >= 0 && y < shape.height && x >= 0 && x < shape.width
          moved[row * shape.width + column] = isInside ? sources[y * shape.width + x] : -1
        }
      }
      sources = moved
    }
    return sources
  }

  /// The places of the values that are cut out; none where nothing is.
  package func cutPlaces(in shape: ImageShape) -> [Int] {
    guard let cutout else { return [] }
    let (height, width) = (min(4, shape.height), min(4, shape.width))
    let row = Int(cutout.x * Double(shape.height - height + 1))
    let column = Int(cutout.y * Double(shape.width - width + 1))
    return (row..<row + height).flatMap { y in
      let start = (y * shape.width + column) * shape.channels
      return start..<start + width * shape.channels
    }
  }
}

extension ImageTransform.Move {
  /// Where the point at a place comes from; perhaps outside the image.
  fileprivate func source(_ row: Int, _ column: Int, _ shape: ImageShape) -> (Int, Int) {
    switch self {
    case .mirror: return (row, shape.width - 1 - column)
    case .shift(let down, let right): return (row + down, column + right)
    case .translation(let isVertical, let share):
      let length = Double(isVertical ? shape.height : shape.width)
      let points = Int((share * length).rounded())
      return isVertical ? (row - points, column) : (row, column - points)
    case .linear(let matrix):
      let middle = (Double(shape.height) / 2, Double(shape.width) / 2)
      let (y, x) = (Double(row) + 0.5 - middle.0, Double(column) + 0.5 - middle.1)
      return (
        Int((matrix.x * y + matrix.y * x + middle.0).rounded(.down)),
        Int((matrix.z * y + matrix.w * x + middle.1).rounded(.down))
      )
    }
  }
}
