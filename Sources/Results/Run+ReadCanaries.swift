import HDF5

extension RunFile {
  /// The canaries; nil where the run has none, as in files from before there were any.
  func canaries(attacks: [String], stageCount: Int, targets: Int) throws -> Run.Canaries? {
    guard file.contains("/canaries") else { return nil }
    let kinds = try file.strings(at: "/canaries/kind")
    let isMember = try rows(
      file.booleans(at: "/canaries/is_member"), at: "/canaries/is_member", kinds.count)
    guard isMember.count == targets else {
      throw contradiction("/canaries/is_member has \(isMember.count) targets of \(targets)")
    }
    let stages = try (0..<stageCount).map { stage in
      try attacks.map { try scores(of: $0, stage: stage, count: kinds.count, targets: targets) }
    }
    return Run.Canaries(
      kinds: kinds, groupName: try file.text(attribute: "groupName", of: "/canaries"),
      groups: try column(file.strings(at: "/canaries/group"), kinds.count, "canaries"),
      copies: try file.integer(attribute: "copies", of: "/canaries"),
      guesses: try file.doubles(at: "/canaries/guesses"), modelCanaries: try modelCanaries(),
      assignment: try file.text(attribute: "assignment", of: "/canaries"), isMember: isMember,
      inclusion: try rows(
        file.booleans(at: "/canaries/inclusion"), at: "/canaries/inclusion", kinds.count),
      stages: stages)
  }

  /// One where the file is from before several could be declared.
  private func modelCanaries() throws -> Int {
    let path = "/canaries/model_canaries"
    guard file.contains(path) else { return 1 }
    let counts = try file.integers(at: path)
    guard counts.count == 1, counts[0] >= 1 else {
      throw contradiction("\(path) is not one number from 1")
    }
    return counts[0]
  }

  private func scores(
    of attack: String, stage: Int, count: Int, targets: Int
  ) throws -> Run.Canaries.StageScores {
    let path = RunLayout.canaryScores(stage: stage, attack: attack)
    let values = try rows(file.doubles(at: path), at: path, count)
    guard values.isEmpty || values.count == targets else {
      throw contradiction("\(path) has \(values.count) targets of \(targets)")
    }
    let place = RunLayout.canaryThresholds(stage: stage, attack: attack)
    let shape = try file.shape(of: place)
    guard let width = shape.last else { throw contradiction("\(place) is a single number") }
    return Run.Canaries.StageScores(
      attack: attack, values: values,
      thresholds: try rows(file.doubles(at: place), at: place, width),
      reason: try file.text(attribute: "reason", of: path))
  }

  /// The table of epsilons; empty where the run has none.
  func epsilons() throws -> [Run.EpsilonRow] {
    guard file.contains("/epsilon") else { return [] }
    let stages = try file.strings(at: "/epsilon/stage")
    func texts(_ name: String) throws -> [String] {
      try column(file.strings(at: "/epsilon/\(name)"), stages.count, "epsilon")
    }
    func numbers(_ name: String) throws -> [Double] {
      try column(file.doubles(at: "/epsilon/\(name)"), stages.count, "epsilon")
    }
    func counts(_ name: String) throws -> [Int] {
      try column(file.integers(at: "/epsilon/\(name)"), stages.count, "epsilon")
    }
    let (attacks, kinds, groups) = (try texts("attack"), try texts("kind"), try texts("group"))
    let (families, choices) = (try texts("family"), try texts("choice"))
    let (judgements, reasons) = (try texts("judgement"), try texts("reason"))
    let (conditions, claims) = (try texts("condition"), try numbers("claimed"))
    let (bounds, deltas) = (try numbers("epsilon"), try numbers("delta"))
    let (confidences, trials) = (try numbers("confidence"), try counts("trials"))
    let (needed, hypotheses) = (try counts("trials_needed"), try counts("hypotheses"))
    let (guesses, correct) = (try counts("guesses"), try counts("correct"))
    let sizes = try counts("group_size")
    return stages.indices.map { row in
      Run.EpsilonRow(
        stage: stages[row], attack: attacks[row], kind: kinds[row], group: groups[row],
        family: families[row], choice: choices[row],
        epsilon: bounds[row].isNaN ? nil : bounds[row], delta: deltas[row],
        confidence: confidences[row], trials: trials[row], trialsNeeded: needed[row],
        guesses: guesses[row], correct: correct[row], hypotheses: hypotheses[row],
        groupSize: sizes[row],
        claimed: claims[row].isNaN ? nil : claims[row], judgement: judgements[row],
        condition: conditions[row], reason: reasons[row])
    }
  }
}
