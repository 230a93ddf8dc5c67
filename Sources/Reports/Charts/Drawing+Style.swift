extension Drawing {
  /// A non-premultiplied sRGB colour, 8 bits a channel.
  package struct Color: Equatable, Sendable {
    /// The channels as `0xRRGGBBAA`.
    package let rgba: UInt32

    /// Creates a colour from `0xRRGGBB` and an opacity of 0 to 255.
    package init(_ rgb: UInt32, opacity: UInt8 = 255) {
      precondition(rgb <= 0xFF_FFFF, "\(rgb) has more than three 8-bit channels")
      rgba = rgb << 8 | UInt32(opacity)
    }

    /// The same colour, let through by what lies under it.
    package func faded(to opacity: UInt8) -> Color {
      Color(rgba >> 8, opacity: opacity)
    }
  }

  /// How a line is drawn.
  package struct Stroke: Equatable, Sendable {
    /// The line's colour.
    package let color: Color
    /// The line's width in points.
    package let width: Double
    /// Lengths of dashes and gaps in turn, in points; empty for a solid line.
    package let dash: [Double]

    /// Creates a solid line, or a dashed one from its dashes and gaps.
    package init(_ color: Color, width: Double, dash: [Double] = []) {
      self.color = color
      self.width = width
      self.dash = dash
    }
  }

  /// How a shape is drawn.
  package enum Paint: Equatable, Sendable {
    /// The inside only.
    case fill(Color)
    /// The outline only.
    case stroke(Stroke)
  }

  /// A single line of text.
  package struct Text: Equatable, Sendable {
    /// What is written.
    package let string: String
    /// The point of the baseline that the anchor names.
    package let position: Point
    /// Size, colour, weight and direction.
    package let style: TextStyle
    /// Which part of the text lies at the position.
    package let anchor: Anchor

    /// Creates text whose baseline starts at, is centred on or ends at a place.
    package init(_ string: String, at position: Point, _ style: TextStyle, anchor: Anchor = .start)
    {
      self.string = string
      self.position = position
      self.style = style
      self.anchor = anchor
    }
  }

  /// How text looks.
  package struct TextStyle: Equatable, Sendable {
    /// The font size in points.
    package let size: Double
    /// The colour of the letters.
    package let color: Color
    /// The weight of the letters.
    package let weight: Weight
    /// The direction in which the text is read.
    package let rotation: Rotation

    /// Creates a style; regular and level unless told otherwise.
    package init(
      size: Double, color: Color, weight: Weight = .regular, rotation: Rotation = .level
    ) {
      self.size = size
      self.color = color
      self.weight = weight
      self.rotation = rotation
    }
  }

  /// The part of a text that lies at its position.
  package enum Anchor: String, Sendable {
    /// The first letter's left side.
    case start
    /// The middle of the text.
    case middle
    /// The last letter's right side.
    case end
  }

  /// The weight of letters.
  package enum Weight: String, Sendable {
    /// The ordinary weight.
    case regular
    /// The heavy weight of titles.
    case bold
  }

  /// The direction of reading, in degrees against the clock.
  package enum Rotation: Int, Sendable {
    /// From left to right.
    case level = 0
    /// From bottom to top.
    case upward = 90
  }
}
