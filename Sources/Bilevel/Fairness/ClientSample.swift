import Tensors

/// A client's records as the outer problem reads them: sorted into cells of equal groups and label.
package struct ClientSample: Sendable {
  /// An attribute with its groups.
  package struct Attribute: Equatable, Sendable {
    /// The attribute's name.
    package let name: String
    /// The groups' names.
    package let levels: [String]
    /// The group of each record.
    package let codes: [Int]

    /// Creates an attribute.
    ///
    /// - Parameters:
    ///   - name: The attribute's name.
    ///   - levels: The groups' names.
    ///   - codes: The group of each record.
    package init(_ name: String, levels: [String], codes: [Int]) {
      (self.name, self.levels, self.codes) = (name, levels, codes)
    }
  }

  /// The records of one label that are in the same groups.
  struct Cell: Equatable, Sendable {
    /// The group of each attribute.
    let groups: [Int]
    let label: Int
    /// The places of the records after sorting.
    let records: Range<Int>
  }

  /// The coordinates of a record, the intercept's among them.
  package let width: Int
  /// The number of records.
  package let count: Int
  /// Records x width, in the order of the cells.
  let design: [Double]
  let cells: [Cell]
  let attributes: [(name: String, levels: [String])]

  /// Sorts records into cells.
  ///
  /// - Parameters:
  ///   - features: Records x width; the last coordinate of each is 1.
  ///   - labels: The label of each record, 0 or 1.
  ///   - attributes: The attributes whose groups are compared.
  ///   - width: The coordinates of a record.
  package init(features: [Double], labels: [Int], attributes: [Attribute], width: Int) {
    precondition(
      features.count == labels.count * width
        && attributes.allSatisfy { $0.codes.count == labels.count },
      "\(features.count) coordinates and \(labels.count) labels of records of \(width)")
    (self.width, count) = (width, labels.count)
    self.attributes = attributes.map { ($0.name, $0.levels) }
    let keys = labels.indices.map { record in
      attributes.map { $0.codes[record] } + [labels[record]]
    }
    let order = labels.indices.sorted { left, right in
      keys[left] == keys[right]
        ? left < right : keys[left].lexicographicallyPrecedes(keys[right])
    }
    var (design, cells) = ([Double](), [Cell]())
    design.reserveCapacity(features.count)
    var start = 0
    for (place, record) in order.enumerated() {
      design += features[record * width..<(record + 1) * width]
      let key = keys[record]
      guard place + 1 == order.count || keys[order[place + 1]] != key else { continue }
      cells.append(
        Cell(groups: key.dropLast(), label: key[key.count - 1], records: start..<place + 1))
      start = place + 1
    }
    (self.design, self.cells) = (design, cells)
  }

  /// Cells without records, of which only the numbers of records are known.
  init(cells: [Cell], attributes: [(name: String, levels: [String])], width: Int) {
    (self.cells, self.attributes, self.width) = (cells, attributes, width)
    count = cells.reduce(0) { $0 + $1.records.count }
    design = []
  }

  /// What a model with some coefficients makes of the records.
  package struct Evaluation: Equatable, Sendable {
    /// The mean loss.
    package let loss: Double
    /// The share of records whose label the model decides for.
    package let accuracy: Double
    /// Smoothings x cells: the mean of each smoothed decision.
    let means: [Double]
    /// The score of each record.
    let scores: [Double]
  }

  /// Evaluates a model.
  ///
  /// - Parameters:
  ///   - coefficients: The model's coefficients.
  ///   - smoothings: What decisions are taken for.
  /// - Returns: Loss, accuracy and the cells' means.
  /// - Complexity: O(N p).
  package func evaluate(
    _ coefficients: [Double], smoothings: [DecisionSmoothing]
  ) -> Evaluation {
    evaluate(
      scores: products(of: design, width: width, with: coefficients), smoothings: smoothings)
  }

  /// Evaluates any model by the scores that it gives the records, in the order of the cells.
  func evaluate(scores: [Double], smoothings: [DecisionSmoothing]) -> Evaluation {
    var (loss, right) = (0.0, 0)
    var means = Array(repeating: 0.0, count: smoothings.count * cells.count)
    for (place, cell) in cells.enumerated() {
      let label = Double(cell.label)
      for record in cell.records {
        loss += logisticLoss(scores[record], label: label).loss
        if (scores[record] > 0) == (cell.label == 1) { right += 1 }
      }
      for (row, smoothing) in smoothings.enumerated() {
        var sum = 0.0
        for record in cell.records { sum += smoothing(scores[record]).value }
        means[row * cells.count + place] = sum / Double(cell.records.count)
      }
    }
    return Evaluation(
      loss: loss / Double(count), accuracy: Double(right) / Double(count), means: means,
      scores: scores)
  }

  /// Differentiates the loss and the cells' means by the coefficients.
  ///
  /// - Parameters:
  ///   - evaluation: What the model made of the records.
  ///   - smoothings: What decisions are taken for, as in the evaluation.
  /// - Returns: The loss's gradient, and smoothings x cells x width of the means'.
  /// - Complexity: O(N p x (1 + smoothings)).
  package func gradients(
    at evaluation: Evaluation, smoothings: [DecisionSmoothing]
  ) -> (loss: [Double], means: [Double]) {
    var loss = Array(repeating: 0.0, count: width)
    var means = Array(repeating: 0.0, count: smoothings.count * cells.count * width)
    for (place, cell) in cells.enumerated() {
      let size = cell.records.count
      var factors = Array(repeating: 0.0, count: (1 + smoothings.count) * size)
      for (offset, record) in cell.records.enumerated() {
        let score = evaluation.scores[record]
        factors[offset] =
          (logisticLoss(score, label: 0).probability - Double(cell.label)) / Double(count)
        for (row, smoothing) in smoothings.enumerated() {
          factors[(1 + row) * size + offset] = smoothing(score).slope / Double(size)
        }
      }
      let sums = rows(cell.records, combinedBy: factors)
      for column in 0..<width { loss[column] += sums[column] }
      for row in smoothings.indices {
        let start = (row * cells.count + place) * width
        for column in 0..<width { means[start + column] = sums[(1 + row) * width + column] }
      }
    }
    return (loss, means)
  }

  /// The gradient by the scores of the loss plus a combination of the cells' means.
  ///
  /// - Parameters:
  ///   - evaluation: What a model made of the records.
  ///   - factors: One factor for each mean.
  ///   - smoothings: What decisions are taken for, as in the evaluation.
  /// - Returns: One number for each record, in the order of the cells.
  func scoreGradient(
    at evaluation: Evaluation, factors: [Double], smoothings: [DecisionSmoothing]
  ) -> [Double] {
    var gradient = evaluation.scores
    for (place, cell) in cells.enumerated() {
      for record in cell.records {
        let score = evaluation.scores[record]
        var sum =
          (logisticLoss(score, label: 0).probability - Double(cell.label)) / Double(count)
        for (row, smoothing) in smoothings.enumerated() {
          let factor = factors[row * cells.count + place]
          if factor != 0 { sum += factor * smoothing(score).slope / Double(cell.records.count) }
        }
        gradient[record] = sum
      }
    }
    return gradient
  }

  /// Sums of a cell's rows, each times its factor, without a copy of the rows.
  private func rows(_ records: Range<Int>, combinedBy factors: [Double]) -> [Double] {
    let sums = factors.count / records.count
    var result = Array(repeating: 0.0, count: sums * width)
    let product = MatrixProduct(rows: sums, columns: width, inner: records.count)
    let all = design.span
    var target = result.mutableSpan
    product.apply(
      factors.span,
      all.extracting(records.lowerBound * width..<records.upperBound * width), to: &target)
    return result
  }
}
