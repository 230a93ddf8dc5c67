import Statistics

/// What a claim must reach; the committed threshold of a line.
package struct Threshold: Equatable, Encodable, Sendable {
  /// How many times better than the peer.
  package var advantage: Double?
  /// Which share of the limit.
  package var share: Double?
  /// The most that the measured value may be.
  package var most: Double?
  /// The least that the measured value may be.
  package var least: Double?

  /// Creates a threshold of the given parts; none of them asks for nothing.
  package init(
    advantage: Double? = nil, share: Double? = nil, most: Double? = nil, least: Double? = nil
  ) {
    (self.advantage, self.share, self.most, self.least) = (advantage, share, most, least)
  }
}

/// What was measured for a claim, in the unit of its quantity.
package struct Measured: Equatable, Sendable {
  /// The project's own values.
  package let ours: Repetitions
  /// The peer's values; nil where it is not installed.
  package let peer: Repetitions?
  /// The value that no program could better on this machine, by the benchmark's own yardstick.
  package let limit: Double
  /// The same in each of our repetitions, where it was measured beside each.
  package let limits: Repetitions?

  /// Puts measured values together.
  package init(ours: Repetitions, peer: Repetitions?, limit: Double) {
    (self.ours, self.peer, self.limit, limits) = (ours, peer, limit, nil)
  }

  /// Puts measured values together, with a limit for each of ours.
  package init(ours: Repetitions, peer: Repetitions?, limits: Repetitions) {
    precondition(
      ours.values.count == limits.values.count,
      "\(limits.values.count) limits of \(ours.values.count) repetitions")
    (self.ours, self.peer, limit, self.limits) = (ours, peer, limits.median, limits)
  }
}

/// One claim of the project with what was measured for it.
package struct Claim: Equatable, Sendable {
  /// What is claimed, in a few words.
  package let name: String
  /// What it is measured in.
  package let quantity: Quantity
  /// What was measured.
  package let measured: Measured
  /// What must be reached.
  package let threshold: Threshold
  /// What else to know, one line each.
  package let remarks: [String]

  /// Creates a claim.
  package init(
    name: String, quantity: Quantity, measured: Measured, threshold: Threshold, remarks: [String]
  ) {
    (self.name, self.quantity, self.measured) = (name, quantity, measured)
    (self.threshold, self.remarks) = (threshold, remarks)
  }

  /// How many times better than the peer.
  package var advantage: Double? {
    measured.peer.map { quantity.advantage(of: measured.ours.median, over: $0.median) }
  }

  /// The share of the limit that is reached: the median over the repetitions, where each has a limit of its own.
  package var share: Double {
    guard let limits = measured.limits else {
      return quantity.advantage(of: measured.ours.median, over: measured.limit)
    }
    return median(
      zip(measured.ours.values, limits.values).map { quantity.advantage(of: $0, over: $1) })
  }

  /// The parts of the threshold that are not reached; nil where a part needs a peer that is not there.
  package var misses: [String]? {
    var misses: [String] = []
    if let least = threshold.advantage {
      guard let advantage else { return nil }
      if advantage < least { misses.append("ratio") }
    }
    if let least = threshold.share, share < least { misses.append("limit") }
    if let most = threshold.most, measured.ours.median > most { misses.append("size") }
    if let least = threshold.least, measured.ours.median < least { misses.append("rate") }
    return misses
  }
}
