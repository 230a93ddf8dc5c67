import Auditing
import Pipelines
import Settings
import Tables
import Testing

@Suite("Canaries")
struct CanarySetTests {
  private func settings(_ yaml: String) throws -> CanarySettings? {
    var settings = try Settings(yaml: yaml, file: "test")
    return try CanarySettings(&settings, seed: 3)
  }

  private func set(_ yaml: String, population: [Int] = Array(60..<200)) throws -> CanarySet {
    try CanarySet(
      try #require(try settings("canaries: \(yaml)")), of: SmallDataset.make(count: 200),
      population: population, seed: 3)
  }

  private func membership() throws -> Membership {
    try Membership(
      recordCount: 200,
      parts: [
        .init("members", role: .member, assignment: .randomSplit, records: Array(0..<30)),
        .init("non-members", role: .nonMember, assignment: .randomSplit, records: Array(30..<60)),
      ])
  }

  private func number(_ record: Dataset.MadeRecord) -> Double {
    guard case .number(let number) = record.values[0] else { return .nan }
    return number
  }

  @Test("mislabelled ones are records of the population, each another, with a wrong class")
  func mislabelled() throws {
    let set = try set("{mislabelled: 40}")
    var sources: Set<Int> = []
    for canary in set.canaries {
      let made = set.dataset.record(canary.rows[0])
      let source = try #require(
        (60..<200).first { set.dataset.record($0).values == made.values && !sources.contains($0) })
      sources.insert(source)
      #expect(set.dataset.record(source).label != made.label)
    }
    #expect(sources.count == 40)
  }

  @Test("a blank one is at the mean and the commonest level, an outlier 8 to 12 deviations away")
  func blankAndOutlier() throws {
    let dataset = SmallDataset.make(count: 200)
    let numbers = (0..<200).map { number(dataset.record($0)) }
    let mean = numbers.reduce(0, +) / 200
    let deviation = (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200).squareRoot()
    let set = try set("{blank: 2, outlier: 30}")
    let records = set.canaries.map { set.dataset.record($0.rows[0]) }
    for record in records.prefix(2) {
      #expect(abs(number(record) - mean) < 1e-12 && record.values[1] == .level(0))
    }
    #expect(records.prefix(2).map(\.label) == [0, 1])
    let distances = records.dropFirst(2).map { (number($0) - mean) / deviation }
    #expect(distances.allSatisfy { abs($0) >= 8 - 1e-9 && abs($0) <= 12 + 1e-9 })
    #expect(distances.contains { $0 > 0 } && distances.contains { $0 < 0 })
    #expect(records.dropFirst(2).allSatisfy { $0.values[1] == .level(1) })
  }

  @Test(
    "of images, a mislabelled one is an image with a wrong class, a blank one their mean, an outlier noise"
  )
  func images() throws {
    let bytes = (0..<60 * 4).map { UInt8($0 * 37 % 251) }
    let data = Dataset(
      name: "images", features: [],
      label: Categories(codes: (0..<60).map { $0 % 3 }, names: ["a", "b", "c"]), groups: [],
      sources: [],
      images: RecordImages(
        shape: ImageShape(height: 2, width: 2, channels: 1), values: .bytes(bytes)))
    let set = try CanarySet(
      try #require(try settings("canaries: {mislabelled: 5, blank: 3, outlier: 4}")), of: data,
      population: Array(0..<60), seed: 3)
    let records = set.canaries.map { set.dataset.record($0.rows[0]) }
    #expect(set.dataset.images?.count == 72)
    for made in records.prefix(5) {
      let source = try #require((0..<60).first { data.record($0).image == made.image })
      #expect(data.record(source).label != made.label)
    }
    let mean = (0..<4).map { pixel in
      (0..<60).reduce(0.0) { $0 + Double(bytes[$1 * 4 + pixel]) } / 60 / 255
    }
    for (label, made) in records[5..<8].enumerated() {
      // Bytes hold the mean to the nearest of 256 shades.
      #expect(zip(made.image, mean).allSatisfy { abs(Double($0) - $1) <= 0.5 / 255 + 1e-6 })
      #expect(made.label == Int32(label))
    }
    let noise = records[8...].flatMap(\.image)
    #expect(Set(noise).count > 8 && noise.allSatisfy { (0...1).contains($0) })
  }

  @Test("a group's levels are drawn in equal numbers, and the canary says which")
  func group() throws {
    let set = try set("{mislabelled: 30, group: sex}")
    #expect(set.canaries.count { $0.group == "sex=f" } == 15)
    for canary in set.canaries {
      let code = set.dataset.record(canary.rows[0]).groups[0]
      #expect(canary.group == (code == 0 ? "sex=f" : "sex=m"))
    }
  }

  @Test("all copies of a canary fall on one side, and the other parts stay")
  func copies() throws {
    let set = try set("{mislabelled: 20, copies: 3}")
    #expect(set.dataset.count == 260)
    let membership = try set.adding(to: membership(), target: 0, seed: 3)
    let members = Set(membership.records(.member))
    for canary in set.canaries {
      #expect(canary.rows.count == 3)
      #expect(Set(canary.rows.map(members.contains)).count == 1)
      #expect(Set(canary.rows.map(set.dataset.rowKey)).count == 1)
    }
    #expect(try membership.audited == self.membership().audited)
    #expect(
      membership.parts.filter(\.isCanary).map(\.assignment)
        == Array(repeating: .coinFlip(probability: 0.5), count: 2))
  }

  @Test("coins are fair, and independent between targets and between canaries")
  func coins() throws {
    // Fair independent coins fail one of these with a probability below 1e-5: five deviations each.
    let set = try set("{mislabelled: 100}")
    let rows = try (0..<400).map { target in
      let members = Set(
        try set.adding(to: membership(), target: target, seed: 3).records(.member))
      return set.canaries.map { members.contains($0.rows[0]) ? 1.0 : -1 }
    }
    let sum = rows.joined().reduce(0, +)
    #expect(abs(sum) < 5 * (40_000.0).squareRoot())
    let acrossTargets = zip(rows, rows.dropFirst()).reduce(0) { total, pair in
      total + zip(pair.0, pair.1).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let acrossCanaries = rows.reduce(0) { total, row in
      total + zip(row, row.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    }
    #expect(abs(acrossTargets) < 5 * (39_900.0).squareRoot())
    #expect(abs(acrossCanaries) < 5 * (39_600.0).squareRoot())
  }

  @Test("each pair of shadows holds every canary once")
  func shadows() throws {
    let set = try set("{mislabelled: 50}")
    for pair in 0..<4 {
      let sides = try [2 * pair, 2 * pair + 1].map {
        try set.adding(to: membership(), shadow: $0, seed: 3).records(.member).filter { $0 >= 200 }
      }
      #expect((sides[0] + sides[1]).sorted() == Array(200..<250))
    }
  }

  @Test("more canaries can be asked for without changing those before")
  func prefix() throws {
    let (few, many) = (try set("{mislabelled: 10}"), try set("{mislabelled: 20}"))
    for (left, right) in zip(few.canaries, many.canaries) {
      #expect(few.dataset.record(left.rows[0]) == many.dataset.record(right.rows[0]))
    }
  }

  @Test("without the key there are none, and a section that asks for none is a mistake")
  func none() throws {
    #expect(try settings("name: x") == nil)
    for yaml in ["canaries: {}", "canaries: {mislabelled: 0, blank: 0}"] {
      let error = #expect(throws: SettingsError.self) { try settings(yaml) }
      #expect(
        error?.description
          == "test:1: no canary is asked for: give 'mislabelled', 'blank' or 'outlier' a count, or "
          + "leave 'canaries' out")
    }
  }

  @Test(
    "what the data do not have is told with what to do",
    arguments: [
      (
        "{mislabelled: 141}",
        "141 mislabelled canaries from a population of 140 records: lower 'mislabelled' in 'canaries', "
          + "or 'members' and 'nonMembers' in 'split', whose rest is the population"
      ),
      (
        "{blank: 3}",
        "3 blank canaries of 2 classes: blank records differ in their class alone; lower 'blank' in "
          + "'canaries' to 2 or less"
      ),
      (
        "{mislabelled: 5, group: age}",
        "'canaries' names the group 'age', which is none of the data's groups (sex)"
      ),
    ])
  func refusals(yaml: String, message: String) {
    var text = ""
    do { _ = try set(yaml) } catch { text = "\(error)" }
    #expect(text == message)
  }
}
