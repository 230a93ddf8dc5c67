import CTraining

/// A matrix of training, in panels of columns that suit vectors and caches, in memory of its own.
///
/// Whatever fills up the last panel stays zero. The object is a place that layers and passes share, not a value.
@safe package final class PanelMatrix {
  /// What the columns are.
  package enum Kind: Sendable {
    /// The left factor of products only: no panel needs to be as wide as any other.
    case input
    /// A factor of any kind: panels of three vectors of 16 and, last, of two, so that none is left with one.
    case factor
    /// A factor with room for one panel, which stands for each in turn.
    case onePanel
  }

  /// The rows.
  package let rows: Int
  /// The columns.
  package let columns: Int
  /// The panels that the columns are divided among.
  package let panelCount: Int
  private let layout: rc_matrix
  private let memory: UnsafeMutableRawPointer

  /// The numbers from one row of a panel to the next.
  static let rowStride = Int(RC_PANEL)
  /// What rows and columns are filled up to a multiple of.
  private static let block = 16
  /// The widest vectors that the processor has.
  package static let lanes = Int(rc_widest_lanes())

  /// Creates a matrix of zeros.
  package init(rows: Int, columns: Int, kind: Kind = .factor) {
    precondition(rows > 0 && columns > 0, "a matrix of \(rows) x \(columns)")
    (self.rows, self.columns) = (rows, columns)
    let vectors = (columns + Self.block - 1) / Self.block
    let whole =
      switch (kind, vectors % 3) {
      case (.input, _): (vectors + 2) / 3
      case (_, 1): max(0, vectors / 3 - 1)
      default: vectors / 3
      }
    panelCount = whole + max(0, (vectors - 3 * whole + 1) / 2)
    // One row more than there are keeps the same row of neighbouring panels from meeting in one set of the cache.
    let filledRows = (rows + Self.block - 1) / Self.block * Self.block + 1
    let stride = filledRows * Self.rowStride
    let count = stride * (kind == .onePanel ? 1 : panelCount)
    unsafe memory = .allocate(byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
    let start = unsafe memory.initializeMemory(as: Float.self, repeating: 0, count: count)
    unsafe layout = rc_matrix(
      start: start, columns: Int64(columns), whole: Int64(whole),
      stride: kind == .onePanel ? 0 : Int64(stride))
  }

  deinit { unsafe memory.deallocate() }

  /// The columns of a panel.
  package func columns(ofPanel panel: Int) -> Range<Int> {
    precondition(panel >= 0 && panel < panelCount, "panel \(panel) of \(panelCount)")
    let narrow = max(0, panel - Int(unsafe layout.whole))
    let start = (panel - narrow) * Self.rowStride + narrow * 2 * Self.block
    let width = panel < Int(unsafe layout.whole) ? Self.rowStride : 2 * Self.block
    return start..<min(start + width, columns)
  }

  /// Gives the first rows of a panel to be changed: rows of 48 numbers, of which the panel's columns come first.
  func withPanel<Result>(
    _ panel: Int, rows: Int, _ body: (inout MutableSpan<Float>) -> Result
  ) -> Result {
    precondition(
      panel >= 0 && panel < panelCount && rows <= self.rows, "\(rows) rows of panel \(panel)")
    let buffer = unsafe UnsafeMutableBufferPointer(
      start: layout.start + panel * Int(layout.stride), count: rows * Self.rowStride)
    var span = unsafe buffer.mutableSpan
    return body(&span)
  }

  /// Gives what a function of C takes, which will use so many rows.
  func withLayout<Result>(rows: Int, _ body: (rc_matrix) -> Result) -> Result {
    precondition(rows <= self.rows, "\(rows) rows of \(self.rows)")
    return unsafe body(layout)
  }

  /// Takes over numbers that stand row by row, or column by column where they are transposed.
  package func load(_ numbers: Span<Float>, isTransposed: Bool = false) {
    precondition(numbers.count == rows * columns, "\(numbers.count) for \(rows) x \(columns)")
    let (rowStep, columnStep) = isTransposed ? (1, rows) : (columns, 1)
    for panel in 0..<panelCount {
      let range = columns(ofPanel: panel)
      withPanel(panel, rows: rows) { span in
        for row in 0..<rows {
          for column in range {
            span[row * Self.rowStride + column - range.lowerBound] =
              numbers[row * rowStep + column * columnStep]
          }
        }
      }
    }
  }

  /// Gives its numbers row by row, or column by column where they are to be transposed.
  package func store(in numbers: inout MutableSpan<Float>, isTransposed: Bool = false) {
    precondition(numbers.count == rows * columns, "\(numbers.count) for \(rows) x \(columns)")
    let (rowStep, columnStep) = isTransposed ? (1, rows) : (columns, 1)
    for panel in 0..<panelCount {
      let range = columns(ofPanel: panel)
      withPanel(panel, rows: rows) { span in
        for row in 0..<rows {
          for column in range {
            numbers[row * rowStep + column * columnStep] =
              span[row * Self.rowStride + column - range.lowerBound]
          }
        }
      }
    }
  }
}
