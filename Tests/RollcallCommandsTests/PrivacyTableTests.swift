import Foundation
import Privacy
import RollcallCommands
import Testing

@Suite("Tables of accountants")
struct PrivacyTableTests {
  private func table(epsilon: Double?) throws -> PrivacyTable {
    let use = try MechanismUse(.gaussian, noise: 3, sampling: epsilon == nil ? 0.5 : 1, count: 2)
    let list = MechanismList(uses: [use], relation: .addOrRemoveOne)
    let answers = try epsilon.map {
      try PrivacyAnswer.leastNoise(
        of: use, under: .addOrRemoveOne, epsilon: $0, delta: 1e-5, by: [ZCDPAccountant.self])
    }
    return PrivacyTable(
      list: list, epsilon: epsilon, delta: 1e-5,
      answers: try answers ?? PrivacyAnswer.epsilons(of: list.events(), delta: 1e-5))
  }

  @Test("a table says the question, each answer or refusal on a line, and which is the least")
  func lines() throws {
    let lines = try table(epsilon: nil).lines
    #expect(lines[0] == "2 x gaussian, noise 3, sensitivity 1, sampling 0.5")
    #expect(lines[1] == "epsilon at delta 1e-05, neighbours add or remove one record")
    #expect(lines[3].hasPrefix("accountant  epsilon"))
    #expect(lines[4].hasPrefix("zcdp") && lines[4].contains("refused: the accountant zcdp"))
    #expect(lines.filter { $0.hasSuffix("least") }.count == 1 && lines.count == 7)
  }

  @Test("a number on the terminal is rounded up, never down")
  func roundedUp() throws {
    let table = try table(epsilon: 1)
    let noise = try #require(table.answers[0].value)
    let cells = try #require(table.lines.last).split(separator: " ")
    let shown = try #require(Double(cells[1]))
    #expect(shown >= noise && shown < noise * (1 + 1e-5))
    #expect(table.lines[0] == "2 x gaussian, sensitivity 1")
    #expect(cells.last == "least")
  }

  @Test("JSON has every key, with null for what is undefined")
  func json() throws {
    let object = try JSONSerialization.jsonObject(with: Data(table(epsilon: nil).json().utf8))
    let root = try #require(object as? [String: Any])
    #expect(root["formatVersion"] as? Int == 1 && root["keptEpsilon"] is NSNull)
    let answers = try #require(root["answers"] as? [[String: Any]])
    let keys: Set = ["accountant", "epsilon", "noise", "rho", "isLeast", "reason"]
    #expect(answers.count == 3 && answers.allSatisfy { Set($0.keys) == keys })
    #expect(answers[0]["epsilon"] is NSNull && answers[2]["epsilon"] is Double)
  }
}
