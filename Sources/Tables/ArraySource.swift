public import Settings

/// Arrays of numbers in NPY, NPZ and HDF5 files with their meaning, as an experiment names them.
///
/// An array is named `file`, or `file:name` where the file holds several. Rows are records, counted from 0 in messages.
/// NaN is a missing value; infinities are refused. Messages never show a number.
public struct ArraySource: RecordSource {
  /// The name by which lists refer to the format.
  public static let name = "arrays"
  /// One sentence on what is read.
  public static let summary =
    "records from arrays of numbers in NPY, NPZ and HDF5 files, read in blocks; NaN is missing"

  /// A sensitive group and the column or array that it follows from.
  struct GroupSetting {
    enum Origin {
      case column(String)
      case array(String)
    }

    let name: String
    let origin: Origin
    let rule: GroupRule.Rule
  }

  let features: [String]
  let labels: String
  let names: [String]
  let categorical: [String]
  let groups: [GroupSetting]
  let classes: [String]
  /// The groups that follow from columns.
  public var roles: ColumnRoles {
    ColumnRoles(
      groups: groups.compactMap { group in
        guard case .column(let column) = group.origin else { return nil }
        return GroupRule(name: group.name, column: column, rule: group.rule)
      }, label: Domain.label)
  }

  /// Reads the arrays' names and meaning from settings.
  ///
  /// - Parameter settings: The experiment's `data` mapping.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  public init(_ settings: inout Settings) throws {
    features = try settings.textOrTexts(
      "features", count: 1...1000,
      "arrays side by side, each records x columns or one column: 'file', 'file.npz:name' or "
        + "'file.h5:path/in/file', relative to the experiment")
    labels = try settings.text(
      "labels", "the array of classes, one integer, truth value or whole float for each record")
    names = try settings.texts(
      "names", default: [], count: 0...ArraySet.mostColumns,
      "names of the feature columns; x1, x2 and so on where none are given")
    categorical = try settings.texts(
      "categorical", default: [], count: 0...ArraySet.mostColumns,
      "columns that hold integer codes of levels")
    groups = try Self.groups(&settings)
    classes = try settings.texts(
      "classes", default: [], count: 0...CategoricalColumn.levelLimit,
      "names of the classes in the order of their values; the values where none are given")
  }

  private static func groups(_ settings: inout Settings) throws -> [GroupSetting] {
    let entries = try settings.sections(
      "groups",
      "sensitive groups: name: {column, or 'array' for one that is no feature, and 'values' "
        + "(code: group) or 'cuts' (numbers)}")
    return try entries.map { entry in
      var group = entry.settings()
      let column = try group.optionalText("column", "the feature column that decides the group")
      let array = try group.optionalText("array", "the array that decides the group")
      let rule = try GroupRule.Rule(&group)
      let origin: GroupSetting.Origin
      switch (column, array) {
      case (let column?, nil): origin = .column(column)
      case (nil, let array?): origin = .array(array)
      default: throw entry.error("group '\(entry.name)' needs either 'column' or 'array'")
      }
      try group.finish()
      return GroupSetting(name: entry.name, origin: origin, rule: rule)
    }
  }

  /// Reads the dataset.
  ///
  /// - Parameters:
  ///   - folder: The folder that relative file names start from.
  ///   - name: The dataset's name.
  /// - Returns: The dataset.
  /// - Throws: An error in one line that names array, row and column.
  /// - Complexity: O(numbers); holds 8 bytes for a number and 4 for a code, besides one block.
  public func read(relativeTo folder: String, name: String) throws -> Dataset {
    var references: [String: ArrayReference] = [:]
    for group in groups {
      guard case .array(let text) = group.origin else { continue }
      references[group.name] = ArrayReference(text, relativeTo: folder)
    }
    let arrays = try ArraySet(
      features: features.map { ArrayReference($0, relativeTo: folder) },
      labels: ArrayReference(labels, relativeTo: folder), groups: references, name: name)
    return try dataset(of: arrays, name: name)
  }
}
