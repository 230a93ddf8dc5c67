import Evaluation
import Foundation
import ImageSets
import Statistics
import Tables
import Tensors

/// The images of a release audit, which become records of a few columns with coordinates of their own.
///
/// The columns are principal components, in which densities are estimated and models learn; distances are taken in the declared space.
/// Components are fitted on the reference records, or where there are none on the release: never on attacked ones alone.
struct GivenImages {
  /// The records that components are fitted on, at most; more are sampled.
  static let fitLimit = 10_000

  /// The number of images of each file.
  let counts: [Int]
  private let collection: ImageCollection
  /// What files give for each image; nil where pixels are compared.
  private let features: Coordinates?
  private let sources: [Source]
  private let declaration: ImageDeclaration
  private let name: String
  private let seed: UInt64

  /// Reads all sets: members, non-members, reference and release, in the order of the audit's rows.
  init(_ declaration: ImageDeclaration, _ experiment: ReleaseExperiment) throws {
    let sides: [(String, [String], [String], [String])] = [
      (
        "members", experiment.members, declaration.labels.members, declaration.features.members
      ),
      (
        "nonMembers", experiment.nonMembers, declaration.labels.nonMembers,
        declaration.features.nonMembers
      ),
      (
        "reference", experiment.reference, declaration.labels.reference,
        declaration.features.reference
      ),
      ("files", experiment.released, declaration.labels.released, declaration.features.released),
    ]
    for (side, files, labels, features) in sides {
      try Self.checkCompanions(
        "labels", labels, side, files, isWanted: !declaration.labels.isEmpty)
      try Self.checkCompanions(
        "features", features, side, files, isWanted: !declaration.features.isEmpty)
    }
    let collection = try Self.images(
      sides.flatMap(\.1), labels: sides.flatMap(\.2), declaration, experiment.head.folder)
    self.collection = collection
    counts = collection.counts
    let featureFiles = sides.flatMap(\.3).map {
      ArrayReference($0, relativeTo: experiment.head.folder)
    }
    features =
      featureFiles.isEmpty ? nil : try FeatureFiles(featureFiles, counts: counts).coordinates
    sources =
      try collection.sources
      + zip(featureFiles, counts).flatMap { try describeFiles([$0.path], recordCount: $1) }
    self.declaration = declaration
    (name, seed) = (experiment.head.name, UInt64(experiment.head.seed))
  }

  private static func checkCompanions(
    _ key: String, _ given: [String], _ side: String, _ files: [String], isWanted: Bool
  ) throws {
    guard isWanted, given.count != files.count else { return }
    throw PipelinesError(
      "'images: \(key)' gives \(given.count) files for the \(files.count) of '\(side)'; give one for each, in their order"
    )
  }

  private static func images(
    _ files: [String], labels: [String], _ declaration: ImageDeclaration, _ folder: String
  ) throws -> ImageCollection {
    var collection: ImageCollection?
    for (place, file) in files.enumerated() {
      let location = try ImageLocation(file, relativeTo: folder, layout: declaration.layout)
      var set = try readImages(location, format: declaration.format)
      if !labels.isEmpty {
        set = try labelling(set, from: ImageLocation(labels[place], relativeTo: folder))
      }
      var own = collection ?? ImageCollection(like: set)
      // Taken out, so that the values grow in place.
      collection = nil
      try own.append(set, at: file)
      collection = own
    }
    guard let collection else { throw PipelinesError("no images were named") }
    return collection
  }

  private var pixels: Coordinates {
    let values: Coordinates.Values =
      switch collection.pixels {
      case .bytes(let bytes): .bytes(bytes)
      case .numbers(let numbers): .numbers(numbers)
      }
    return Coordinates(
      values, width: collection.shape.valueCount,
      space: "pixels from 0 to 1, \(collection.shape)")
  }

  /// The images as records.
  ///
  /// - Parameter rows: The records that principal components are fitted on.
  /// - Returns: Records of components, with coordinates in the declared space.
  /// - Throws: An error in one line where these images are all alike, or there are too many.
  func records(fittedOn rows: [Int]) throws -> Records {
    let given = features ?? pixels
    let wanted: Int
    if case .components(let count) = declaration.space {
      wanted = count
    } else {
      wanted = declaration.components
    }
    let components = try PrincipalComponents(
      of: given.rows(sampled(rows)), count: wanted, seed: seed)
    guard components.count > 0 else {
      throw PipelinesError("the images that an attacker knows are all alike; bring others")
    }
    let projected = projections(given, components)
    let coordinates: Coordinates
    if case .components = declaration.space {
      coordinates = Coordinates(
        .numbers(projected.scalars), width: components.count,
        space: "pca-\(components.count), \(described(components)) of \(given.space)")
    } else {
      coordinates = given
    }
    return try Records(dataset(projected), coordinates: coordinates)
  }

  private func described(_ components: PrincipalComponents) -> String {
    "the first \(components.count) principal components"
  }

  private func sampled(_ rows: [Int]) -> [Int] {
    guard rows.count > Self.fitLimit else { return rows }
    var generator = SeededGenerator(seed: seed, label: "release/components")
    return generator.choose(Self.fitLimit, of: rows.count).sorted().map { rows[$0] }
  }

  /// Records x components, found a block of records at a time.
  private func projections(_ given: Coordinates, _ components: PrincipalComponents) -> Tensor<Float>
  {
    let count = counts.reduce(0, +)
    var scalars: [Float] = []
    scalars.reserveCapacity(count * components.count)
    for start in stride(from: 0, to: count, by: 1024) {
      let block = given.rows(Array(start..<min(start + 1024, count)))
      scalars += components.project(block).scalars
    }
    return Tensor(shape: [count, components.count], scalars: scalars)
  }

  private func dataset(_ projected: Tensor<Float>) -> Dataset {
    let width = projected.rowLength
    let features = (0..<width).map { column in
      Feature(
        name: "component \(column + 1)",
        values: .numeric(
          (0..<projected.rowCount).map { Double(projected.scalars[$0 * width + column]) }))
    }
    let classes = collection.classes
    let groups =
      declaration.groupsByClass && (classes?.names.count ?? 0) > 1
      ? classes.map { [Group(name: "class", categories: $0)] } ?? [] : []
    return Dataset(
      name: name, features: features,
      label: classes ?? .notGiven(count: projected.rowCount), groups: groups, sources: sources)
  }

  /// What was decided without being asked.
  var notes: [String] {
    collection.lacksSomeClasses
      ? ["some files have no classes, so that those of the others are left out"] : []
  }

  /// Some images as numbers from 0 to 1, for a picture.
  func figure(_ rows: [Int]) -> (shape: ImageShape, values: [Double]) {
    (collection.shape, pixels.rows(rows).scalars.map(Double.init))
  }
}
