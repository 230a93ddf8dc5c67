import Auditing
import Statistics
import Tensors
import Testing

@Suite struct `Records scored by cross-fitting` {
  /// Records with some contents many times over, as members and as non-members.
  struct Sample {
    var contents: [Float] = []
    var isMember: [Bool] = []

    /// Forty records of seventeen different contents, with coin-flip membership.
    init() {
      var generator = SeededGenerator(seed: 7, label: "cross-fitting")
      for record in 0..<40 {
        contents.append(Float(record % 17) * 0.3)
        isMember.append(generator.bernoulli(0.5))
      }
    }

    /// A content hash that spreads the contents over all folds.
    var keys: [UInt64] {
      contents.map { UInt64($0.bitPattern) &* 0x9E37_79B9_7F4A_7C15 >> 7 }
    }

    var records: LabelledRecords {
      LabelledRecords(
        features: Tensor(shape: [contents.count, 1], scalars: contents), keys: keys,
        isMember: isMember)
    }

    /// Scores by how far the content is from the mean over the training members.
    ///
    /// The reciprocals round, so that the mean depends on the order of its terms.
    func scores(folds: Int) throws -> [Double] {
      func size(_ record: Int) -> Double { 1 / (1 + Double(contents[record])) }
      return try records.crossFitted(folds: folds) { training, isMember, scored in
        let center = mean(zip(training, isMember).filter(\.1).map { size($0.0) })
        return scored.map { size($0) - center }
      }
    }

    func reordered(_ order: [Int]) -> Sample {
      var sample = self
      sample.contents = order.map { contents[$0] }
      sample.isMember = order.map { isMember[$0] }
      return sample
    }
  }

  @Test("Every record is scored once, by a fit on all records of the other folds", arguments: 2...6)
  func folds(count: Int) throws {
    let sample = Sample()
    var scoredOnce: [Int] = []
    _ = try sample.records.crossFitted(folds: count) { training, isMember, scored in
      #expect(Set(training).isDisjoint(with: scored))
      #expect(Set(training).union(scored) == Set(0..<40))
      #expect(training.count + scored.count == 40)
      #expect(isMember == training.map { sample.isMember[$0] })
      scoredOnce += scored
      return scored.map { _ in 0 }
    }
    #expect(scoredOnce.sorted() == Array(0..<40))
  }

  @Test("No record is scored by a fit on its duplicate")
  func duplicatesInOneFold() throws {
    let sample = Sample()
    _ = try sample.records.crossFitted(folds: 4) { training, _, scored in
      let known = Set(training.map { sample.contents[$0] })
      #expect(known.isDisjoint(with: scored.map { sample.contents[$0] }))
      return scored.map { _ in 0 }
    }
  }

  @Test("Equal records get equal scores, members or not")
  func duplicatesScoreAlike() throws {
    let sample = Sample()
    let scores = try sample.scores(folds: 5)
    for record in 17..<40 {
      #expect(scores[record] == scores[record - 17], "record \(record)")
    }
    #expect(Set(scores).count == 17)
  }

  @Test("Each score lands at the record that it was computed for")
  func positions() throws {
    let sample = Sample()
    let scores = try sample.records.crossFitted(folds: 3) { _, _, scored in
      scored.map { Double($0) }
    }
    #expect(scores == (0..<40).map(Double.init))
  }

  @Test("The order of the records changes no score, to the last bit", arguments: 0..<10)
  func order(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, label: "order")
    let sample = Sample()
    let scores = try sample.scores(folds: 5)
    let order = generator.permutation(40)
    #expect(try sample.reordered(order).scores(folds: 5) == order.map { scores[$0] })
  }

  @Test("The order in which records are scored does not tell who of two equal ones is the member")
  func scoringOrder() throws {
    for isMember in [[true, false, true], [false, true, true]] {
      let records = LabelledRecords(
        features: Tensor(repeating: 1, shape: [3, 1]), keys: [4, 4, 3], isMember: isMember)
      _ = try records.crossFitted(folds: 2) { _, _, scored in
        #expect(scored == [0, 1] || scored == [2])
        return scored.map { _ in 0 }
      }
    }
  }

  @Test("What the fit throws is passed on")
  func failure() throws {
    let error = AuditingError("no fit")
    #expect(throws: error) {
      try Sample().records.crossFitted(folds: 2) { _, _, _ in throw error }
    }
  }

  @Test("One fold, unequal lengths, and a fit that loses a score end the process")
  func domain() async {
    await #expect(processExitsWith: .failure) {
      _ = try Sample().records.crossFitted(folds: 1) { _, _, scored in scored.map { _ in 0 } }
    }
    await #expect(processExitsWith: .failure) {
      _ = try Sample().records.crossFitted(folds: 2) { _, _, _ in [] }
    }
    await #expect(processExitsWith: .failure) {
      _ = LabelledRecords(
        features: Tensor(repeating: 1, shape: [2, 1]), keys: [1, 2], isMember: [true])
    }
  }
}
