package import Auditing
package import Settings
import Statistics
import Synthesis
import Tables
import Tensors

/// The stage that publishes synthetic images, made by a diffusion that learnt the members.
///
/// It claims no privacy.
package struct ImageDiffusionStage: Stage {
  package static let declaration = Declaration(
    "image-diffusion", version: 2,
    "publishes synthetic images, or rows of columns of points, of a diffusion (EDM); claims no privacy"
  )

  private let plan: ImageGeneratorPlan
  private let attributes: [String]
  private let guidance: Double
  private let rows: Int
  private let showsMembers: Bool

  package init(_ settings: inout Settings) throws {
    attributes = try settings.texts(
      "attributes", default: [Domain.label], count: 1...100,
      "'label' and groups that images are conditioned on, as members have them together")
    guidance = try settings.number(
      "guidance", default: 0, in: 0...100, "how much more attributes weigh than was learnt")
    rows = try settings.integer(
      "rows", default: 0, in: 0...100_000_000, "images to publish; 0 for as many as members")
    showsMembers = try settings.boolean(
      "showMembers", default: false,
      "whether the report shows members beside generated images; for public data only")
    plan = try ImageGeneratorPlan(&settings)
  }

  package func apply(to artifact: Artifact, in context: StageContext) async throws -> Artifact {
    let members = try artifact.membersToLearn(from: context, in: Self.name)
    let attributes = try attributes.map {
      try TableAttribute($0, of: members, rules: context.groupRules)
    }
    let model = try ImageGenerator(
      learningFrom: members, attributes: attributes, plan: plan, generator: context.generator,
      surroundings: context.training(epochs: plan.training.epochs))
    let count = rows == 0 ? members.count : rows
    var draws = context.generator("levels")
    let drawn = (0..<count).map { _ in draws.integer(below: members.count) }
    let release = try model.records(
      count, levels: attributes.map { attribute in drawn.map { attribute.codes[$0] } },
      guidance: attributes.map { _ in guidance }, generator: context.generator)
    let sheet = ImageSheet(plan, members: showsMembers ? (members, attributes[0].codes) : nil)
    return artifact.publishing(
      release,
      told: ReleaseOrigin(
        traces: [.losses(model.losses)],
        sheet: sheet.sheet(of: release, levels: drawn.map { attributes[0].codes[$0] })))
  }
}

/// Some images of every level, a row for each.
struct ImageSheet {
  /// The images in a row, which is as many as a contact sheet has.
  private static let width = 12
  /// The most rows.
  private static let height = 10

  private let plan: ImageGeneratorPlan
  private let members: (table: Dataset, levels: [Int32])?

  /// Prepares a sheet.
  ///
  /// - Parameters:
  ///   - plan: Shape and range of the images.
  ///   - members: Images of the data with their levels, where they are to be shown on the right.
  init(_ plan: ImageGeneratorPlan, members: (table: Dataset, levels: [Int32])?) {
    (self.plan, self.members) = (plan, members)
  }

  /// Lays out a sheet; nil where no level has images enough.
  func sheet(of generated: Dataset, levels: [Int32]) -> ReleaseOrigin.Sheet? {
    let places = Dictionary(grouping: levels.indices) { levels[$0] }
    let ofMembers = members.map { members in
      Dictionary(grouping: members.levels.indices) { members.levels[$0] }
    }
    let own = members == nil ? Self.width : Self.width / 2
    var (values, count): ([Double], Int) = ([], 0)
    for level in places.keys.sorted().prefix(Self.height) {
      let (made, real) = (places[level] ?? [], ofMembers?[level] ?? [])
      guard made.count >= own, members == nil || real.count >= Self.width - own else { continue }
      values += points(of: generated, made.prefix(own))
      if let members { values += points(of: members.table, real.prefix(Self.width - own)) }
      count += Self.width
    }
    guard count > 0 else { return nil }
    let shape =
      generated.images.map { [$0.shape.height, $0.shape.width, $0.shape.channels] } ?? plan.shape
    return ReleaseOrigin.Sheet(shape: [count] + shape, values: values)
  }

  private func points(of table: Dataset, _ rows: ArraySlice<Int>) -> [Double] {
    if let images = table.images {
      return images.coordinates.rows(Array(rows)).scalars.map(Double.init)
    }
    return rows.flatMap { row in
      table.features.map { feature in
        guard case .numeric(let numbers) = feature.values else { return 0 }
        return (numbers[row] - plan.range[0]) / (plan.range[1] - plan.range[0])
      }
    }
  }
}
