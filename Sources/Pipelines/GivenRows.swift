import Arrays

/// Which rows of given numbers are attacked, and which are records that no model saw.
///
/// Rows are numbered as in the files that hold the attacked records; those of separate arrays for the population come after them.
struct GivenRows: Equatable, Sendable {
  /// The number of rows in the files of the attacked records.
  let ownCount: Int
  /// The number of rows in separate files of the population.
  let furtherCount: Int
  /// The rows of the population, ascending.
  let population: [Int]
  /// The other rows, ascending.
  let audited: [Int]

  /// Sorts the rows.
  ///
  /// - Parameters:
  ///   - ownCount: The number of rows in the files of the attacked records.
  ///   - furtherCount: The number of rows in separate files of the population.
  ///   - named: Rows of the first files that are of the population, each once.
  init(ownCount: Int, furtherCount: Int = 0, named: [Int] = []) {
    (self.ownCount, self.furtherCount) = (ownCount, furtherCount)
    var isNamed = Array(repeating: false, count: ownCount)
    for row in named { isNamed[row] = true }
    audited = isNamed.indices.filter { !isNamed[$0] }
    population =
      isNamed.indices.filter { isNamed[$0] } + Array(ownCount..<ownCount + furtherCount)
  }

  /// The number of all rows.
  var count: Int { ownCount + furtherCount }
  /// The rows in the order in which models are asked about them.
  var observed: [Int] { audited + population }

  /// What messages call a row.
  func name(_ row: Int) -> String {
    row < ownCount ? "record \(row)" : "record \(row - ownCount) of the population"
  }

  /// Says of each row whether a model saw it, the separate population's included.
  func seen(_ own: [Bool]) -> [Bool] {
    own + Array(repeating: false, count: furtherCount)
  }

  /// Refuses a population of which a model saw a record.
  ///
  /// - Parameter models: For each model, by what messages call it, whether it saw each row.
  /// - Throws: `PipelinesError` naming the first such model and record.
  func checkUnseen(by models: [(name: String, seen: [Bool])]) throws(PipelinesError) {
    for (name, seen) in models {
      guard let row = population.first(where: { $0 < ownCount && seen[$0] }) else { continue }
      throw PipelinesError(
        "record \(row) of 'population' was seen by \(name); name records that no model saw, audited or "
          + "reference")
    }
  }
}

extension GivenArrays {
  /// Rows of a population, named by one truth value for each record or by their numbers.
  func named(_ text: String, count: Int) throws -> [Int] {
    let rows = try rows(text, count: count)
    try requirePopulation(rows.count, in: text)
    return rows
  }

  /// Rows named by one truth value for each record, or by their numbers.
  func rows(_ text: String, count: Int) throws -> [Int] {
    var file = try open(text)
    guard file.shape.count == 1 else {
      throw PipelinesError("\(text) has shape \(file.shape); give one axis")
    }
    let values = try file.remainingIntegers()
    let rows: [Int]
    if values.count == count, values.allSatisfy({ $0 == 0 || $0 == 1 }) {
      rows = values.indices.filter { values[$0] == 1 }
    } else {
      guard Set(values).count == values.count, values.allSatisfy({ (0..<count).contains($0) })
      else {
        throw PipelinesError(
          "\(text) is neither one truth value for each of \(count) records nor different record numbers "
            + "from 0 to \(count - 1)")
      }
      rows = values
    }
    return rows
  }

  /// Refuses a population that is too small to compare with.
  func requirePopulation(_ count: Int, in text: String) throws(PipelinesError) {
    guard count >= Split.smallestSide else {
      throw PipelinesError(
        "\(text): \(count) record(s) of the population: at least \(Split.smallestSide) are needed")
    }
  }
}
