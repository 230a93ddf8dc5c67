public import Settings

/// Comma-separated files with their schema, as an experiment names them.
public struct CSVSource: RecordSource {
  /// The name by which lists refer to the format.
  public static let name = "csv"
  /// One sentence on what is read.
  public static let summary =
    "records from comma-separated files (RFC 4180), all columns declared, read in blocks"

  private let files: [String]
  private let schema: Schema
  /// What the schema says of columns.
  public var roles: ColumnRoles {
    ColumnRoles(
      groups: schema.groups.map { rule in
        rule.column == schema.label
          ? GroupRule(name: rule.name, column: Domain.label, rule: rule.rule) : rule
      },
      dates: schema.dates, label: schema.label ?? Domain.label)
  }

  /// Reads the files' names and schema from settings.
  ///
  /// - Parameter settings: The experiment's `data` mapping.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  public init(_ settings: inout Settings) throws {
    files = try settings.texts("files", count: 1...1000, "files, relative to the experiment")
    schema = try Schema(&settings, label: try settings.text("label", "the column to predict"))
  }

  /// The files, as they are named.
  package var fileNames: [String] { files }

  /// The same source with some files alone.
  ///
  /// - Parameter files: The files, as they are named.
  /// - Returns: A source of these files' records.
  package func reading(only files: [String]) -> CSVSource {
    CSVSource(files: files, schema: schema)
  }

  /// Reads the files that can be read, and says why the others cannot.
  ///
  /// - Parameters:
  ///   - folder: The folder that relative file names start from.
  ///   - name: The dataset's name.
  /// - Returns: The records of the others, and the files that were left out, each with the reason in one line.
  /// - Throws: `TablesError` where no file is left, or no single file is at fault.
  package func readWhatCanBe(
    relativeTo folder: String, name: String
  ) throws -> (dataset: Dataset, leftOut: [(file: String, reason: String)]) {
    var (kept, leftOut) = (files, [(file: String, reason: String)]())
    while true {
      do {
        let rest = CSVSource(files: kept, schema: schema)
        return (try rest.read(relativeTo: folder, name: name), leftOut)
      } catch let error as TablesError {
        let faulty = kept.filter { error.place == $0 || error.place.isLastComponent(of: $0) }
        guard kept.count > 1, let first = faulty.first(where: { fails($0, relativeTo: folder) })
        else { throw error }
        kept.removeAll { $0 == first }
        leftOut.append((first, error.description))
      }
    }
  }

  /// Whether a file cannot be read alone, so that of several of one name the right one is left out.
  private func fails(_ file: String, relativeTo folder: String) -> Bool {
    do {
      _ = try reading(only: [file]).read(relativeTo: folder, name: file)
      return false
    } catch {
      return true
    }
  }

  private init(files: [String], schema: Schema) {
    (self.files, self.schema) = (files, schema)
  }

  /// Reads the dataset.
  ///
  /// - Parameters:
  ///   - folder: The folder that relative file names start from.
  ///   - name: The dataset's name.
  /// - Returns: The dataset.
  /// - Throws: `TablesError` naming file, line and column.
  public func read(relativeTo folder: String, name: String) throws -> Dataset {
    try readCSV(
      paths: files.map { path(of: $0, relativeTo: folder) }, name: name, schema: schema)
  }
}

extension String {
  /// Whether this is what follows a path's last slash.
  fileprivate func isLastComponent(of path: String) -> Bool { path.hasSuffix("/" + self) }
}
