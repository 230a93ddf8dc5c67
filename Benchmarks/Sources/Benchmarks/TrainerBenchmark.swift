import Foundation
import Statistics

/// The speed of training many models, beside PyTorch.
struct TrainerBenchmark: Benchmark {
  private let shape: TrainingShape
  private static let (trainCount, testCount) = (20_480, 5000)

  init(_ shape: TrainingShape) { self.shape = shape }

  var name: String { "train \(shape.name)" }

  func measure(under conditions: Conditions) async throws -> Claim {
    let task = PrototypeTask(shape, trainCount: Self.trainCount, testCount: Self.testCount)
    try task.write(to: conditions.folder)
    let own = try OwnTrainer(shape, task)
    let threads = try TorchTrainer(conditions, shape, processes: 1, threads: coreCount)
    defer { threads?.end() }
    let processes = try TorchTrainer(conditions, shape, processes: coreCount, threads: 1)
    defer { processes?.end() }
    var series = TrainingSeries()
    for repetition in 0...conditions.repetitions {
      let seed = repetition * coreCount
      let before = try await peak(processes)
      var pass = try await ownPass(own, task, firstSeed: seed)
      pass.append(before)
      pass.append(try await peak(processes))
      pass.joinPeaks()
      pass.productsAlone = [try await ProductsAlone(shape: shape).measure(batches: 200)]
      if let threads, let processes {
        try measure(threads, processes, firstSeed: seed, into: &pass)
      }
      if repetition > 0 { series.append(pass) }
    }
    return claim(series, versions: threads?.versions)
  }

  private func ownPass(
    _ own: OwnTrainer, _ task: PrototypeTask, firstSeed: Int
  ) async throws -> TrainingSeries {
    var pass = TrainingSeries()
    let run = try await onCores(coreCount) { try own.train(firstSeed + $0) }
    pass.ours = [speed(run.duration.wall)]
    pass.oursByWork = [speed(run.duration.processor)]
    pass.accuracies = run.results.map(task.accuracy)
    return pass
  }

  /// The rates of large products, which are measured right before and right after ours.
  private func peak(_ processes: TorchTrainer?) async throws -> TrainingSeries {
    var pass = TrainingSeries()
    let own = try await MatrixPeak().measure()
    pass.ownPeak = [own.wall]
    pass.peakByWork = [own.processor]
    if let processes { pass.peerPeak = [try processes.multiply(MatrixPeak())] }
    return pass
  }

  private func measure(
    _ threads: TorchTrainer, _ processes: TorchTrainer, firstSeed: Int,
    into pass: inout TrainingSeries
  ) throws {
    pass.oneProcess = [speed(try threads.train(firstSeed: firstSeed).wall)]
    let duration = try processes.train(firstSeed: firstSeed)
    pass.twoProcesses = [speed(duration.wall)]
    pass.peerByWork = [speed(duration.processor)]
    pass.peerAccuracies = try threads.accuracies() + processes.accuracies()
  }

  /// The samples per second of all models together.
  private func speed(_ seconds: Double) -> Double {
    Double(coreCount * shape.epochs * Self.trainCount) / seconds
  }

  private func claim(_ series: TrainingSeries, versions: String?) -> Claim {
    let peer = [series.oneProcess, series.twoProcesses].filter { !$0.isEmpty }.map(Repetitions.init)
      .max { $0.median < $1.median }
    // The quicker library, in each repetition as it was beside ours.
    let peaks = [series.ownPeak, series.peerPeak].filter { !$0.isEmpty }
      .max { median($0) < median($1) }
    let limits = (peaks ?? []).map { $0 / shape.operationsPerSample }
    return Claim(
      name: name, quantity: .samplesPerSecond,
      measured: Measured(
        ours: Repetitions(series.ours), peer: peer, limits: Repetitions(limits)),
      threshold: shape.threshold,
      remarks: series.remarks(operationsPerSample: shape.operationsPerSample, versions: versions))
  }
}

/// What the repetitions of one training benchmark measured.
private struct TrainingSeries {
  var ours: [Double] = []
  var oneProcess: [Double] = []
  var twoProcesses: [Double] = []
  var ownPeak: [Double] = []
  var peerPeak: [Double] = []
  var productsAlone: [Double] = []
  /// The same per second of one core's work, which other programs disturb less.
  var oursByWork: [Double] = []
  var peerByWork: [Double] = []
  var peakByWork: [Double] = []
  var accuracies: [Double] = []
  var peerAccuracies: [Double] = []

  mutating func append(_ pass: TrainingSeries) {
    ours += pass.ours
    oneProcess += pass.oneProcess
    twoProcesses += pass.twoProcesses
    ownPeak += pass.ownPeak
    peerPeak += pass.peerPeak
    productsAlone += pass.productsAlone
    oursByWork += pass.oursByWork
    peerByWork += pass.peerByWork
    peakByWork += pass.peakByWork
    accuracies += pass.accuracies
    peerAccuracies += pass.peerAccuracies
  }

  /// Replaces the peaks of a repetition by the rate of all of them together.
  mutating func joinPeaks() {
    func joined(_ rates: [Double]) -> [Double] {
      rates.isEmpty ? [] : [Double(rates.count) / rates.reduce(0) { $0 + 1 / $1 }]
    }
    (ownPeak, peerPeak) = (joined(ownPeak), joined(peerPeak))
    peakByWork = joined(peakByWork)
  }

  func remarks(operationsPerSample: Double, versions: String?) -> [String] {
    func rate(_ values: [Double], _ unit: Double = 1) -> String {
      values.isEmpty ? "-" : Quantity.text(median(values) / unit)
    }
    return [
      "accuracy on new records: ours \(Self.accuracy(accuracies)), peer \(Self.accuracy(peerAccuracies))",
      "peer: one process of 2 threads \(rate(oneProcess)), two of 1 \(rate(twoProcesses)) samples/s"
        + (versions.map { " (\($0))" } ?? ""),
      "limit: \(Quantity.text(operationsPerSample / 1000)) kflop a sample at the greater of "
        + "\(rate(ownPeak, 1e9)) (ours) and \(rate(peerPeak, 1e9)) (peer) Gflop/s, measured right before and "
        + "right after ours; its share is the median of the repetitions' shares",
      "our libraries on the same products and nothing else: \(rate(productsAlone)) samples/s",
      byWork(operationsPerSample: operationsPerSample),
    ]
  }

  /// The claim once more for a second of one core's work.
  private func byWork(operationsPerSample: Double) -> String {
    let ours = median(oursByWork)
    let share = 100 * ours * operationsPerSample / median(peakByWork)
    let text = "for a second of one core's work: ours \(Quantity.text(ours)), "
    guard !peerByWork.isEmpty else {
      return text + String(format: "%.0f%% of our libraries' peak", share)
    }
    let peer = median(peerByWork)
    return text + "two processes of the peer \(Quantity.text(peer)) samples: "
      + String(format: "%.2fx, %.0f%% of our libraries' peak", ours / peer, share)
  }

  /// The mean over models, with the standard error.
  private static func accuracy(_ values: [Double]) -> String {
    guard values.count > 1 else { return "-" }
    let error = (sampleVariance(values) / Double(values.count)).squareRoot()
    return String(format: "%.4f ± %.4f (%d models)", mean(values), error, values.count)
  }
}
