import Foundation

/// What a network is told beside its inputs: waves of the noise, and a place for each condition's level.
///
/// The waves are the sines and cosines of Vaswani et al. 2017. A condition that is not given leaves its places at 0: the network's answer
/// then stands for all levels, as it learns by leaving conditions out at random.
struct NoiseFeatures: Equatable, Sendable {
  /// The waves, from one radian per unit of noise down to 1 / 10,000.
  private static let waves = 32

  private let frequencies: [Float]
  /// The levels of each condition.
  let conditions: [Int]

  init(conditions: [Int]) {
    frequencies = (0..<Self.waves).map {
      Float(exp(-log(10_000) * Double($0) / Double(Self.waves - 1)))
    }
    self.conditions = conditions
  }

  /// The numbers for each record.
  var width: Int { 2 * Self.waves + conditions.reduce(0, +) }

  /// Writes the features of a batch.
  ///
  /// - Parameters:
  ///   - noise: One number for each record.
  ///   - levels: Conditions x records; -1 for none.
  /// - Returns: Records x width.
  func rows(noise: [Float], levels: [[Int32]]) -> [Float] {
    precondition(
      levels.count == conditions.count && levels.allSatisfy { $0.count == noise.count },
      "\(levels.count) conditions for \(conditions.count)")
    var rows = Array(repeating: Float(0), count: noise.count * width)
    for (record, level) in noise.enumerated() {
      let start = record * width
      for (wave, frequency) in frequencies.enumerated() {
        rows[start + 2 * wave] = sin(level * frequency)
        rows[start + 2 * wave + 1] = cos(level * frequency)
      }
      var place = start + 2 * Self.waves
      for (condition, size) in conditions.enumerated() {
        let code = levels[condition][record]
        precondition(code < size, "level \(code) of \(size)")
        if code >= 0 { rows[place + Int(code)] = 1 }
        place += size
      }
    }
    return rows
  }
}
