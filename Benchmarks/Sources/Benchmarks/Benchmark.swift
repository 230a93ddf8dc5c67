/// What all measurements share.
package struct Conditions: Sendable {
  /// Where the peers are.
  package let peers: Peers
  /// The measured repetitions, after one that only warms up.
  package let repetitions: Int
  /// A folder for the data that ours and peer read.
  package let folder: String

  /// Creates the conditions of a run.
  package init(peers: Peers, repetitions: Int, folder: String) {
    precondition(repetitions > 0, "\(repetitions) repetitions measure nothing")
    (self.peers, self.repetitions, self.folder) = (peers, repetitions, folder)
  }
}

/// A measurement that stands behind one claim.
package protocol Benchmark: Sendable {
  /// What is claimed, in a few words.
  var name: String { get }

  /// Measures ours and peer in turn.
  func measure(under conditions: Conditions) async throws -> Claim
}

/// All measurements, in the order of the table.
package let benchmarks: [any Benchmark] =
  TrainingShape.all.map(TrainerBenchmark.init) + TrainingShape.all.map(MemoryBenchmark.init)
  + [
    LiRABenchmark(), RMIABenchmark(), BankBenchmark(), BankMemoryBenchmark(), BootstrapBenchmark(),
    OneRunBenchmark(form: .pure), OneRunBenchmark(form: .gaussian), CSVBenchmark(),
    NeighborBenchmark(), GowerBenchmark(), ClosestRecordBenchmark(), FairnessBenchmark(),
    FairSetBenchmark(),
  ]
  + [NoiseBenchmark(sigma: 10), NoiseBenchmark(sigma: 1000), AccountantBenchmark()]
  + TrainingShape.all.prefix(2).map { PrivateTrainerBenchmark(shape: $0) }
  + [CountingBenchmark(), StreamedSynthesisBenchmark()]
  + TablePassBenchmark.Pass.allCases.map(TablePassBenchmark.init) + SynthesisBenchmark.all
  + imageBenchmarks

private let imageBenchmarks: [any Benchmark] =
  ImageTask.all.map(ImageBenchmark.init) + ImageTask.all.map(ImageMemoryBenchmark.init)
  + onnxBenchmarks

private let onnxBenchmarks: [any Benchmark] = OnnxBenchmark.Kind.allCases.map {
  OnnxBenchmark(kind: $0)
}
