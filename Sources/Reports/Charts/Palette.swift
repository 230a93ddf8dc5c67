/// The colours and line styles of charts, the same in all of them.
///
/// Hues are from Okabe and Ito, "Color Universal Design" (2008), which people with every common
/// colour vision tell apart; their yellow is left out because it vanishes on white.
enum Palette {
  static let background = Drawing.Color(0xFFFFFF)
  static let ink = Drawing.Color(0x222222)
  static let quietInk = Drawing.Color(0x5A5A5A)
  static let frame = Drawing.Stroke(Drawing.Color(0x4D4D4D), width: 0.8)
  static let majorGrid = Drawing.Stroke(Drawing.Color(0xDCDCDC), width: 0.6)
  static let minorGrid = Drawing.Stroke(Drawing.Color(0xF1F1F1), width: 0.5)
  static let reference = Drawing.Stroke(Drawing.Color(0x8C8C8C), width: 1.2, dash: [5, 4])

  static let blue = Drawing.Color(0x0072B2)
  static let vermillion = Drawing.Color(0xD55E00)
  private static let series = [
    blue, vermillion, Drawing.Color(0x009E73), Drawing.Color(0xCC79A7), Drawing.Color(0xE69F00),
    Drawing.Color(0x56B4E9), Drawing.Color(0x000000),
  ]
  private static let dashes: [[Double]] = [[], [7, 2.5], [7, 2, 1.8, 2], [2.4, 2]]

  /// The line of the curve at an index: 7 colours and 4 dash patterns share no divisor, so
  /// that the first 28 curves all differ and neighbours differ in both.
  static func curve(_ index: Int) -> Drawing.Stroke {
    Drawing.Stroke(
      series[index % series.count], width: index == 0 ? 2.2 : 1.7,
      dash: dashes[index % dashes.count])
  }

  /// Hues beside those of curves, for charts whose marks are told apart by shape too.
  private static let more = [
    Drawing.Color(0x6A3D9A), Drawing.Color(0x8C510A), Drawing.Color(0x7A7A00),
    Drawing.Color(0x7F7F7F),
  ]

  /// The colour of the mark at an index; the first 11 differ.
  static func mark(_ index: Int) -> Drawing.Color {
    let all = series + more
    return all[index % all.count]
  }
}
