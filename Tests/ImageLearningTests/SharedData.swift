import Foundation
import ImageLearning
import ImageSets
import Tables
import Testing

/// The folder of real data, where there is one.
func sharedData(_ path: String) -> URL? {
  let environment = ProcessInfo.processInfo.environment
  let folder =
    environment["ROLLCALL_DATA"].map { URL(filePath: $0) }
    ?? URL(filePath: environment["ROLLCALL_ROOT"] ?? ".").appending(path: "../shared/data")
  let url = folder.appending(path: path)
  return FileManager.default.fileExists(atPath: url.path) ? url : nil
}

/// The embedded digits.
func digits() throws -> ImageExamples {
  let root = ProcessInfo.processInfo.environment["ROLLCALL_ROOT"] ?? "."
  let folder = URL(filePath: root).appending(path: "fixtures/digits").path
  let images = try readImages(ImageLocation("digits.h5:images", relativeTo: folder))
  let set = try labelling(images, from: ImageLocation("digits.h5:labels", relativeTo: folder))
  return ImageExamples(
    shape: set.shape, pixels: set.pixels, labels: try #require(set.labels).codes, classCount: 10)
}
