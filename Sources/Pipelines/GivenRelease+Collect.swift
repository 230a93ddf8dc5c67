import Auditing
import Tables

extension ReleaseSignals {
  init(
    collecting requirements: Set<SignalRequirement>, from given: GivenRelease, threads: Int
  ) async throws {
    self.init(
      records: given.records, audited: given.membership.audited, released: given.released,
      reference: given.reference)
  }
}
