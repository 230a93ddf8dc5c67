import Auditing
import Foundation
import HDF5
import Tables

/// A dataset that a stage released, with what may be told of how it came about.
struct ReleasedTable: Equatable, Sendable {
  let dataset: Dataset
  /// What was spent on its privacy; nil where nothing is claimed.
  let account: PrivacyAccount?
  /// The sets of columns whose joint counts it was made to keep; empty where that is not known.
  let marginals: [[String]]
  /// The noisy counts that it was made of, for an audit of canaries; nil where there are none.
  let opened: OpenedCounts?
  /// How it came about; nil where nothing is told.
  var origin: ReleaseOrigin?

  init(
    _ dataset: Dataset, account: PrivacyAccount?, marginals: [[String]],
    opened: OpenedCounts? = nil
  ) {
    (self.dataset, self.account, self.marginals) = (dataset, account, marginals)
    self.opened = opened
  }

  static func == (left: ReleasedTable, right: ReleasedTable) -> Bool {
    let (first, second) = (left.dataset, right.dataset)
    return left.account == right.account && left.marginals == right.marginals
      && left.opened == right.opened && left.origin == right.origin
      && first.label == second.label && first.groups == second.groups
      && first.features.map(\.name) == second.features.map(\.name) && first.images == second.images
      && zip(first.features, second.features).allSatisfy { areEqual($0.values, $1.values) }
  }

  /// Whether two columns hold the same bits, missing numbers among them.
  private static func areEqual(_ left: Feature.Values, _ right: Feature.Values) -> Bool {
    switch (left, right) {
    case (.numeric(let first), .numeric(let second)):
      first.map(\.bitPattern) == second.map(\.bitPattern)
    case (.categorical(let first), .categorical(let second)): first == second
    case (.numeric, .categorical), (.categorical, .numeric): false
    }
  }
}

extension ReleasedTable {
  /// Writes the release as a group of a passage's file.
  func write(to file: borrowing HDF5Writer, at place: String) throws {
    try file.group(place)
    try file.setAttribute("name", of: place, to: dataset.name)
    let notes = Notes(
      account: account, marginals: marginals, opened: opened, origin: origin)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // A dataset, since attributes end at 64 KiB.
    try file.write(
      [String(decoding: try encoder.encode(notes), as: UTF8.self)], shape: [1],
      at: place + "/notes")
    if let images = dataset.images { try Self.write(images, to: file, at: place + "/images") }
    try file.group(place + "/features")
    for (index, feature) in dataset.features.enumerated() {
      let column = "\(place)/features/\(index)"
      try file.group(column)
      try file.setAttribute("name", of: column, to: feature.name)
      switch feature.values {
      case .numeric(let numbers):
        try file.write(numbers, shape: [numbers.count], at: column + "/numbers")
      case .categorical(let categories): try Self.write(categories, to: file, at: column)
      }
    }
    try file.group(place + "/label")
    try Self.write(dataset.label, to: file, at: place + "/label")
    try file.group(place + "/groups")
    for (index, group) in dataset.groups.enumerated() {
      let column = "\(place)/groups/\(index)"
      try file.group(column)
      try file.setAttribute("name", of: column, to: group.name)
      try Self.write(group.categories, to: file, at: column)
    }
  }

  /// Reads a release from a group of a passage's file.
  init(_ file: borrowing HDF5Reader, at place: String) throws {
    var (features, groups): ([Feature], [Group]) = ([], [])
    for index in try file.children(of: place + "/features").indices {
      let column = "\(place)/features/\(index)"
      let values: Feature.Values =
        file.contains(column + "/numbers")
        ? .numeric(try file.doubles(at: column + "/numbers"))
        : .categorical(try Self.categories(file, at: column))
      features.append(Feature(name: try file.text(attribute: "name", of: column), values: values))
    }
    for index in try file.children(of: place + "/groups").indices {
      let column = "\(place)/groups/\(index)"
      groups.append(
        Group(
          name: try file.text(attribute: "name", of: column),
          categories: try Self.categories(file, at: column)))
    }
    let text = try file.strings(at: place + "/notes").joined()
    let notes = try JSONDecoder().decode(Notes.self, from: Data(text.utf8))
    self.init(
      Dataset(
        name: try file.text(attribute: "name", of: place), features: features,
        label: try Self.categories(file, at: place + "/label"), groups: groups, sources: [],
        images: try Self.images(file, at: place + "/images")),
      account: notes.account, marginals: notes.marginals, opened: notes.opened)
    origin = notes.origin
  }

  /// What is kept as text.
  private struct Notes: Codable {
    let account: PrivacyAccount?
    let marginals: [[String]]
    let opened: OpenedCounts?
    let origin: ReleaseOrigin?
  }

  private static func write(
    _ images: RecordImages, to file: borrowing HDF5Writer, at place: String
  ) throws {
    let shape = [images.count, images.shape.height, images.shape.width, images.shape.channels]
    try file.group(place)
    switch images.values {
    case .bytes(let bytes): try file.write(bytes, shape: shape, at: place + "/bytes")
    case .numbers(let numbers): try file.write(numbers, shape: shape, at: place + "/numbers")
    }
  }

  private static func images(
    _ file: borrowing HDF5Reader, at place: String
  ) throws -> RecordImages? {
    guard file.contains(place) else { return nil }
    let areBytes = file.contains(place + "/bytes")
    let array = place + (areBytes ? "/bytes" : "/numbers")
    let shape = try file.shape(of: array)
    guard shape.count == 4, shape.dropFirst().allSatisfy({ $0 > 0 }) else {
      throw PipelinesError("the kept images have the shape \(shape)")
    }
    return RecordImages(
      shape: ImageShape(height: shape[1], width: shape[2], channels: shape[3]),
      values: areBytes
        ? .bytes(try file.bytes(at: array)) : .numbers(try file.floats(at: array)))
  }

  private static func write(
    _ categories: Categories, to file: borrowing HDF5Writer, at place: String
  ) throws {
    try file.write(
      categories.codes.map(Int64.init), shape: [categories.codes.count], at: place + "/codes")
    try file.write(categories.names, shape: [categories.names.count], at: place + "/names")
  }

  private static func categories(
    _ file: borrowing HDF5Reader, at place: String
  ) throws -> Categories {
    let names = try file.strings(at: place + "/names")
    let codes = try file.integers(at: place + "/codes").map(Int32.init)
    guard codes.allSatisfy({ $0 >= -1 && $0 < names.count }) else {
      throw PipelinesError("the kept release has a code without a name")
    }
    return Categories(codes: codes, names: names)
  }
}
