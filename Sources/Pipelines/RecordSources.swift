package import Settings
package import Tables

/// All formats of records, the default first.
package let recordSources: [any RecordSource.Type] = [
  CSVSource.self, ArraySource.self, ImageSource.self,
]

/// Reads the format of an experiment's records and then the settings of that format.
///
/// - Parameter settings: The experiment's `data` mapping.
/// - Returns: The source of the records.
/// - Throws: `SettingsError` where the format is unknown, or what the format's settings throw.
package func recordSource(_ settings: inout Settings) throws -> any RecordSource {
  let name = try settings.text("format", default: CSVSource.name, "the files' format")
  guard let type = recordSources.first(where: { $0.name == name }) else {
    throw settings.error(
      "format", unknownName("format", name, among: recordSources.map { $0.name }))
  }
  return try type.init(&settings)
}
