import Evaluation
import Foundation
import ImageSets
import Tables
import Tensors

/// The images of a release audit, which become records of a few columns with coordinates of their own.
///
/// The columns are principal components, in which densities are estimated and models learn; distances are taken in the declared space.
/// Components are fitted on the reference records, or where there are none on the release: never on attacked ones alone.
struct GivenImages {
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

  /// The images as records.
  ///
  /// - Parameter rows: The records that principal components are fitted on.
  /// - Returns: Records of components, with coordinates in the declared space.
  /// - Throws: An error in one line where these images are all alike.
  func records(fittedOn rows: [Int]) throws -> Records {
    let given = features ?? collection.images.coordinates
    let wanted: Int
    if case .components(let count) = declaration.space {
      wanted = count
    } else {
      wanted = declaration.components
    }
    guard
      let components = try ComponentFeatures(
        of: given, recordCount: counts.reduce(0, +), count: wanted, fittedOn: rows, seed: seed)
    else {
      throw PipelinesError("the images that an attacker knows are all alike; bring others")
    }
    let coordinates: Coordinates
    if case .components = declaration.space {
      let count = components.projected.rowLength
      coordinates = Coordinates(
        .numbers(components.projected.scalars), width: count,
        space: "pca-\(count), the first \(count) principal components of \(given.space)")
    } else {
      coordinates = given
    }
    return try Records(dataset(components.features), coordinates: coordinates)
  }

  private func dataset(_ features: [Feature]) -> Dataset {
    let classes = collection.classes
    let groups =
      declaration.groupsByClass && (classes?.names.count ?? 0) > 1
      ? classes.map { [Group(name: "class", categories: $0)] } ?? [] : []
    let count = counts.reduce(0, +)
    return Dataset(
      name: name, features: features, label: classes ?? .notGiven(count: count), groups: groups,
      sources: sources, images: collection.images)
  }

  /// What was decided without being asked.
  var notes: [String] {
    collection.lacksSomeClasses
      ? ["some files have no classes, so that those of the others are left out"] : []
  }
}
