import Statistics
import Tables

/// Makes the records of canaries from what the data are like.
struct CanaryMakers {
  let dataset: Dataset
  let population: [Int]
  let seed: Int

  /// A canary's record and the group that it stands for.
  typealias Made = (record: Dataset.MadeRecord, group: String)

  /// How many standard deviations an outlier's numbers lie from their mean.
  private static let distance = 8.0...12.0

  /// Makes the canaries of one kind; more can be asked for without changing those before.
  func make(_ kind: CanaryKind, count: Int, group: String?) throws -> [Made] {
    var generator = SeededGenerator(seed: UInt64(seed), label: "canaries/\(kind.rawValue)")
    switch kind {
    case .mislabelled: return try mislabelled(count, group: group, using: &generator)
    case .blank: return try blank(count)
    case .outlier: return outliers(count, using: &generator)
    }
  }

  private func mislabelled(
    _ count: Int, group name: String?, using generator: inout SeededGenerator
  ) throws -> [Made] {
    guard count <= population.count else {
      throw PipelinesError(
        "\(count) mislabelled canaries from a population of \(population.count) records: lower "
          + "'mislabelled' in 'canaries', or 'members' and 'nonMembers' in 'split', whose rest is the "
          + "population")
    }
    let group = try name.map { try self.group($0) }
    let order = generator.permutation(population.count).map { population[$0] }
    return alternating(order, by: group).prefix(count).map { row in
      var record = dataset.record(row)
      let others = Int32(dataset.label.names.count - 1)
      let other = Int32(generator.integer(below: Int(others)))
      record.label = other < record.label ? other : other + 1
      let level = group.map { "\($0.name)=\($0.categories.names[Int($0.categories.codes[row])])" }
      return (record, level ?? "")
    }
  }

  private func group(_ name: String) throws -> Group {
    guard let group = dataset.groups.first(where: { $0.name == name }) else {
      let known = dataset.groups.map(\.name).joined(separator: ", ")
      throw PipelinesError(
        "'canaries' names the group '\(name)', which is none of the data's groups (\(known))")
    }
    return group
  }

  /// The rows with the levels of a group in turn, as long as each lasts.
  private func alternating(_ rows: [Int], by group: Group?) -> [Int] {
    guard let group else { return rows }
    let levels = Dictionary(grouping: rows) { group.categories.codes[$0] }
    let queues = levels.keys.sorted().map { levels[$0] ?? [] }
    return (0..<(queues.map(\.count).max() ?? 0)).flatMap { place in
      queues.compactMap { $0.indices.contains(place) ? $0[place] : nil }
    }
  }

  private func blank(_ count: Int) throws -> [Made] {
    let classes = dataset.label.names.count
    guard count <= classes else {
      throw PipelinesError(
        "\(count) blank canaries of \(classes) classes: blank records differ in their class alone; "
          + "lower 'blank' in 'canaries' to \(classes) or less")
    }
    let values = dataset.features.map { feature -> Dataset.MadeValue in
      switch feature.values {
      case .numeric(let numbers): .number(Spread(numbers).mean)
      case .categorical(let categories): .level(levels(categories).last ?? -1)
      }
    }
    let image = meanImage
    return (0..<count).map { label in
      (
        Dataset.MadeRecord(
          values: values, image: image, label: Int32(label), groups: commonestGroups), ""
      )
    }
  }

  private func outliers(_ count: Int, using generator: inout SeededGenerator) -> [Made] {
    let columns = dataset.features.map { feature -> OutlierColumn in
      switch feature.values {
      case .numeric(let numbers): .number(Spread(numbers))
      // The rarer half of the levels that occur, and at least one.
      case .categorical(let categories):
        .level(Array(levels(categories).prefix(max(1, levels(categories).count / 2))))
      }
    }
    return (0..<count).map { _ in
      let values = columns.map { $0.value(within: Self.distance, using: &generator) }
      let label = Int32(generator.integer(below: dataset.label.names.count))
      // Where records are images, one of independent values, as no image of a thing is.
      let image = (0..<(dataset.images?.shape.valueCount ?? 0)).map { _ in
        Float(generator.uniform())
      }
      return (
        Dataset.MadeRecord(values: values, image: image, label: label, groups: commonestGroups), ""
      )
    }
  }

  /// The mean of all images; nothing where records are none.
  private var meanImage: [Float] {
    guard let images = dataset.images else { return [] }
    let (numbers, width) = (images.values.asNumbers, images.shape.valueCount)
    var sums = Array(repeating: 0.0, count: width)
    for (place, value) in numbers.enumerated() { sums[place % width] += Double(value) }
    return sums.map { Float($0 / Double(images.count)) }
  }

  /// The levels that occur, the rarest first.
  private func levels(_ categories: Categories) -> [Int32] {
    var counts: [Int32: Int] = [:]
    for code in categories.codes where code >= 0 { counts[code, default: 0] += 1 }
    return counts.keys.sorted { (counts[$0] ?? 0, $0) < (counts[$1] ?? 0, $1) }
  }

  /// A level for each group, which a canary that belongs to none must have as well.
  private var commonestGroups: [Int32] { dataset.groups.map { levels($0.categories).last ?? 0 } }
}

/// The mean and the standard deviation of a column's numbers; NaN where all are missing.
private struct Spread {
  let mean: Double
  let deviation: Double

  init(_ numbers: [Double]) {
    let present = numbers.filter { !$0.isNaN }
    let count = Double(present.count)
    let mean = present.reduce(0, +) / count
    self.mean = mean
    deviation = (present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
  }
}

/// What an outlier may hold in a column.
private enum OutlierColumn {
  case number(Spread)
  case level([Int32])

  func value(
    within distance: ClosedRange<Double>, using generator: inout SeededGenerator
  ) -> Dataset.MadeValue {
    switch self {
    case .number(let spread):
      let side = generator.bernoulli(0.5) ? 1.0 : -1
      let length =
        distance.lowerBound + generator.uniform() * (distance.upperBound - distance.lowerBound)
      return .number(spread.mean + side * length * spread.deviation)
    case .level(let codes):
      return .level(codes.isEmpty ? -1 : codes[generator.integer(below: codes.count)])
    }
  }
}
