import Auditing
import Tables
import Tensors
import Testing

/// A model that is told apart from others by its number of classes.
struct ConstantModel: TargetModel {
  let classCount: Int

  func logits(ofRows rows: [Int], of records: Records) -> Tensor<Float> {
    Tensor(repeating: 0, shape: [rows.count, classCount])
  }
}

@Suite struct Artifacts {
  static func model(_ name: String, _ classCount: Int) -> Artifact.Part {
    Artifact.Part(name, .model(ConstantModel(classCount: classCount)))
  }

  static let release = Artifact.Part("table", .release(twoRecords))

  @Test("Before anything is published there is no part and no model")
  func empty() {
    #expect(Artifact().parts.isEmpty)
    #expect(Artifact().model == nil)
    #expect(Artifact(parts: [Self.release]).model == nil)
  }

  @Test("The model is the one published last, whatever else was published since")
  func lastModel() {
    let artifact = Artifact()
      .publishing(Self.model("teacher", 2)).publishing(Self.model("student", 3))
      .publishing(Self.release)
    #expect(artifact.model?.classCount == 3)
    #expect(artifact.parts.map(\.name) == ["teacher", "student", "table"])
  }

  @Test("A part published again takes the old one's place as the latest")
  func republishing() {
    let artifact = Artifact(parts: [Self.model("teacher", 2), Self.model("student", 3)])
      .publishing(Self.model("teacher", 5))
    #expect(artifact.parts.map(\.name) == ["student", "teacher"])
    #expect(artifact.model?.classCount == 5)
  }

  @Test("Publishing leaves the artifact before as it was")
  func value() {
    let before = Artifact(parts: [Self.model("model", 2)])
    _ = before.publishing(Self.model("model", 4))
    #expect(before.model?.classCount == 2)
  }
}
