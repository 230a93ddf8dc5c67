import Statistics
package import Tables

/// A table of related columns: a score, a count that follows it, a colour and a size that depend on each other, and a label.
package func sampleTable(_ count: Int, seed: UInt64, name: String = "real") -> Dataset {
  var generator = SeededGenerator(seed: seed, label: "sample table")
  var (score, tally): ([Double], [Double]) = ([], [])
  var (colour, size, label): ([Int32], [Int32], [Int32]) = ([], [], [])
  for _ in 0..<count {
    let value = generator.normal()
    score.append(generator.bernoulli(0.05) ? .nan : value)
    tally.append((2 * value + generator.normal()).rounded())
    let shade = generator.integer(below: 4)
    colour.append(generator.bernoulli(0.05) ? -1 : Int32(shade))
    size.append(generator.bernoulli(0.7) ? Int32(shade / 2) : Int32(generator.integer(below: 2)))
    label.append(value + generator.normal() > 0 ? 1 : 0)
  }
  return table(
    name, numbers: ["score": score, "tally": tally],
    levels: ["colour": (colour, ["blue", "green", "red", "white"]), "size": (size, ["l", "s"])],
    label: (label, ["no", "yes"]))
}

/// A table of given columns, in the order of their names, numeric ones first.
package func table(
  _ name: String, numbers: [String: [Double]] = [:],
  levels: [String: ([Int32], [String])] = [:], label: ([Int32], [String])
) -> Dataset {
  let numeric = numbers.sorted { $0.key < $1.key }.map {
    Feature(name: $0.key, values: .numeric($0.value))
  }
  let categorical = levels.sorted { $0.key < $1.key }.map {
    Feature(
      name: $0.key, values: .categorical(Categories(codes: $0.value.0, names: $0.value.1)))
  }
  return Dataset(
    name: name, features: numeric + categorical,
    label: Categories(codes: label.0, names: label.1), groups: [], sources: [])
}

/// The records with every column in a random order of its own: all single columns stay as they are, nothing goes together.
package func shufflingColumns(_ data: Dataset, seed: UInt64) -> Dataset {
  var generator = SeededGenerator(seed: seed, label: "shuffled columns")
  let features = data.features.map { feature in
    let order = generator.permutation(data.count)
    switch feature.values {
    case .numeric(let numbers):
      return Feature(name: feature.name, values: .numeric(order.map { numbers[$0] }))
    case .categorical(let levels):
      return Feature(
        name: feature.name,
        values: .categorical(
          Categories(codes: order.map { levels.codes[$0] }, names: levels.names)))
    }
  }
  let order = generator.permutation(data.count)
  return Dataset(
    name: "shuffled", features: features,
    label: Categories(codes: order.map { data.label.codes[$0] }, names: data.label.names),
    groups: [], sources: [])
}

/// A table of categorical columns `c0`, `c1` and so on; the label is constant.
package func codedTable(_ columns: [[Int32]], sizes: [Int]) -> Dataset {
  Dataset(
    name: "coded",
    features: columns.indices.map { place in
      Feature(
        name: "c\(place)",
        values: .categorical(
          Categories(codes: columns[place], names: (0..<sizes[place]).map { "l\($0)" })))
    },
    label: Categories(codes: columns[0].map { _ in 0 }, names: ["no"]), groups: [], sources: [])
}
