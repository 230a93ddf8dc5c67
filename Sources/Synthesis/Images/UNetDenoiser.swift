import Dispatch
import ImageLearning
package import Tables
import Synchronization
package import Tensors

/// A small U-Net as a denoiser of images, told the levels of attributes as one number for each.
///
/// A batch is divided into as many equal parts as there are lanes, whatever the number of processors, and gradients of parts are added in their order: the
/// same bytes at any number of threads. Copies share the lanes' buffers, so one pass over them goes on at a time.
package struct UNetDenoiser: Denoiser {
  /// The parts of a batch.
  private static let laneCount = 2
  /// The most images of a part that pass together.
  private static let capacity = 32

  private let shape: UNetShape
  private let network: ImageNetwork
  private let offsets: [Int]
  private let lanes: [Lane]
  package var parameters: [Float]

  /// A place for passes over a part of a batch.
  private final class Lane: Sendable {
    let unet: Mutex<Work>

    init(_ unet: sending UNet) { self.unet = Mutex(Work(unet: unet)) }
  }

  /// A U-Net and what passed through it last.
  private struct Work {
    let unet: UNet
    var images: [Float] = []
    var noise: [Float] = []
    var conditions: [Float] = []
    var result: [Float] = []
  }

  /// Creates a U-Net with random weights.
  ///
  /// - Parameters:
  ///   - size: The size of the images, which halves twice.
  ///   - width: The channels at full resolution, a multiple of 8.
  ///   - levels: The levels of each attribute.
  ///   - seed: Draws the weights.
  package init(size: ImageShape, width: Int, levels: [Int], seed: UInt64) {
    shape = UNetShape(images: size, conditionCount: levels.reduce(0, +), width: width)
    offsets = levels.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let network = ImageNetwork(shape: shape.network, seed: seed)
    (self.network, parameters) = (network, network.parameters)
    let shape = shape
    lanes = (0..<Self.laneCount).map { _ in
      Lane(UNet(shape, network: network, capacity: Self.capacity, learns: true))
    }
  }

  /// Whether images halve as often as the network needs.
  package static func fits(_ size: ImageShape) -> Bool { UNetShape.fits(size, levels: 3) }

  package mutating func forward(
    _ inputs: Tensor<Float>, noise: [Float], conditions: [[Int32]]
  ) -> Tensor<Float> {
    let (width, columns) = (inputs.rowLength, shape.conditionCount)
    let hot = oneHot(conditions, count: noise.count)
    each { lane, work in
      let rows = Self.part(lane, of: noise.count)
      work.images = Array(inputs.scalars[rows.lowerBound * width..<rows.upperBound * width])
      work.noise = Array(noise[rows])
      work.conditions = Array(hot[rows.lowerBound * columns..<rows.upperBound * columns])
      work.result = []
      Self.blocks(work.noise.count) { block in
        work.result += Self.pass(block, of: work, columns: columns)
      }
    }
    return Tensor(shape: inputs.shape, scalars: lanes.flatMap { $0.unet.withLock { $0.result } })
  }

  package mutating func backward(_ outputGradient: Tensor<Float>) -> [Float] {
    let width = outputGradient.rowLength
    let (count, columns) = (outputGradient.rowCount, shape.conditionCount)
    each { lane, work in
      work.unet.clearGradient()
      let first = Self.part(lane, of: count).lowerBound
      Self.blocks(work.noise.count) { block in
        // A pass keeps the buffers of one block, so those of the earlier ones are made again.
        if work.noise.count > Self.capacity {
          _ = Self.pass(block, of: work, columns: columns)
        }
        let values = (first + block.lowerBound) * width..<(first + block.upperBound) * width
        // Passes end early only where a task is cancelled, which the training notices itself.
        try? work.unet.backward(
          Tensor(
            shape: [block.count, width], scalars: Array(outputGradient.scalars[values])))
      }
    }
    var sum = Array(repeating: Float(0), count: parameters.count)
    for lane in lanes {
      lane.unet.withLock { work in
        for index in sum.indices { sum[index] += work.unet.gradient[index] }
      }
    }
    return sum
  }

  /// What the network makes of some images of a part.
  private static func pass(_ block: Range<Int>, of work: Work, columns: Int) -> [Float] {
    let width = work.images.count / work.noise.count
    let images = Tensor(
      shape: [block.count, width],
      scalars: Array(work.images[block.lowerBound * width..<block.upperBound * width]))
    let conditions = Tensor(
      shape: [block.count, columns],
      scalars: Array(work.conditions[block.lowerBound * columns..<block.upperBound * columns]))
    let answer = try? work.unet.forward(
      images, noise: Array(work.noise[block]), conditions: conditions)
    return answer?.scalars ?? Array(repeating: 0, count: images.scalars.count)
  }

  /// Works on all lanes side by side with the present parameters.
  private func each(_ body: @Sendable (Int, inout Work) -> Void) {
    let (lanes, parameters) = (lanes, parameters)
    DispatchQueue.concurrentPerform(iterations: lanes.count) { lane in
      lanes[lane].unet.withLock { work in
        if work.unet.parameters != parameters { work.unet.parameters = parameters }
        body(lane, &work)
      }
    }
  }

  private static func part(_ lane: Int, of count: Int) -> Range<Int> {
    count * lane / laneCount..<count * (lane + 1) / laneCount
  }

  private static func blocks(_ count: Int, _ body: (Range<Int>) -> Void) {
    for start in stride(from: 0, to: count, by: capacity) {
      body(start..<min(start + capacity, count))
    }
  }

  /// Images x all levels: the square root of their number for the levels that are asked for, as in EDM, so that levels weigh as much as the noise.
  private func oneHot(_ conditions: [[Int32]], count: Int) -> [Float] {
    var result = Array(repeating: Float(0), count: count * shape.conditionCount)
    let weight = Float(shape.conditionCount).squareRoot()
    for (attribute, levels) in conditions.enumerated() {
      for (image, level) in levels.enumerated() where level >= 0 {
        result[image * shape.conditionCount + offsets[attribute] + Int(level)] = weight
      }
    }
    return result
  }
}
