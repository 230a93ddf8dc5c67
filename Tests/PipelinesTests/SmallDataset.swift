import Pipelines
import Statistics
import Tables

/// A dataset of two classes and two sexes, which tests divide.
enum SmallDataset {
  static func make(count: Int) -> Dataset {
    var generator = SeededGenerator(seed: 4, label: "small dataset")
    let numbers = (0..<count).map { _ in generator.normal() }
    let codes = (0..<count).map { _ in Int32(generator.bernoulli(0.3) ? 1 : 0) }
    let sexes = (0..<count).map { _ in Int32(generator.bernoulli(0.6) ? 1 : 0) }
    return Dataset(
      name: "small",
      features: [
        Feature(name: "x", values: .numeric(numbers)),
        Feature(
          name: "kind",
          values: .categorical(Categories(codes: codes.reversed(), names: ["a", "b"]))),
      ],
      label: Categories(codes: codes, names: ["no", "yes"]),
      groups: [Group(name: "sex", categories: Categories(codes: sexes, names: ["f", "m"]))],
      sources: [])
  }

  static func oneStratum(_ count: Int) throws -> Strata {
    try Strata([], of: make(count: count))
  }
}
