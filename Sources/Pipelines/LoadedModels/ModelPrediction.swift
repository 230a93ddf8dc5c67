import Arrays
import Auditing
import Foundation
import HDF5
import Models
import Tables
package import Tensors

/// What a model says of all records of its data, for audits that come later.
package struct ModelPrediction: Sendable {
  /// Records x classes: class scores before the softmax.
  package let logits: Tensor<Float>
  /// The class of each record.
  package let labels: [Int32]
  /// Whether the model was trained on each record; nil where that was not said.
  package let isMember: [Bool]?
  /// How many records the model was asked about.
  package let queryCount: Int

  /// Asks the model of an experiment about all records.
  ///
  /// - Parameters:
  ///   - experiment: The data and the model.
  ///   - surroundings: The environment and the threads.
  /// - Throws: An error in one line where the model cannot be loaded or asked; nothing is then returned.
  package init(_ experiment: ModelExperiment, _ surroundings: ModelAudit.Surroundings) async throws
  {
    guard experiment.queries.count == 1 else {
      throw PipelinesError(
        "signals for later are of the records themselves; leave 'queries' out, or audit by 'rollcall run'"
      )
    }
    let records = try experiment.records()
    isMember = try experiment.isMember(records.dataset)
    labels = records.dataset.label.codes
    (logits, queryCount) = try await experiment.target.withModel(
      on: records, folder: experiment.head.folder, environment: surroundings.environment,
      threads: surroundings.threads
    ) { model, counter in
      (try await model.logits(ofRows: Array(0..<records.count), of: records), counter.count)
    }
  }

  /// Writes the arrays `logits`, `labels` and, where it is known, `membership` under the file's final name when all is written.
  ///
  /// - Parameter path: A file that ends in .npz, .h5 or .hdf5.
  /// - Throws: An error in one line where it cannot be written.
  package func write(to path: String) throws {
    let shape = [logits.rowCount, logits.rowLength]
    switch URL(filePath: path).pathExtension.lowercased() {
    case "npz":
      var archive = NPZWriter()
      try archive.add("logits", NPYWriter(logits.scalars, shape: shape))
      try archive.add("labels", NPYWriter(labels.map(Int64.init), shape: [labels.count]))
      if let isMember {
        try archive.add("membership", NPYWriter(isMember, shape: [isMember.count]))
      }
      do {
        try Data(archive.bytes).write(to: URL(filePath: path), options: .atomic)
      } catch {
        throw PipelinesError("\(path): cannot be written; check the folder's rights and space")
      }
    case "h5", "hdf5":
      let file = try HDF5Writer(replacing: path)
      try file.write(logits.scalars, shape: shape, at: "logits")
      try file.write(labels, shape: [labels.count], at: "labels")
      if let isMember { try file.write(isMember, shape: [isMember.count], at: "membership") }
      try file.commit()
    default:
      throw PipelinesError("\(path): what is written is told by .h5 or .npz; end the name in one")
    }
  }

  /// Refuses a name that nothing could be written to.
  ///
  /// - Parameter path: The file.
  /// - Throws: `PipelinesError` where it ends in neither .npz nor .h5 or .hdf5.
  package static func check(_ path: String) throws {
    let ending = URL(filePath: path).pathExtension.lowercased()
    guard ["npz", "h5", "hdf5"].contains(ending) else {
      throw PipelinesError("\(path): what is written is told by .h5 or .npz; end the name in one")
    }
  }
}
