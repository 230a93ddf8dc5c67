import HDF5

/// An HDF5 file whose datasets of numbers are arrays.
struct DatasetFile: ~Copyable {
  /// The most groups and datasets that are looked at for a list of names.
  static let mostObjects = 1000
  /// The most groups inside one another; hard links can make a group its own member.
  private static let deepestGroup = 16

  private let reader: HDF5Reader
  private let place: ArrayPlace

  init(path: String, at place: ArrayPlace) throws(ArraysError) {
    self.place = place
    do {
      reader = try HDF5Reader(path: path)
    } catch {
      throw place.failure(error.problem)
    }
  }

  /// Opens a dataset by its path.
  consuming func rows(of name: String) throws(ArraysError) -> DatasetRows {
    let place = place
    guard Self.isPath(name) else {
      throw place.failure("holds no dataset '\(printable(name))'; name it as group/dataset")
    }
    guard reader.contains(name) else {
      throw missing(name, among: try contents().entries.map(\.name), in: place)
    }
    do {
      return try reader.rows(of: name)
    } catch {
      throw place.of(name).failure(error.problem)
    }
  }

  /// The only dataset of numbers that has rows.
  func onlyArray() throws(ArraysError) -> String {
    let contents = try contents()
    guard contents.isComplete else {
      throw place.failure(
        "holds more groups and datasets than are searched; name the dataset that is meant")
    }
    let arrays = contents.entries.filter { entry in
      if case .array(let shape, _) = entry.content { !shape.isEmpty } else { false }
    }
    return try onlyName(among: arrays.map(\.name), in: place)
  }

  /// Lists the datasets of all groups that hard links lead to.
  func contents() throws(ArraysError) -> ArrayContents {
    var walk = Walk()
    do throws(HDF5Error) {
      try visit("", depth: 0, &walk)
    } catch {
      throw place.failure("\(error.place ?? "/") \(error.problem)")
    }
    return ArrayContents(entries: walk.entries, isComplete: walk.isComplete)
  }

  private struct Walk {
    var entries: [ArrayContents.Entry] = []
    var objectCount = 0
    var isComplete = true
  }

  private func visit(_ group: String, depth: Int, _ walk: inout Walk) throws(HDF5Error) {
    for child in try reader.children(of: group.isEmpty ? "/" : group) {
      guard walk.objectCount < Self.mostObjects else {
        walk.isComplete = false
        return
      }
      walk.objectCount += 1
      let path = group.isEmpty ? child : "\(group)/\(child)"
      // Links that lead out of the file are refused, so that there is nothing to list.
      guard reader.contains(path) else { continue }
      if try reader.isDataset(path) {
        walk.entries.append(ArrayContents.Entry(name: path, content: content(of: path)))
      } else if depth < Self.deepestGroup {
        try visit(path, depth: depth + 1, &walk)
      } else {
        walk.isComplete = false
      }
    }
  }

  private func content(of path: String) -> ArrayContents.Content {
    do {
      let layout = try reader.layout(of: path)
      guard let type = layout.type.flatMap(ElementType.init) else {
        return .unreadable("holds \(layout.contents), not numbers")
      }
      return .array(shape: layout.shape, type: type)
    } catch {
      return .unreadable(error.problem)
    }
  }

  private static func isPath(_ name: String) -> Bool {
    let relative = name.hasPrefix("/") ? name.dropFirst() : name[...]
    return relative.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && part != "." && part != ".." && !part.utf8.contains(0)
    }
  }
}

extension ElementType {
  /// The type of a dataset's numbers.
  init?(_ type: NumberType) {
    switch type {
    case .boolean: self = .bool
    case .float(let bits): self.init(rawValue: "float\(bits)")
    case .integer(let bits, let isSigned): self.init(rawValue: "\(isSigned ? "" : "u")int\(bits)")
    }
  }
}
