import ImageLearning
import Learning
import Settings
import Testing

@Suite("Plans of image networks")
struct ImageTrainingPlanTests {
  private static func read(_ yaml: String) throws -> (ImageModel, ImageTrainingPlan) {
    var settings = try Settings(yaml: yaml, file: "plan")
    let model = try ImageModel(&settings)
    let plan = try ImageTrainingPlan(&settings, seed: 7)
    try settings.finish()
    return (model, plan)
  }

  @Test("settings give what they say, and defaults otherwise")
  func settings() throws {
    let (model, plan) = try Self.read("{}")
    #expect(model == .twoConvolutions && plan == ImageTrainingPlan())
    let (other, own) = try Self.read(
      """
      model: resnet-18
      width: 8
      optimizer: nesterov
      momentum: 0.5
      schedule: constant
      averaging: 0.99
      augmentation: [flip, cutout]
      copies: 10
      """)
    #expect(other == .resNet18(width: 8) && own.optimizer == .nesterov(momentum: 0.5))
    #expect(own.schedule == .constant && own.averaging == 0.99)
    #expect(
      own.augmentation == ImageAugmentation(operations: [.flip, .cutout], copies: 10, seed: 7))
  }

  @Test("an unknown change to images is refused with its line", arguments: ["blur", "flip, flip"])
  func unknown(names: String) {
    let error = #expect(throws: (any Error).self) { try Self.read("augmentation: [\(names)]") }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.hasPrefix("plan:1: ") && text.contains("takes each of flip, crop"))
  }
}
