/// An npz file: a zip archive whose members are arrays in NPY form.
struct Archive {
  private let file: InputFile
  private let directory: ZipDirectory

  init(_ file: InputFile) throws(ArraysError) {
    self.file = file
    directory = try ZipDirectory(of: file)
  }

  /// The names of the arrays, in the order of the directory.
  var names: [String] { directory.members.compactMap(\.arrayName) }

  /// Opens an array by its name, with or without ".npy".
  func rows(of name: String) throws(ArraysError) -> NPYRows {
    let member =
      directory.members.first { $0.arrayName == name }
      ?? directory.members.first { $0.name == name && $0.arrayName != nil }
    guard let member else { throw missing(name, among: names, in: file.place) }
    let place = file.place.of(member.arrayName ?? name)
    let run = try member.run(endingBy: directory.end(of: member), in: file, at: place)
    return try NPYRows(ByteStream(run, of: file, at: place))
  }
}

/// The one array of a file, or the refusal to choose among several.
func onlyName(among names: [String], in place: ArrayPlace) throws(ArraysError) -> String {
  guard let name = names.first else {
    throw place.failure("holds no arrays of numbers; save one with np.savez")
  }
  guard names.count == 1 else {
    throw place.failure("holds \(names.count) arrays (\(listing(names))); name one of them")
  }
  return name
}

/// The refusal of a name that the file does not have.
func missing(_ name: String, among names: [String], in place: ArrayPlace) -> ArraysError {
  guard !names.isEmpty else {
    return place.failure("holds no array '\(printable(name))', nor any other")
  }
  return place.failure("holds no array '\(printable(name))'; it holds \(listing(names))")
}
