import Auditing
import Results
import Tables

extension AuditRunner {
  /// What is claimed of privacy after each stage.
  ///
  /// A release carries its account. A model's claim follows from its stage's settings and the number of members. Where a stage learns
  /// from a release alone, or publishes what it was given, the claim before it still holds.
  ///
  /// - Parameters:
  ///   - targets: The targets' passages.
  ///   - records: The records of the experiment.
  /// - Returns: The claims, target by target.
  /// - Throws: An error in one line where no claim of that kind can be met.
  func claims(_ targets: [PipelinePass], records: Records) throws -> [Run.StagePrivacy] {
    try targets.enumerated().flatMap { target, pass in
      let members = pass.membership.records(.member).count
      var (current, claims): (Run.StagePrivacy?, [Run.StagePrivacy]) = (nil, [])
      for (index, stage) in experiment.stages.enumerated() {
        let name = stageNames[index + 1]
        let own = try stage.claim(memberCount: members, of: records)
        let isOfRelease = pass.outputs[index].release != nil
        let output = pass.outputs[index + 1]
        // A stage may make private what was released without a claim.
        let isFirst = output.release?.account != nil && current == nil
        if let account = own ?? (isOfRelease && !isFirst ? nil : output.release?.account) {
          current = Run.StagePrivacy(
            stage: name, target: "\(target + 1)", account: account, payer: name)
        } else if isOfRelease || stage is Identity, let before = current {
          current = Run.StagePrivacy(
            stage: name, target: before.target, account: before.account, payer: before.payer)
        } else {
          current = nil
        }
        if let current { claims.append(current) }
      }
      return claims
    }
  }
}
