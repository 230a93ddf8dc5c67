/// One failure of reading or writing an HDF5 file, told in one line.
package struct HDF5Error: Error, Equatable, CustomStringConvertible, Sendable {
  /// The file, as the caller named it.
  package let file: String
  /// The group, dataset or attribute's owner inside the file, when the failure has such a place.
  package let place: String?
  /// What failed, and what to do when that is known.
  package let problem: String

  init(_ file: String, _ problem: String) {
    self.init(file, nil, problem)
  }

  init(_ file: String, _ place: String?, _ problem: String) {
    self.file = file
    self.place = place
    self.problem = problem
  }

  /// The line `file: place: problem`.
  package var description: String {
    [file, place, problem].compactMap { $0 }.joined(separator: ": ")
  }

  /// The same place with another problem.
  func saying(_ problem: String) -> HDF5Error {
    HDF5Error(file, place, problem)
  }

  /// The same problem with the system's reason for it, if there is one.
  func because(of reason: String?) -> HDF5Error {
    guard let reason else { return self }
    return saying("\(problem) (\(reason))")
  }
}
