import Auditing
import HDF5
import Models
import Tensors

/// The file of one passage: its fingerprint, and what was observed after each stage.
enum PassFile {
  private static let format = "rollcall pass"

  static func write(
    _ outputs: [PipelinePass.StageOutput], to path: String, fingerprint: PassFingerprint,
    experiment: String
  ) throws {
    let file = try HDF5Writer(replacing: path)
    try file.setAttribute("format", of: "/", to: format)
    try file.setAttribute("formatVersion", of: "/", to: PassFingerprint.version)
    try file.setAttribute("experiment", of: "/", to: experiment)
    try file.setAttribute("label", of: "/", to: fingerprint.label)
    for (cause, hash) in fingerprint.hashes {
      try file.setAttribute("cause-\(cause.rawValue)", of: "/", to: hash)
    }
    try file.group("/stages")
    for (stage, output) in outputs.enumerated() {
      try file.group("/stages/\(stage)")
      if let release = output.release {
        try release.write(to: file, at: "/stages/\(stage)/release")
      }
      if let observation = output.observation {
        try write(observation, to: file, stage: stage)
      }
      guard !output.weights.isEmpty else { continue }
      try file.group("/stages/\(stage)/weights")
      for (name, values) in output.weights {
        try file.write(
          values.scalars, shape: values.shape, at: "/stages/\(stage)/weights/\(name)")
      }
    }
    try file.commit()
  }

  private static func write(
    _ observation: Observation, to file: borrowing HDF5Writer, stage: Int
  ) throws {
    for (statistic, values) in observation.statistics {
      try file.write(
        values.scalars, shape: values.shape, at: "/stages/\(stage)/\(statistic.rawValue)")
    }
    if let isCorrect = observation.isCorrect {
      try file.write(
        isCorrect, shape: [isCorrect.count], at: "/stages/\(stage)/is_correct")
    }
    if let predicted = observation.predicted {
      try file.write(
        predicted.map(Int64.init), shape: [predicted.count], at: "/stages/\(stage)/predicted")
    }
    if let probability = observation.positiveProbability {
      try file.write(
        probability, shape: [probability.count], at: "/stages/\(stage)/positive_probability")
    }
  }

  /// Reads a file without its weights, nil where it is not the passage that the fingerprint names or is not whole.
  static func read(
    _ path: String, fingerprint: PassFingerprint, recordCount: Int
  ) throws -> [PipelinePass.StageOutput]? {
    let file = try HDF5Reader(path: path)
    guard try self.fingerprint(file) == fingerprint else { return nil }
    var outputs: [PipelinePass.StageOutput] = []
    for stage in try file.children(of: "/stages").indices {
      let names = try file.children(of: "/stages/\(stage)")
      if names.isEmpty {
        outputs.append(PipelinePass.StageOutput())
      } else if names.contains("release") {
        let release = try ReleasedTable(file, at: "/stages/\(stage)/release")
        outputs.append(PipelinePass.StageOutput(release: release))
      } else {
        guard let observation = try observation(file, stage: stage, names, recordCount) else {
          return nil
        }
        outputs.append(PipelinePass.StageOutput(observation: observation))
      }
    }
    return outputs
  }

  /// What was observed after a stage; nil where it is not of so many records.
  private static func observation(
    _ file: borrowing HDF5Reader, stage: Int, _ names: [String], _ recordCount: Int
  ) throws -> Observation? {
    var statistics: [OutputStatistic: Tensor<Double>] = [:]
    for statistic in OutputStatistic.allCases where names.contains(statistic.rawValue) {
      let place = "/stages/\(stage)/\(statistic.rawValue)"
      let shape = try file.shape(of: place)
      guard shape.count == 2, shape[0] == recordCount else { return nil }
      statistics[statistic] = Tensor(shape: shape, scalars: try file.doubles(at: place))
    }
    let isCorrect = try file.booleans(at: "/stages/\(stage)/is_correct")
    let predicted = try file.integers(at: "/stages/\(stage)/predicted").map(Int32.init)
    let place = "/stages/\(stage)/positive_probability"
    let probability = names.contains("positive_probability") ? try file.doubles(at: place) : nil
    guard isCorrect.count == recordCount, predicted.count == recordCount,
      probability.map({ $0.count == recordCount }) ?? true
    else { return nil }
    return Observation(
      statistics: statistics, isCorrect: isCorrect, predicted: predicted,
      positiveProbability: probability)
  }

  /// The fingerprint of a file.
  static func fingerprint(_ path: String) throws -> PassFingerprint {
    try fingerprint(try HDF5Reader(path: path))
  }

  /// The experiment's name in a file.
  static func experiment(_ path: String) throws -> String {
    try HDF5Reader(path: path).text(attribute: "experiment", of: "/")
  }

  private static func fingerprint(_ file: borrowing HDF5Reader) throws -> PassFingerprint {
    guard try file.text(attribute: "format", of: "/") == format else {
      throw PipelinesError("not a file of the cache")
    }
    var hashes: [PassFingerprint.Cause: String] = [:]
    for cause in PassFingerprint.Cause.allCases {
      hashes[cause] = try file.text(attribute: "cause-\(cause.rawValue)", of: "/")
    }
    return PassFingerprint(label: try file.text(attribute: "label", of: "/"), hashes: hashes)
  }
}
