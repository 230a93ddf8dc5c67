import NearestNeighbors
import Tables

/// Gower's distance column by column from data sets, as the formula is written.
struct SlowGower {
  private let ranges: [String: Double]
  private let columns: [String]?
  private let missing: MixedDomain.MissingValues

  init(_ declared: Dataset, columns: [String]?, missing: MixedDomain.MissingValues) {
    var ranges: [String: Double] = [:]
    for feature in declared.features {
      guard case .numeric(let values) = feature.values else { continue }
      let present = values.filter { !$0.isNaN }
      ranges[feature.name] = (present.max() ?? 0) - (present.min() ?? 0)
    }
    (self.ranges, self.columns, self.missing) = (ranges, columns, missing)
  }

  func distance(_ left: Dataset, _ leftRow: Int, _ right: Dataset, _ rightRow: Int) -> Double {
    var (numbers, mismatches, present, all) = (0.0, 0.0, 0.0, 0.0)
    for (first, second) in zip(left.features, right.features)
    where columns?.contains(first.name) ?? true {
      all += 1
      switch (first.values, second.values) {
      case (.numeric(let a), .numeric(let b)):
        guard !a[leftRow].isNaN, !b[rightRow].isNaN else { continue }
        let range = ranges[first.name] ?? 0
        if range > 0 {
          numbers += abs(a[leftRow] - b[rightRow]) * (1 / range)
        } else if a[leftRow] != b[rightRow] {
          mismatches += 1
        }
      case (.categorical(let a), .categorical(let b)):
        guard a.codes[leftRow] >= 0, b.codes[rightRow] >= 0 else { continue }
        if a.names[Int(a.codes[leftRow])] != b.names[Int(b.codes[rightRow])] { mismatches += 1 }
      default: continue
      }
      present += 1
    }
    if columns == nil {
      (all, present) = (all + 1, present + 1)
      if left.label.codes[leftRow] != right.label.codes[rightRow] { mismatches += 1 }
    }
    switch missing {
    case .skipped: return present == 0 ? 1 : (numbers + mismatches) / present
    case .differs: return (numbers + mismatches + (all - present)) / all
    }
  }
}
