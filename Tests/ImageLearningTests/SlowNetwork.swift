import Foundation
import ImageLearning
import Tables

/// The definition of every layer, as plain loops in double precision.
struct SlowNetwork {
  let shape: ImageNetworkShape
  var parameters: [Double]
  var statistics: [Double]
  let count: Int
  let usesRunning: Bool

  /// The result for the values of each input layer.
  func forward(_ inputs: [Int: [Double]]) -> [Double] {
    var results: [[Double]] = []
    for (index, layer) in shape.layers.enumerated() {
      let given = layer.inputs.map { Values(results[$0], shape.layers[$0].size) }
      results.append(inputs[index] ?? result(of: layer, given))
    }
    return results[shape.last]
  }

  private struct Values {
    let numbers: [Double]
    let size: ImageShape

    init(_ numbers: [Double], _ size: ImageShape) { (self.numbers, self.size) = (numbers, size) }

    func at(_ image: Int, _ row: Int, _ column: Int, _ channel: Int) -> Double {
      guard row >= 0, row < size.height, column >= 0, column < size.width else { return 0 }
      return numbers[((image * size.height + row) * size.width + column) * size.channels + channel]
    }

    func isInside(_ row: Int, _ column: Int) -> Bool {
      row >= 0 && row < size.height && column >= 0 && column < size.width
    }
  }

  private func each(
    _ size: ImageShape, _ body: (Int, Int, Int, Int) -> Double
  ) -> [Double] {
    var result: [Double] = []
    for image in 0..<count {
      for row in 0..<size.height {
        for column in 0..<size.width {
          for channel in 0..<size.channels { result.append(body(image, row, column, channel)) }
        }
      }
    }
    return result
  }

  private func result(of layer: ImageNetworkShape.Layer, _ given: [Values]) -> [Double] {
    let (input, size) = (given[0], layer.size)
    let own = Array(parameters[layer.parameters])
    switch layer.operation {
    case .input: return []
    case .convolution(let shape): return convolved(shape, own, input, size)
    case .batchNorm(let activation):
      let added = given.count == 2 ? given[1].numbers : nil
      return batchNormalized(layer, own, input, added).map { apply(activation, $0) }
    case .groupNorm(let groups, let activation):
      return groupNormalized(groups, own, given).map { apply(activation, $0) }
    case .activation(let activation): return input.numbers.map { apply(activation, $0) }
    case .maxPool(let window):
      return each(size) { image, row, column, channel in
        windowValues(window, input, row, column).map { input.at(image, $0, $1, channel) }.max() ?? 0
      }
    case .averagePool(let window):
      return each(size) { image, row, column, channel in
        windowValues(window, input, row, column).map { input.at(image, $0, $1, channel) }
          .reduce(0, +) / Double(window.size * window.size)
      }
    case .upsample: return each(size) { input.at($0, $1 / 2, $2 / 2, $3) }
    case .dense(let outputs, _):
      let width = input.size.valueCount
      return each(size) { image, _, _, output in
        (0..<width).reduce(own[outputs * width + output]) {
          $0 + own[output * width + $1] * input.numbers[image * width + $1]
        }
      }
    case .attention: return attended(input, size)
    case .add: return zip(input.numbers, given[1].numbers).map { $0 + $1 }
    case .concatenate:
      return each(size) { image, row, column, channel in
        let first = input.size.channels
        return channel < first
          ? input.at(image, row, column, channel)
          : given[1].at(image, row, column, channel - first)
      }
    case .subsample(let stride, let outputs):
      let before = (outputs - input.size.channels) / 2
      return each(size) { image, row, column, channel in
        let own = channel - before
        return own >= 0 && own < input.size.channels
          ? input.at(image, row * stride, column * stride, own) : 0
      }
    }
  }

  private func windowValues(
    _ window: PoolingWindow, _ input: Values, _ row: Int, _ column: Int
  ) -> [(Int, Int)] {
    (0..<window.size).flatMap { down in
      (0..<window.size).map { across in
        (
          row * window.stride - window.padding + down,
          column * window.stride - window.padding + across
        )
      }
    }.filter { input.isInside($0.0, $0.1) }
  }

  private func convolved(
    _ shape: Convolution, _ own: [Double], _ input: Values, _ size: ImageShape
  ) -> [Double] {
    let (kernel, inputs) = (shape.kernel, input.size.channels)
    let weights = shape.outputs * inputs * kernel * kernel
    return each(size) { image, row, column, output in
      var sum = shape.hasBias ? own[weights + output] : 0
      for channel in 0..<inputs {
        for down in 0..<kernel {
          for across in 0..<kernel {
            sum +=
              own[((output * inputs + channel) * kernel + down) * kernel + across]
              * input.at(
                image, row * shape.stride - shape.padding + down,
                column * shape.stride - shape.padding + across, channel)
          }
        }
      }
      return sum
    }
  }

  private func batchNormalized(
    _ layer: ImageNetworkShape.Layer, _ own: [Double], _ input: Values, _ added: [Double]?
  ) -> [Double] {
    let channels = layer.size.channels
    let running = Array(statistics[layer.statistics])
    return input.numbers.indices.map { index in
      let channel = index % channels
      var (mean, variance) = (running[channel], running[channels + channel])
      if !usesRunning {
        let all = stride(from: channel, to: input.numbers.count, by: channels)
          .map { input.numbers[$0] }
        (mean, variance) = moments(all)
      }
      return own[channel] * (input.numbers[index] - mean) / (variance + 1e-5).squareRoot()
        + own[channels + channel] + (added?[index] ?? 0)
    }
  }

  private func groupNormalized(_ groups: Int, _ own: [Double], _ given: [Values]) -> [Double] {
    let (input, channels) = (given[0], given[0].size.channels)
    let width = channels / groups
    return each(input.size) { image, row, column, channel in
      let first = channel / width * width
      let all = (0..<input.size.height).flatMap { row in
        (0..<input.size.width).flatMap { column in
          (first..<first + width).map { input.at(image, row, column, $0) }
        }
      }
      let (mean, variance) = moments(all)
      let normal =
        own[channel] * (input.at(image, row, column, channel) - mean)
        / (variance + 1e-5).squareRoot() + own[channels + channel]
      guard given.count == 2 else { return normal }
      let change = image * 2 * channels + channel
      return normal * (1 + given[1].numbers[change]) + given[1].numbers[change + channels]
    }
  }

  private func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
  }

  private func attended(_ input: Values, _ size: ImageShape) -> [Double] {
    let (channels, points) = (size.channels, size.height * size.width)
    func value(_ image: Int, _ point: Int, _ channel: Int) -> Double {
      input.numbers[(image * points + point) * 3 * channels + channel]
    }
    return each(size) { image, row, column, channel in
      let point = row * size.width + column
      let scores = (0..<points).map { other in
        (0..<channels).reduce(0) {
          $0 + value(image, point, $1) * value(image, other, channels + $1)
        } / Double(channels).squareRoot()
      }
      let powers = scores.map { exp($0) }
      return (0..<points).reduce(0) {
        $0 + powers[$1] * value(image, $1, 2 * channels + channel)
      } / powers.reduce(0, +)
    }
  }

  private func apply(_ activation: ImageActivation, _ value: Double) -> Double {
    switch activation {
    case .identity: value
    case .relu: max(0, value)
    case .silu: value / (1 + exp(-value))
    case .tanh: tanh(value)
    }
  }
}
