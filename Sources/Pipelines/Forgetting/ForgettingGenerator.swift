import Settings
import Statistics
import Synthesis
import Tables

/// What makes records that take the place of forgotten ones.
struct ForgettingGenerator: Sendable {
  /// Which records a generator has seen.
  enum Source: String, CaseIterable, Sendable {
    /// There is no generator, and nothing takes the place of forgotten records.
    case none
    /// All members, before anything was forgotten; it is kept.
    case shared
    /// Those that are retained after the step, in each step anew; what earlier ones made is forgotten.
    case retrained
  }

  /// What makes records.
  enum Kind: String, CaseIterable, Sendable {
    /// Copies of the records that it saw, of the classes wanted.
    case resampling
    /// The diffusion of images.
    case images
    /// The diffusion of tables.
    case diffusion
  }

  private let kind: Kind
  private let guidance: Double
  private let images: ImageGeneratorPlan
  private let tables: TableDiffusionPlan

  /// Reads what makes records.
  init(_ settings: inout Settings) throws {
    kind = try settings.choice(
      "kind", default: Kind.resampling,
      "diffusion of tables or of images, or copies of the records that it saw")
    guidance = try settings.number(
      "guidance", default: 0, in: 0...100, "how much more classes weigh than was learnt")
    var own = try settings.section("images", "shape and training of the diffusion of images")
    images = try ImageGeneratorPlan(&own)
    try own.finish()
    var ofTables = try settings.section(
      "diffusion", "shape and training of the diffusion of tables")
    tables = try TableDiffusionPlan(&ofTables)
    try ofTables.finish()
  }

  /// Learns records.
  ///
  /// - Parameters:
  ///   - table: The records, one or more.
  ///   - generator: Makes the generator of a purpose.
  /// - Returns: What makes records like them.
  /// - Throws: `SynthesisError` where the records cannot be learned.
  func learned(
    from table: Dataset, generator: (String) -> SeededGenerator
  ) throws -> Learned {
    let attribute = try TableAttribute(Domain.label, of: table)
    let maker: any RecordGenerator
    switch kind {
    case .resampling: maker = Resampling(of: table, attributes: [attribute])
    case .images:
      maker = try ImageGenerator(
        learningFrom: table, attributes: [attribute], plan: images, generator: generator)
    case .diffusion:
      maker = try TableDiffusion(
        learningFrom: table, attributes: [attribute], plan: tables, generator: generator)
    }
    return Learned(
      maker: maker, classes: Set(attribute.codes).sorted(), guidance: guidance)
  }

  /// A generator that has learned.
  struct Learned: Sendable {
    fileprivate let maker: any RecordGenerator
    /// The classes of the records that it saw, ascending.
    fileprivate let classes: [Int32]
    fileprivate let guidance: Double

    /// Makes records of the classes wanted; one that it never saw is replaced by one that it did, at random.
    func records(
      ofClasses wanted: [Int32], generator: (String) -> SeededGenerator
    ) throws -> Dataset {
      var draws = generator("classes")
      let levels = wanted.map { label in
        classes.contains(label) ? label : classes[draws.integer(below: classes.count)]
      }
      return try maker.records(
        wanted.count, levels: [levels], guidance: [guidance], generator: generator)
    }
  }
}
