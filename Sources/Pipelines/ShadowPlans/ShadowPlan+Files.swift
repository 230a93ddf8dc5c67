import Arrays
import Foundation
import HDF5
import Tables

extension ShadowPlan {
  /// How a plan is written for those who train.
  package enum FileFormat: String, CaseIterable, Sendable {
    /// The arrays `keep` and `plan` of NumPy.
    case npz
    /// The datasets `keep` and `plan`.
    case h5
    /// A row of 0 and 1 for each model, one column for each record.
    case csv
  }

  /// The name of the file that says how the plan was drawn.
  private static let descriptionName = "plan.json"

  /// The name of the file with the models' records.
  package static func fileName(_ format: FileFormat) -> String { "plan.\(format.rawValue)" }

  /// Which models get which records, as a file.
  ///
  /// - Parameters:
  ///   - format: The file's format.
  ///   - folder: The folder to write to.
  /// - Throws: An error in one line where it cannot be written.
  package func write(_ format: FileFormat, to folder: String) throws {
    let path = folder + "/" + Self.fileName(format)
    let shape = [modelCount, recordCount]
    switch format {
    case .npz:
      var archive = NPZWriter()
      try archive.add("keep", NPYWriter(keep.flatMap { $0 }, shape: shape))
      try archive.add("plan", NPYWriter([fingerprint], shape: [1]))
      try Self.replace(path, archive.bytes)
    case .h5:
      let file = try HDF5Writer(replacing: path)
      try file.write(keep.flatMap { $0 }, shape: shape, at: "keep")
      try file.write([fingerprint], shape: [1], at: "plan")
      try file.commit()
    case .csv:
      var bytes: [UInt8] = []
      for row in keep {
        for (record, isKept) in row.enumerated() {
          if record > 0 { bytes.append(0x2C) }
          bytes.append(isKept ? 0x31 : 0x30)
        }
        bytes.append(0x0A)
      }
      try Self.replace(path, bytes)
    }
  }

  /// How the plan was drawn, from which it can be drawn again.
  ///
  /// - Parameter folder: The folder to write to.
  /// - Throws: An error in one line where it cannot be written.
  package func writeDescription(to folder: String) throws {
    let text = """
      {
        "version": 1,
        "models": \(modelCount),
        "records": \(recordCount),
        "subsets": "\(subsets.rawValue)",
        "seed": \(seed),
        "fingerprint": \(fingerprint),
        "notAudited": [\(notAudited.map(String.init).joined(separator: ", "))]
      }

      """
    try Self.replace(folder + "/" + Self.descriptionName, Array(text.utf8))
  }

  private var notAudited: [Int] {
    let audited = Set(audited)
    return (0..<recordCount).filter { !audited.contains($0) }
  }

  /// Draws a plan again from its description.
  ///
  /// - Parameter folder: The folder that the plan was written to.
  /// - Throws: An error in one line where there is none, or it was changed by hand.
  package init(in folder: String) throws {
    let path = folder + "/" + Self.descriptionName
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw PipelinesError("\(path): no such file; name a folder that 'rollcall plan' wrote")
    }
    guard bytes.count < 1 << 26 else {
      throw PipelinesError("\(path): is too large for a plan; write it again")
    }
    struct Description: Decodable {
      let version, models, records, seed: Int
      let fingerprint: Int64
      let subsets: String
      let notAudited: [Int]
    }
    let read: Description
    do {
      read = try JSONDecoder().decode(Description.self, from: bytes)
    } catch {
      throw PipelinesError("\(path): is no plan of this program; write it again")
    }
    guard read.version == 1, let subsets = Subsets(rawValue: read.subsets), read.models > 0,
      read.models <= 1_000_000, read.seed >= 0, read.records > 0, read.records < 1 << 31,
      read.notAudited.allSatisfy({ (0..<read.records).contains($0) })
    else { throw PipelinesError("\(path): is no plan of this version; write it again") }
    let others = Set(read.notAudited)
    self = try ShadowPlan(
      models: read.models, audited: (0..<read.records).filter { !others.contains($0) },
      recordCount: read.records, subsets: subsets, seed: read.seed)
    guard fingerprint == read.fingerprint else {
      throw PipelinesError("\(path): was changed by hand; write the plan again")
    }
  }

  /// Whether a folder holds a plan.
  package static func exists(in folder: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/" + descriptionName)
  }

  private static func replace(_ path: String, _ bytes: [UInt8]) throws {
    do {
      try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw PipelinesError("\(path): cannot be written; check the folder's rights and space")
    }
  }
}

extension ModelExperiment {
  /// The records that shadow models can be trained on: those of the data without the population.
  ///
  /// - Returns: Row numbers, ascending, and the number of all records.
  /// - Throws: An error in one line where the data or the population cannot be read.
  package func shadowRecords() throws -> (audited: [Int], recordCount: Int) {
    let dataset = try source.read(relativeTo: head.folder, name: head.name)
    let none = Array(repeating: false, count: dataset.count)
    let rows = try rows(dataset, isMember(dataset) ?? none)
    return (rows.audited, dataset.count)
  }
}
