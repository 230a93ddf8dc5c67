import ImageSets
import Settings

/// What a release audit's `images` section says of the files: that they hold images, and how these are compared.
struct ImageDeclaration: Equatable, Sendable {
  /// Where distances between images are taken.
  enum Space: Equatable, Sendable {
    /// All values, from 0 to 1.
    case pixels
    /// So many principal components.
    case components(Int)
    /// Numbers that files give for each image.
    case features
  }

  /// A file or more for each set of images, in the order of the images.
  struct Companions: Equatable, Sendable {
    var released: [String] = []
    var members: [String] = []
    var nonMembers: [String] = []
    var reference: [String] = []

    var isEmpty: Bool { (released + members + nonMembers + reference).isEmpty }

    /// Reads lists of files.
    init(_ settings: inout Settings, _ key: String, _ meaning: String) throws {
      var own = try settings.section(key, meaning)
      func files(_ key: String, _ of: String) throws -> [String] {
        try own.texts(key, default: [], count: 0...1000, "one for each file of \(of)")
      }
      released = try files("files", "the release")
      members = try files("members", "the members")
      nonMembers = try files("nonMembers", "the non-members")
      reference = try files("reference", "the reference")
      try own.finish()
    }
  }

  /// The format's name; nil to tell it from each file.
  let format: String?
  /// How the axes of arrays are arranged.
  let layout: ImageLayout
  /// Where distances are taken.
  let space: Space
  /// The principal components that densities are estimated and models learn in.
  let components: Int
  /// Files of classes.
  let labels: Companions
  /// Files of features.
  let features: Companions
  /// Whether risk is told by class.
  let groupsByClass: Bool

  /// Reads the section.
  ///
  /// - Parameter settings: The mapping `release`; takes out `images`.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init(_ settings: inout Settings) throws {
    var own = try settings.section(
      "images", "that the files hold images, and how these are compared")
    format = try own.optionalText(
      "format",
      "the files' format, such as idx, cifar10 or png-folder; told from each file where none is given"
    )
    layout = try own.choice(
      "layout", default: ImageLayout.auto,
      "for arrays of four axes: where the channels are; told by an axis of 1 or 3 where it can be")
    let space = try own.text(
      "space", default: "pixels",
      "where distances are taken: pixels, pca-N (N principal components, such as pca-50), or features, which files give"
    )
    components = try own.integer(
      "components", default: 20, in: 1...200,
      "principal components that densities are estimated and models learn in")
    labels = try Companions(
      &own, "labels", "files of classes, where the images' own files have none")
    features = try Companions(&own, "features", "with 'space: features': the files of features")
    groupsByClass = try own.boolean(
      "groupsByClass", default: true, "whether risk is told by class, where classes are known")
    guard let parsed = Self.space(space) else {
      throw own.error("space", "'space' is pixels, features, or pca-N with N from 1 to 200")
    }
    self.space = parsed
    guard (parsed == .features) == !features.isEmpty else {
      throw own.error(
        "space", "'space: features' and the section 'features' need each other; give both or none")
    }
    try own.finish()
  }

  private static func space(_ text: String) -> Space? {
    if text == "pixels" { return .pixels }
    if text == "features" { return .features }
    guard text.hasPrefix("pca-"), let count = Int(text.dropFirst(4)), (1...200).contains(count)
    else { return nil }
    return .components(count)
  }
}
