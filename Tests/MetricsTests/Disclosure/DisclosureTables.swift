import Metrics
import Statistics
import Tables

/// Small tables of one number, one category and further numbers for tests of disclosure.
enum DisclosureTables {
  /// A dataset of numeric columns and a categorical one.
  ///
  /// They are named `x0`, `x1` and so on, and `c`.
  static func dataset(_ numbers: [[Double]], levels: [String?]) -> Dataset {
    let names = Set(levels.compactMap(\.self)).sorted()
    let codes = levels.map { level in
      level.flatMap { names.firstIndex(of: $0) }.map(Int32.init) ?? -1
    }
    return Dataset(
      name: "disclosure",
      features: numbers.enumerated().map { Feature(name: "x\($0)", values: .numeric($1)) } + [
        Feature(name: "c", values: .categorical(Categories(codes: codes, names: names)))
      ], label: .notGiven(count: levels.count), groups: [], sources: [])
  }

  /// Tables of random records of `width` numbers: members, then a hold-out, then what is released.
  static func random(
    members: Int, holdOut: Int, released: Int, width: Int = 4, copying: Bool = false,
    seed: UInt64 = 3
  ) -> ReleaseTables {
    var generator = SeededGenerator(seed: seed, label: "disclosure tables")
    let real = members + holdOut
    func records(_ count: Int) -> [[Double]] {
      (0..<count).map { _ in
        (0..<width).map { _ in generator.normal().rounded(.down) + 0.01 * generator.uniform() }
      }
    }
    var rows = records(real)
    rows += copying ? Array(rows.prefix(released)) : records(released)
    let dataset = dataset(
      (0..<width).map { column in rows.map { $0[column] } },
      levels: rows.map { $0[0] > 0 ? "high" : "low" })
    return ReleaseTables(
      dataset, members: Array(0..<members), holdOut: Array(members..<real),
      released: Array(real..<real + released))
  }
}
