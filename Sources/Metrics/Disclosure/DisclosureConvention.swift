/// Whose rules the attacks on a release after Giomi and others 2023 follow.
package enum DisclosureConvention: String, CaseIterable, Sendable {
  /// One size for members and hold-out, columns in turns, ties by expectation, tolerance of the true number.
  case corrected
  /// What Anonymeter 1.1.0 computes, for comparison with figures made by it; Documentation/Conventions.md lists the defects.
  case anonymeter
}
