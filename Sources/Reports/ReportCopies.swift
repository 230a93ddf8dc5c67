import Auditing
import Results
import Statistics

/// What a report says first of released records that equal members, whatever the attacks found.
///
/// A release can give one person away whole and leave the areas of all attacks at 0.5.
struct ReportCopies {
  /// How copies of members compare with those of the hold-out.
  enum Standing {
    /// No more than common records explain.
    case common
    /// Of members only, but too few to say that such records are not common.
    case unexplained
    /// More than common records explain.
    case beyondChance
  }

  private let released: Int
  private let ofMembers: Int
  private let ofHoldOut: Int
  private let members: Int
  /// The copies of members that the hold-out's rate gives.
  private let expected: Double
  private let isAboveShuffles: Bool

  /// Looks the copies of a stage up; nil where none was measured, or no released record equals a member.
  ///
  /// - Parameters:
  ///   - tables: The run's measurements.
  ///   - stage: The stage's name.
  init?(_ tables: ReportTables, stage: String) {
    func reading(_ metric: String) -> (value: Double, of: Int, high: Double)? {
      tables.reading(metric, stage: stage, attack: nil).flatMap { reading in
        reading.value.map { ($0, reading.count, reading.interval?.high ?? $0) }
      }
    }
    guard let own = reading("exact-copies"), own.value > 0,
      let others = reading("exact-copies-of-hold-out"),
      let copied = reading("copied-members"), let holdOut = reading("copied-hold-out")
    else { return nil }
    func count(_ share: (value: Double, of: Int, high: Double)) -> Int {
      Int((share.value * Double(share.of)).rounded())
    }
    released = own.of
    (ofMembers, ofHoldOut, members) = (count(own), count(others), count(copied))
    expected = Double(ofHoldOut) * Double(copied.of) / Double(holdOut.of)
    isAboveShuffles = own.value > own.high
  }

  var standing: Standing {
    // Shuffles of memberships cannot tell one member that is repeated: it may as well be of the hold-out.
    let isRepeated = Double(ofMembers) > 2 * expected + 10
    if isAboveShuffles || isRepeated { return .beyondChance }
    return ofHoldOut == 0 ? .unexplained : .common
  }

  /// The words for the headline.
  var headline: String {
    guard standing != .common else {
      return "\(ofMembers) released record\(ofMembers == 1 ? " equals" : "s equal") a member "
        + "and \(ofHoldOut) a hold-out record, as common records do"
    }
    return ofMembers == 1
      ? "1 released record is an exact copy of a member"
      : "\(ofMembers) released records are exact copies of \(copied)"
  }

  private var copied: String { members == 1 ? "one member" : "\(members) members" }

  /// The sentence under the verdict.
  var sentence: String {
    let found =
      "\(ofMembers) of \(released) released records equal \(copied) and \(ofHoldOut) equal a hold-out record"
    let known =
      "Whoever knows such a member finds the record in the release, whatever the areas above say."
    switch standing {
    case .common:
      return
        "\(found): by the hold-out's rate \(decimal(expected, 1)) would, so that common records explain them."
    case .unexplained:
      return "**\(found), so that nothing says that such records are common. \(known)**"
    case .beyondChance:
      let compared =
        ofHoldOut == 0 ? "" : ", by whose rate \(decimal(expected, 1)) would equal a member"
      return "**\(found)\(compared). \(known)**"
    }
  }
}
