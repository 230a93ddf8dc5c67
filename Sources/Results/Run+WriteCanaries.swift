import HDF5

extension Run {
  func write(_ canaries: Canaries, to file: inout HDF5Writer) throws {
    let count = canaries.kinds.count
    try file.column(canaries.kinds, "/canaries/kind")
    try file.column(canaries.groups, "/canaries/group")
    try file.column(canaries.guesses, "/canaries/guesses")
    try file.column([Int64(canaries.modelCanaries)], "/canaries/model_canaries")
    try file.setAttribute("groupName", of: "/canaries", to: canaries.groupName)
    try file.setAttribute("copies", of: "/canaries", to: canaries.copies)
    try file.setAttribute("assignment", of: "/canaries", to: canaries.assignment)
    try file.write(
      Array(canaries.isMember.joined()), shape: [canaries.isMember.count, count],
      at: "/canaries/is_member")
    try file.write(
      Array(canaries.inclusion.joined()), shape: [canaries.inclusion.count, count],
      at: "/canaries/inclusion")
    try file.group("/canaries/stages")
    try file.group("/canaries/thresholds")
    for (stage, attacks) in canaries.stages.enumerated() {
      try file.group("/canaries/stages/\(stage)")
      try file.group("/canaries/thresholds/\(stage)")
      for scores in attacks {
        let path = RunLayout.canaryScores(stage: stage, attack: scores.attack)
        try file.write(
          Array(scores.values.joined()), shape: [scores.values.count, count], at: path)
        try file.setAttribute("reason", of: path, to: scores.reason)
        try file.write(
          Array(scores.thresholds.joined()),
          shape: [scores.thresholds.count, scores.thresholds.first?.count ?? 0],
          at: RunLayout.canaryThresholds(stage: stage, attack: scores.attack))
      }
    }
  }

  func writeEpsilons(to file: inout HDF5Writer) throws {
    try file.column(epsilons.map(\.stage), "/epsilon/stage")
    try file.column(epsilons.map(\.attack), "/epsilon/attack")
    try file.column(epsilons.map(\.kind), "/epsilon/kind")
    try file.column(epsilons.map(\.group), "/epsilon/group")
    try file.column(epsilons.map(\.family), "/epsilon/family")
    try file.column(epsilons.map(\.choice), "/epsilon/choice")
    try file.column(epsilons.map { $0.epsilon ?? .nan }, "/epsilon/epsilon")
    try file.column(epsilons.map(\.delta), "/epsilon/delta")
    try file.column(epsilons.map(\.confidence), "/epsilon/confidence")
    try file.column(epsilons.map { Int64($0.trials) }, "/epsilon/trials")
    try file.column(epsilons.map { Int64($0.trialsNeeded) }, "/epsilon/trials_needed")
    try file.column(epsilons.map { Int64($0.guesses) }, "/epsilon/guesses")
    try file.column(epsilons.map { Int64($0.correct) }, "/epsilon/correct")
    try file.column(epsilons.map { Int64($0.hypotheses) }, "/epsilon/hypotheses")
    try file.column(epsilons.map { Int64($0.groupSize) }, "/epsilon/group_size")
    try file.column(epsilons.map { $0.claimed ?? .nan }, "/epsilon/claimed")
    try file.column(epsilons.map(\.judgement), "/epsilon/judgement")
    try file.column(epsilons.map(\.condition), "/epsilon/condition")
    try file.column(epsilons.map(\.reason), "/epsilon/reason")
  }
}
