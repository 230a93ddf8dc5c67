import Arrays
import Auditing
import Foundation
import Tables

extension ReleaseBank {
  /// Reads which records other releases were made from, one release at a time.
  ///
  /// - Parameters:
  ///   - bank: The files as settings name them.
  ///   - releases: The row numbers of each release's records, in the order of the files.
  ///   - folder: The folder that relative file names start from.
  ///   - recordCount: The members and non-members in their files, which are the first rows of the dataset.
  ///   - audited: The row numbers of the attacked ones among them.
  /// - Throws: An error in one line where files contradict each other or hold what cannot be.
  init(
    _ bank: ReleaseExperiment.Bank, releases: [[Int]], folder: String, recordCount: Int,
    audited: [Int]
  ) throws {
    if let empty = releases.firstIndex(where: \.isEmpty) {
      throw PipelinesError("\(bank.releases[empty]) of the bank holds no record; leave it out")
    }
    let reference = ArrayReference(bank.inclusion, relativeTo: folder)
    var file = try ArrayFile(path: reference.path, array: reference.array)
    guard file.shape == [releases.count, recordCount] else {
      throw PipelinesError(
        "\(bank.inclusion) has shape \(file.shape); give \(releases.count) releases x \(recordCount) "
          + "records, the members and then the non-members in the order of their files")
    }
    var rows: [[Bool]] = []
    for name in bank.releases {
      guard let row = try file.nextIntegers(rows: 1) else { break }
      guard row.allSatisfy({ $0 == 0 || $0 == 1 }) else {
        throw PipelinesError(
          "\(bank.inclusion) holds other values than 0 and 1 for \(name); give truth values")
      }
      guard row.contains(1) else {
        throw PipelinesError(
          "\(bank.inclusion) says that \(name) was made from none of the members and non-members")
      }
      rows.append(audited.map { row[$0] == 1 })
    }
    self.init(
      releases: releases, inclusion: Inclusion(rows),
      marginals: try bank.marginals.map { try Self.marginals($0, folder, count: releases.count) }
        ?? [])
  }

  /// The sets of columns that each release was made to keep.
  private static func marginals(_ name: String, _ folder: String, count: Int) throws -> [[[String]]]
  {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path(of: name, relativeTo: folder)))
    } catch {
      throw PipelinesError("\(name) cannot be read; name a JSON file, or leave 'marginals' out")
    }
    let marginals: [[[String]]]
    do {
      marginals = try JSONDecoder().decode([[[String]]].self, from: data)
    } catch {
      throw PipelinesError(
        "\(name) is no JSON list, for each release, of lists of column names: [[[\"age\", \"sex\"]]]"
      )
    }
    guard marginals.count == count else {
      throw PipelinesError(
        "\(name) has \(marginals.count) lists of marginals for \(count) releases")
    }
    guard marginals.allSatisfy({ $0.allSatisfy { !$0.isEmpty } }) else {
      throw PipelinesError("\(name) has a set without columns; leave it out")
    }
    return marginals
  }
}
