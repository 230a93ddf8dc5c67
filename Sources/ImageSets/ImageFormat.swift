/// A format of sets of images.
package protocol ImageFormat: Sendable {
  /// The name by which lists and settings refer to the format.
  static var name: String { get }
  /// One sentence on what is read.
  static var summary: String { get }
  /// Whether a first look at a file or folder tells that it is of this format.
  static func covers(_ location: ImageLocation) -> Bool
  /// Reads all images; throws an error in one line where the file is not what it says.
  static func read(_ location: ImageLocation) throws -> ImageSet
}

/// The formats of sets of images, in the order in which they are tried.
package let imageFormats: [any ImageFormat.Type] = [
  ImageFolder.self, ImageArrays.self, IDXImages.self, CIFARBatches<CIFAR10>.self,
  CIFARBatches<CIFAR100>.self,
]

/// Reads a set of images.
///
/// - Parameters:
///   - location: The file or folder.
///   - format: The name of its format; nil to tell it by its first bytes and its size.
/// - Returns: The images.
/// - Throws: `ImageSetError`, `TablesError` or `ArraysError` in one line.
package func readImages(_ location: ImageLocation, format: String? = nil) throws -> ImageSet {
  let fitting = imageFormats.filter { format.map($0.name.elementsEqual) ?? $0.covers(location) }
  let known = imageFormats.map { $0.name }.joined(separator: ", ")
  guard let type = fitting.first else {
    throw ImageSetError(
      location.place,
      format.map { "'\($0)' is no format of images; name one of \(known)" }
        ?? "is in none of the formats \(known), or cut short; name the format where you know it")
  }
  guard fitting.count == 1 else {
    throw ImageSetError(
      location.place,
      "could be in any of the formats \(fitting.map { $0.name }.joined(separator: ", ")); name one")
  }
  return try type.read(location)
}
