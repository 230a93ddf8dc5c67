import Foundation
import ImageSets
package import Settings
package import Tables

/// Images with their classes as an experiment names them.
package struct ImageSource: RecordSource {
  package static let name = "images"
  package static let summary =
    "images with their classes, from PNG folders, IDX, CIFAR batches and arrays; attacks that need columns get 20 principal components"

  private let files: [String]
  private let labels: [String]
  private let format: String?
  private let layout: ImageLayout
  private let take: [String: Int]
  private let groups: [GroupRule]

  package var roles: ColumnRoles { ColumnRoles(groups: groups, label: Domain.label) }

  package init(_ settings: inout Settings) throws {
    files = try settings.textOrTexts(
      "files", count: 1...1000,
      "folders and files of images of one size, relative to the experiment")
    labels = try settings.texts(
      "labels", default: [], count: 0...1000,
      "a file of classes for each file of images, where those hold none")
    format = try settings.optionalText(
      "imageFormat", "such as idx, cifar10 or png-folder; told from each file where none is given")
    layout = try settings.choice(
      "layout", default: ImageLayout.auto,
      "for arrays of four axes: where the channels are; told by an axis of 1 or 3 where it can be")
    take = try Self.counts(&settings)
    groups = try settings.sections(
      "groups", "groups of classes: name: {values: {class: group}}; every class must be named"
    ).map { entry in
      var own = entry.settings()
      let rule = try GroupRule.Rule(&own)
      try own.finish()
      guard case .values = rule else {
        throw entry.error(
          "group '\(entry.name)' needs 'values', which names a group for each class")
      }
      return GroupRule(name: entry.name, column: Domain.label, rule: rule)
    }
    guard labels.isEmpty || labels.count == files.count else {
      throw settings.error(
        "labels", "\(labels.count) files of classes for \(files.count) of images; give one for each"
      )
    }
  }

  /// How many images of each class are taken.
  private static func counts(_ settings: inout Settings) throws -> [String: Int] {
    let texts = try settings.textMap(
      "take", "how many images of each class are taken, the first ones; none for all of all classes"
    )
    var counts: [String: Int] = [:]
    for (name, text) in texts {
      guard let count = Int(text), count > 0 else {
        throw settings.error(
          "take", "'\(text)' images of class '\(name)': give a whole number above 0")
      }
      counts[name] = count
    }
    return counts
  }

  package func read(relativeTo folder: String, name: String) throws -> Dataset {
    let sets = try files.enumerated().map { place, file in
      let set = try readImages(
        ImageLocation(file, relativeTo: folder, layout: layout), format: format)
      guard !labels.isEmpty else { return set }
      return try labelling(set, from: ImageLocation(labels[place], relativeTo: folder))
    }
    var all = ImageCollection(like: sets[0])
    for (set, file) in zip(sets, files) { try all.append(set, at: file) }
    guard let classes = all.classes else {
      throw PipelinesError("\(name): some images have no class; give 'labels' for each file")
    }
    let rows = try rows(of: classes, name)
    let taken = classes.names.indices.filter { take.isEmpty || take[classes.names[$0]] != nil }
    let places = Dictionary(
      uniqueKeysWithValues: taken.enumerated().map { (Int32($0.element), Int32($0.offset)) })
    let label = Categories(
      codes: rows.compactMap { places[classes.codes[$0]] }, names: taken.map { classes.names[$0] })
    return Dataset(
      name: name, features: [], label: label, groups: [], sources: all.sources,
      images: all.images.selecting(rows)
    ).grouped(by: try checked(groups, label, name))
  }

  /// The rows that are taken, in their order.
  private func rows(of classes: Categories, _ name: String) throws -> [Int] {
    guard !take.isEmpty else { return Array(classes.codes.indices) }
    var left = classes.names.map { take[$0] ?? 0 }
    for wanted in take.keys.sorted() where !classes.names.contains(wanted) {
      throw PipelinesError("\(name): \(unknownName("class", wanted, among: classes.names))")
    }
    let rows = classes.codes.indices.filter { row in
      let code = Int(classes.codes[row])
      left[code] -= 1
      return left[code] >= 0
    }
    if let short = left.firstIndex(where: { $0 > 0 }) {
      throw PipelinesError(
        "\(name): class '\(classes.names[short])' has \(left[short]) images fewer than 'take' asks for"
      )
    }
    return rows
  }

  /// The rules, each of which must name a group for every class.
  private func checked(
    _ rules: [GroupRule], _ classes: Categories, _ name: String
  ) throws -> [GroupRule] {
    for rule in rules {
      guard case .values(let values) = rule.rule else { continue }
      if let missing = classes.names.first(where: { values[$0] == nil }) {
        throw PipelinesError(
          "\(name): group '\(rule.name)' does not say what class '\(missing)' is; add it to 'values'"
        )
      }
    }
    return rules
  }
}
