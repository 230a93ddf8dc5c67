/// A list of drawing commands on a canvas measured in points, origin at the top left, y downwards.
///
/// Charts are built as drawings, which are compared as values and as text, and only then rendered.
package struct Drawing: Equatable, Sendable {
  /// The canvas width in points.
  package let width: Double
  /// The canvas height in points.
  package let height: Double
  /// What is drawn, later commands over earlier ones.
  package private(set) var commands: [Command] = []

  /// Creates an empty, transparent canvas.
  package init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// Draws a command over what is there.
  package mutating func append(_ command: Command) {
    commands.append(command)
  }

  /// Draws commands in their order over what is there.
  package mutating func append(contentsOf commands: some Sequence<Command>) {
    self.commands.append(contentsOf: commands)
  }
}

extension Drawing {
  /// One step of a drawing.
  package enum Command: Equatable, Sendable {
    /// A line through points in their order.
    case line([Point], Stroke)
    /// A closed shape with straight sides.
    case polygon([Point], Paint)
    /// A rectangle with sides along the axes.
    case rectangle(Rectangle, Paint)
    /// A filled circle.
    case disc(center: Point, radius: Double, Color)
    /// A single line of text.
    case text(Text)
    /// Hides what following commands draw outside a rectangle, until the matching `endClip`.
    case beginClip(Rectangle)
    /// Ends the innermost clip.
    case endClip
  }

  /// A place on the canvas.
  package struct Point: Equatable, Sendable {
    /// The distance from the left edge.
    package let x: Double
    /// The distance from the top edge.
    package let y: Double

    /// Creates a place from its distances to the left and top edges.
    package init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// A rectangle with sides along the axes.
  package struct Rectangle: Equatable, Sendable {
    /// The left edge.
    package let x: Double
    /// The top edge.
    package let y: Double
    /// The extent to the right.
    package let width: Double
    /// The extent downwards.
    package let height: Double
    /// The right edge.
    package var right: Double { x + width }
    /// The bottom edge.
    package var bottom: Double { y + height }

    /// Creates a rectangle from its top left corner and its size.
    package init(x: Double, y: Double, width: Double, height: Double) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }
  }
}
