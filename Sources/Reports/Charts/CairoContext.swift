import CCairo

/// A pen of the Cairo library on an image, which it keeps alive by itself.
@safe
struct CairoContext: ~Copyable {
  private let handle: OpaquePointer

  /// Makes a pen whose unit is `scale` pixels.
  init(on surface: borrowing CairoSurface, scale: Double) throws(ChartsError) {
    let handle = unsafe cairo_create(surface.handle)
    let status = unsafe cairo_status(handle)
    // Cairo returns an object even where it fails, and never nil.
    guard status == CAIRO_STATUS_SUCCESS, let handle = unsafe handle else {
      unsafe cairo_destroy(handle)
      throw ChartsError(status, "drawing on an image")
    }
    unsafe self.handle = unsafe handle
    unsafe cairo_scale(handle, scale, scale)
    unsafe cairo_set_line_join(handle, CAIRO_LINE_JOIN_ROUND)
    fixFontOptions()
  }

  deinit {
    unsafe cairo_destroy(handle)
  }

  /// Draws a command.
  ///
  /// - Throws: `ChartsError` with Cairo's own message where it refuses the command.
  func draw(_ command: Drawing.Command) throws(ChartsError) {
    switch command {
    case .line(let points, let stroke):
      trace(points)
      self.stroke(stroke)
    case .polygon(let points, let paint):
      trace(points)
      unsafe cairo_close_path(handle)
      self.paint(paint)
    case .rectangle(let rectangle, let paint):
      trace(rectangle)
      self.paint(paint)
    case .disc(let center, let radius, let color):
      unsafe cairo_new_sub_path(handle)
      unsafe cairo_arc(handle, center.x, center.y, radius, 0, 2 * .pi)
      fill(color)
    case .text(let text): write(text)
    case .beginClip(let rectangle):
      unsafe cairo_save(handle)
      trace(rectangle)
      unsafe cairo_clip(handle)
    case .endClip: unsafe cairo_restore(handle)
    }
    try check(command)
  }

  private func check(_ command: Drawing.Command) throws(ChartsError) {
    let status = unsafe cairo_status(handle)
    guard status == CAIRO_STATUS_SUCCESS else {
      throw ChartsError(status, "drawing '\(command.description.prefix(80))'")
    }
  }

  private func trace(_ points: [Drawing.Point]) {
    for point in points {
      // The first call without a current point moves there.
      unsafe cairo_line_to(handle, point.x, point.y)
    }
  }

  private func trace(_ rectangle: Drawing.Rectangle) {
    unsafe cairo_rectangle(handle, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
  }

  private func paint(_ paint: Drawing.Paint) {
    switch paint {
    case .fill(let color): fill(color)
    case .stroke(let stroke): self.stroke(stroke)
    }
  }

  private func fill(_ color: Drawing.Color) {
    use(color)
    unsafe cairo_fill(handle)
  }

  private func stroke(_ stroke: Drawing.Stroke) {
    use(stroke.color)
    unsafe cairo_set_line_width(handle, stroke.width)
    unsafe cairo_set_dash(handle, stroke.dash, Int32(stroke.dash.count), 0)
    unsafe cairo_stroke(handle)
  }

  private func use(_ color: Drawing.Color) {
    let channels = [24, 16, 8, 0].map { Double(color.rgba >> UInt32($0) & 0xFF) / 255 }
    unsafe cairo_set_source_rgba(handle, channels[0], channels[1], channels[2], channels[3])
  }
}

extension CairoContext {
  /// Makes text independent of the desktop's settings: grey edges, no snapping to pixels.
  private func fixFontOptions() {
    let options = unsafe cairo_font_options_create()
    defer { unsafe cairo_font_options_destroy(options) }
    unsafe cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    unsafe cairo_set_font_options(handle, options)
  }

  private func write(_ text: Drawing.Text) {
    let weight = text.style.weight == .bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL
    unsafe cairo_save(handle)
    unsafe cairo_select_font_face(handle, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, weight)
    unsafe cairo_set_font_size(handle, text.style.size)
    unsafe cairo_translate(handle, text.position.x, text.position.y)
    unsafe cairo_rotate(handle, -Double(text.style.rotation.rawValue) * .pi / 180)
    unsafe cairo_move_to(handle, -share(before: text.anchor) * advance(of: text.string), 0)
    // Outlines, unlike cached glyphs, are not moved to whole pixels, so that letters are even.
    unsafe cairo_text_path(handle, text.string)
    fill(text.style.color)
    unsafe cairo_restore(handle)
  }

  private func share(before anchor: Drawing.Anchor) -> Double {
    switch anchor {
    case .start: 0
    case .middle: 0.5
    case .end: 1
    }
  }

  private func advance(of string: String) -> Double {
    var extents = cairo_text_extents_t()
    unsafe cairo_text_extents(handle, string, &extents)
    return extents.x_advance
  }
}

extension ChartsError {
  /// A failure with Cairo's explanation of it.
  init(_ status: cairo_status_t, _ action: String) {
    let reason = unsafe String(cString: cairo_status_to_string(status))
    self.init(description: "\(action) failed: \(reason); check the drawing and its scale")
  }
}
