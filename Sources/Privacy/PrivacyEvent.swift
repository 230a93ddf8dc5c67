/// Something that was, or is to be, learnt from the data: a mechanism under a neighbouring relation.
package struct PrivacyEvent: Hashable, Sendable, CustomStringConvertible {
  /// What is released.
  package let mechanism: Mechanism
  /// Between which datasets the mechanism's sensitivity holds.
  package let relation: NeighbouringRelation

  /// Describes a release.
  ///
  /// - Parameters:
  ///   - mechanism: The mechanism with its parameters.
  ///   - relation: The neighbours for whom its sensitivity was computed.
  /// - Throws: `PrivacyError` when a parameter is out of range, or when records are sampled and
  ///   neighbours replace one: the analyses of sampling here are for adding and removing.
  package init(
    _ mechanism: Mechanism, under relation: NeighbouringRelation
  ) throws(PrivacyError) {
    if let problem = mechanism.problem { throw PrivacyError(problem) }
    if relation == .replaceOne && mechanism.isSampled {
      throw PrivacyError(
        "\(mechanism) cannot be accounted under '\(relation)'; use '\(NeighbouringRelation.addOrRemoveOne)'"
      )
    }
    (self.mechanism, self.relation) = (mechanism, relation)
  }

  /// The mechanism and the relation.
  package var description: String { "\(mechanism) under '\(relation)'" }
}

extension PrivacyEvent: Codable {
  private enum CodingKeys: String, CodingKey { case mechanism, relation }

  /// Reads an event and checks its parameters.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      values.decode(Mechanism.self, forKey: .mechanism),
      under: values.decode(NeighbouringRelation.self, forKey: .relation))
  }
}
