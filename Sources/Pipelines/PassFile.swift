import Auditing
import Foundation
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
        try write(observation, to: file, at: "/stages/\(stage)")
      }
      if let origin = output.origin {
        try write(origin, output.ownModels, to: file, at: "/stages/\(stage)/origin")
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

  /// Writes how a model came about, and what was observed of contributors' models.
  private static func write(
    _ origin: ReleaseOrigin, _ models: [String: Observation], to file: borrowing HDF5Writer,
    at place: String
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try file.group(place)
    try file.write(
      [String(decoding: try encoder.encode(origin), as: UTF8.self)], shape: [1],
      at: place + "/told")
    for (number, share) in origin.shares.enumerated() {
      guard let observation = models[share.name] else { continue }
      try file.group("\(place)/\(number)")
      try write(observation, to: file, at: "\(place)/\(number)")
    }
  }

  private static func write(
    _ observation: Observation, to file: borrowing HDF5Writer, at place: String
  ) throws {
    for (statistic, values) in observation.statistics {
      try file.write(values.scalars, shape: values.shape, at: "\(place)/\(statistic.rawValue)")
    }
    if let isCorrect = observation.isCorrect {
      try file.write(isCorrect, shape: [isCorrect.count], at: "\(place)/is_correct")
    }
    if let predicted = observation.predicted {
      try file.write(
        predicted.map(Int64.init), shape: [predicted.count], at: "\(place)/predicted")
    }
    if let probability = observation.positiveProbability {
      try file.write(
        probability, shape: [probability.count], at: "\(place)/positive_probability")
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
        guard let observation = try observation(file, at: "/stages/\(stage)", recordCount) else {
          return nil
        }
        var output = PipelinePass.StageOutput(observation: observation)
        if names.contains("origin") {
          try read(&output, file, at: "/stages/\(stage)/origin", recordCount)
        }
        outputs.append(output)
      }
    }
    return outputs
  }

  /// Reads how a model came about, and what was observed of contributors' models.
  private static func read(
    _ output: inout PipelinePass.StageOutput, _ file: borrowing HDF5Reader, at place: String,
    _ recordCount: Int
  ) throws {
    let text = try file.strings(at: place + "/told").joined()
    let origin = try JSONDecoder().decode(ReleaseOrigin.self, from: Data(text.utf8))
    output.origin = origin
    for (number, share) in origin.shares.enumerated()
    where file.contains("\(place)/\(number)") {
      output.ownModels[share.name] = try observation(file, at: "\(place)/\(number)", recordCount)
    }
  }

  /// What was observed of a model; nil where it is not of so many records.
  private static func observation(
    _ file: borrowing HDF5Reader, at group: String, _ recordCount: Int
  ) throws -> Observation? {
    let names = try file.children(of: group)
    var statistics: [OutputStatistic: Tensor<Double>] = [:]
    for statistic in OutputStatistic.allCases where names.contains(statistic.rawValue) {
      let place = "\(group)/\(statistic.rawValue)"
      let shape = try file.shape(of: place)
      guard shape.count == 2, shape[0] == recordCount else { return nil }
      statistics[statistic] = Tensor(shape: shape, scalars: try file.doubles(at: place))
    }
    let isCorrect = try file.booleans(at: "\(group)/is_correct")
    let predicted = try file.integers(at: "\(group)/predicted").map(Int32.init)
    let place = "\(group)/positive_probability"
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
