import Reports
import Testing

private let black = Drawing.Color(0x000000)
private let style = Drawing.TextStyle(size: 9, color: black)

struct DrawingCase: CustomTestStringConvertible {
  let command: Drawing.Command
  let text: String
  var testDescription: String { text }
}

@Suite struct DrawingTests {
  static let cases = [
    DrawingCase(
      command: .line([.init(1, 2), .init(3.456, -4.5)], .init(black, width: 0.5)),
      text: "line #000000 0.50 at 1.00,2.00 3.46,-4.50"),
    DrawingCase(
      command: .line([], .init(black.faded(to: 16), width: 1, dash: [5, 2.25])),
      text: "line #00000010 1.00 dash 5.00,2.25 at "),
    DrawingCase(
      command: .polygon([.init(0, 0), .init(1, 0), .init(0, 1)], .fill(.init(0x0072B2))),
      text: "polygon fill #0072B2 at 0.00,0.00 1.00,0.00 0.00,1.00"),
    DrawingCase(
      command: .rectangle(
        .init(x: 1, y: 2, width: 3, height: 4), .stroke(.init(.init(0xABCDEF), width: 2))),
      text: "rectangle stroke #ABCDEF 2.00 at 1.00,2.00 3.00x4.00"),
    DrawingCase(
      command: .disc(center: .init(5, 6), radius: 1.5, black),
      text: "disc fill #000000 radius 1.50 at 5.00,6.00"),
    DrawingCase(
      command: .text(.init("a \"b\"\\\n", at: .init(7, 8), style)),
      text: #"text "a \"b\"\\\n" 9.00 regular 0 #000000 start at 7.00,8.00"#),
    DrawingCase(
      command: .text(
        .init(
          "T", at: .init(0, 0),
          .init(size: 12, color: black, weight: .bold, rotation: .upward), anchor: .end)),
      text: #"text "T" 12.00 bold 90 #000000 end at 0.00,0.00"#),
    DrawingCase(
      command: .beginClip(.init(x: 0, y: 0, width: 10, height: 20)),
      text: "clip 0.00,0.00 10.00x20.00"),
    DrawingCase(command: .endClip, text: "unclip"),
  ]

  @Test("a command is one line of text", arguments: cases)
  func commandText(_ example: DrawingCase) {
    #expect(example.command.description == example.text)
  }

  @Test(
    "numbers are rounded to two decimals and zero has no sign",
    arguments: zip(
      [-0.0, -0.004, 0.004, -0.006, 2.345e3, -1e-300, 1e20, 0.1 + 0.2],
      ["0.00", "0.00", "0.00", "-0.01", "2345.00", "0.00", "1e+20", "0.30"]))
  func numbers(value: Double, text: String) {
    #expect(Drawing.Point(value, 0).description == text + ",0.00")
  }

  @Test("the text begins with the canvas and keeps the order of commands")
  func order() {
    var drawing = Drawing(width: 10, height: 20)
    drawing.append(.endClip)
    drawing.append(contentsOf: [.line([], .init(black, width: 1)), .endClip])
    #expect(drawing.description == "canvas 10.00 20.00\nunclip\nline #000000 1.00 at \nunclip\n")
  }

  @Test("drawings are equal when their sizes and commands are")
  func equality() {
    var drawing = Drawing(width: 10, height: 20)
    #expect(drawing == Drawing(width: 10, height: 20))
    #expect(drawing != Drawing(width: 10, height: 21))
    drawing.append(.endClip)
    #expect(drawing != Drawing(width: 10, height: 20))
  }

  @Test("a faded colour keeps its channels")
  func fading() {
    #expect(Drawing.Color(0x123456).faded(to: 0x78).rgba == 0x1234_5678)
  }
}
