import Foundation
package import Settings
package import Statistics
package import Tables

/// How the records of one table are divided among clients.
package enum ClientSplit: Equatable, Sendable {
  /// All records are one client's.
  case single(named: String)
  /// So many clients of equal size, at random.
  case even(Int)
  /// Each file that records were read from is a client.
  case file
  /// Each level of a group is a client.
  case group(String)
  /// For each level of a group the clients' shares of its records.
  case shares(by: String, levels: [String: [Double]])
  /// For each level of a group (and the label, where that is named) shares drawn from a symmetric Dirichlet distribution.
  case dirichlet(by: String, clients: Int, concentration: Double)

  private enum Rule: String, CaseIterable { case single, even, file, group, shares, dirichlet }

  /// Reads the rule.
  ///
  /// - Parameter settings: The mapping of the rule.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    let rule = try settings.choice(
      "rule", default: Rule.single, "how records are divided among clients")
    let attribute = try settings.optionalText(
      "by", "the group (or 'label') whose levels are divided; for group, shares and dirichlet")
    let count = try settings.integer(
      "clients", default: 3, in: 1...10_000, "clients of even and dirichlet")
    let concentration = try settings.number(
      "alpha", default: 1, in: 1e-3...1e6,
      "concentration of dirichlet; small is uneven, large is even")
    let levels = try Self.shares(&settings)
    func required() throws -> String {
      guard let attribute else {
        throw settings.error("rule", "'\(rule.rawValue)' needs 'by': the group to divide by")
      }
      return attribute
    }
    switch rule {
    case .single: self = .single(named: "client")
    case .even: self = .even(count)
    case .file: self = .file
    case .group: self = .group(try required())
    case .shares:
      guard let first = levels.values.first, levels.values.allSatisfy({ $0.count == first.count })
      else {
        throw settings.error(
          "rule", "'shares' needs 'shares': {level: [share, ...]}, as many shares for each level")
      }
      self = .shares(by: try required(), levels: levels)
    case .dirichlet:
      self = .dirichlet(by: try required(), clients: count, concentration: concentration)
    }
  }

  private static func shares(_ settings: inout Settings) throws -> [String: [Double]] {
    var shares: [String: [Double]] = [:]
    for (level, text) in try settings.textMap(
      "shares", "level: 'share, share, ...' for each client, which add up to 1")
    {
      let numbers = text.split(separator: ",").map {
        Double($0.trimmingCharacters(in: .whitespaces)) ?? -1
      }
      guard !numbers.isEmpty, numbers.allSatisfy({ $0 >= 0 }),
        abs(numbers.reduce(0, +) - 1) < 1e-6
      else {
        throw settings.error(
          "shares", "the shares of '\(level)' must be numbers of 0 or more that add up to 1")
      }
      shares[level] = numbers
    }
    return shares
  }

  /// Divides records.
  ///
  /// - Parameters:
  ///   - rows: The records' row numbers.
  ///   - table: The table.
  ///   - generator: What is drawn from.
  /// - Returns: The clients in order, each with its row numbers, ascending; some may have none.
  /// - Throws: `BilevelError` where the table has no such group or level.
  package func clients(
    _ rows: [Int], of table: Dataset, using generator: inout SeededGenerator
  ) throws(BilevelError) -> [(name: String, rows: [Int])] {
    switch self {
    case .single(let name): return [(name, rows)]
    case .even(let count):
      var order = rows
      generator.shuffle(&order)
      return (0..<count).map { client in
        let own = order.enumerated().filter { $0.offset % count == client }.map(\.element)
        return ("client \(client + 1)", own.sorted())
      }
    case .file: return Self.files(rows, of: table)
    case .group(let name):
      let codes = try Self.categories(name, of: table)
      return codes.names.enumerated().map { level, name in
        (name, rows.filter { codes.codes[$0] == Int32(level) })
      }
    case .shares(let name, let levels):
      let codes = try Self.categories(name, of: table)
      if let missing = codes.names.first(where: { level in
        levels[level] == nil && rows.contains { codes.names[Int(codes.codes[$0])] == level }
      }) {
        throw BilevelError("'shares' says nothing of the level '\(missing)' of '\(name)'; add it")
      }
      return divide(rows, codes, count: levels.values.first?.count ?? 1, &generator) {
        levels[$0] ?? []
      }
    case .dirichlet(let name, let count, let concentration):
      let codes = try Self.categories(name, of: table)
      var draws = generator
      defer { generator = draws }
      let shares = codes.names.map { _ in
        dirichletShares(count, concentration: concentration, using: &draws)
      }
      let places = Dictionary(uniqueKeysWithValues: zip(codes.names, shares))
      return divide(rows, codes, count: count, &draws) { places[$0] ?? [] }
    }
  }

  /// The records of each file; those that were put after them, as canaries are, belong to the last.
  private static func files(
    _ rows: [Int], of table: Dataset
  ) -> [(name: String, rows: [Int])] {
    var start = 0
    let names = distinct(table.sources.map(\.name))
    return table.sources.enumerated().map { place, source in
      let isLast = place + 1 == table.sources.count
      let own = start..<(isLast ? Int.max : start + source.recordCount)
      start += source.recordCount
      return (names[place], rows.filter { own.contains($0) })
    }
  }

  /// Names with a number after those that were there before, as of files of one name in several folders.
  private static func distinct(_ names: [String]) -> [String] {
    names.enumerated().map { place, name in
      let before = names[..<place].count { $0 == name }
      return before == 0 ? name : "\(name) (\(before + 1))"
    }
  }

  private static func categories(
    _ name: String, of table: Dataset
  ) throws(BilevelError) -> Categories {
    if name == "label" { return table.label }
    guard let group = table.groups.first(where: { $0.name == name }) else {
      throw BilevelError(
        "clients are divided by '\(name)', which is no group of the data; there are "
          + (["label"] + table.groups.map(\.name)).joined(separator: ", "))
    }
    return group.categories
  }

  /// Deals each level's records, in a random order, by cumulative shares.
  private func divide(
    _ rows: [Int], _ codes: Categories, count: Int, _ generator: inout SeededGenerator,
    shares: (String) -> [Double]
  ) -> [(name: String, rows: [Int])] {
    var clients: [[Int]] = Array(repeating: [], count: count)
    for (level, name) in codes.names.enumerated() {
      var own = rows.filter { codes.codes[$0] == Int32(level) }
      generator.shuffle(&own)
      var (start, sum) = (0, 0.0)
      for (client, share) in shares(name).enumerated() {
        sum += share
        let end = client == count - 1 ? own.count : Int((sum * Double(own.count)).rounded())
        clients[client] += own[start..<max(start, end)]
        start = max(start, end)
      }
    }
    return clients.enumerated().map { ("client \($0 + 1)", $1.sorted()) }
  }
}

/// Shares drawn from a symmetric Dirichlet distribution.
private func dirichletShares(
  _ count: Int, concentration: Double, using generator: inout SeededGenerator
) -> [Double] {
  var draws: [Double] = []
  for _ in 0..<count { draws.append(gamma(concentration, using: &generator)) }
  let total = draws.reduce(0, +)
  return total > 0 ? draws.map { $0 / total } : draws.map { _ in 1 / Double(count) }
}

/// A gamma variate of scale 1 (Marsaglia and Tsang 2000), below shape 1 by Stuart's power of a uniform.
private func gamma(_ shape: Double, using generator: inout SeededGenerator) -> Double {
  guard shape >= 1 else {
    let uniform = 1 - generator.uniform()
    return gamma(shape + 1, using: &generator) * pow(uniform, 1 / shape)
  }
  let offset = shape - 1 / 3.0
  let scale = 1 / (9 * offset).squareRoot()
  while true {
    let draw = generator.normal()
    let root = 1 + scale * draw
    guard root > 0 else { continue }
    let cube = root * root * root
    let bound = 0.5 * draw * draw + offset * (1 - cube + log(cube))
    if log(1 - generator.uniform()) < bound { return offset * cube }
  }
}
