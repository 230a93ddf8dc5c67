import Reports
import Testing

@Suite struct TypographyTests {
  private static let strings = [
    "LiRA online, fixed variance", "AUC 0.668", "False positive rate (log)", "WWWMMM@@%%",
    "illiji.,:;'|!",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789", "−1.5e−300",
    "members (400)",
    "frt()[]!`-/\\ _", "ÀÉÎÕÜ àéîõü ß", "α β γ ε Ω", "среднее значение",
    "# $ & * + < = > ? ^ { } ~ \"", "a … b", "DDDOOOQQQ",
  ]

  @Test(
    "the estimated width is not less than the drawn one, and not half as much again for prose",
    arguments: strings, [Drawing.Weight.regular, .bold])
  func estimate(string: String, weight: Drawing.Weight) throws {
    let style = Drawing.TextStyle(size: 20, color: Drawing.Color(0x000000), weight: weight)
    var drawing = Drawing(width: 900, height: 40)
    drawing.append(.text(.init(string, at: .init(10, 30), style)))
    let picture = try render(drawing, scale: 1)
    let columns = (0..<900 * 40).filter { picture.pixels[$0 * 4 + 3] > 32 }.map { $0 % 900 }
    let drawn = Double(try #require(columns.max()) - 9)
    let estimated = estimatedWidth(string, style)
    #expect(estimated >= drawn - 1)
    if string.contains("variance") { #expect(estimated < 1.5 * drawn) }
  }

  @Test("the estimate grows in proportion to the size")
  func proportion() {
    let widths = [10.0, 20].map {
      estimatedWidth("Rollcall", Drawing.TextStyle(size: $0, color: Drawing.Color(0)))
    }
    #expect(isNear(widths[1], 2 * widths[0]))
  }
}
