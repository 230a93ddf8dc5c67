import Images
import Results

/// Lays images out side by side on one picture, each point as a square of whole pixels.
///
/// - Parameter figure: Images x rows x columns x channels, 1 channel for grey or 3 for red, green and blue, from 0 to 1; at least one image. Of
///   another number of channels the first is shown.
/// - Returns: Rows of at most twelve images on white, each image about 64 pixels high at least.
func contactSheet(_ figure: Run.Figure) -> Bitmap {
  let (count, height, width) = (figure.shape[0], figure.shape[1], figure.shape[2])
  let channels = figure.shape[3]
  // A sheet of few small images would be too small to look at, one of large images too large for a page.
  let scale = max(1, (64 + height - 1) / height)
  let columns = max(1, min(12, count, 1600 / (width * scale + 4)))
  let rows = (count + columns - 1) / columns
  let (cellWidth, cellHeight) = (width * scale + 4, height * scale + 4)
  let (sheetWidth, sheetHeight) = (columns * cellWidth + 4, rows * cellHeight + 4)
  var pixels = Array(repeating: UInt8(255), count: 4 * sheetWidth * sheetHeight)
  for image in 0..<count {
    let (row, column) = image.quotientAndRemainder(dividingBy: columns)
    for y in 0..<height * scale {
      for x in 0..<width * scale {
        let source = ((image * height + y / scale) * width + x / scale) * channels
        let target = (row * cellHeight + 4 + y) * sheetWidth + column * cellWidth + 4 + x
        for channel in 0..<3 {
          let value = figure.values[source + (channels == 3 ? channel : 0)]
          pixels[4 * target + channel] = UInt8((255 * max(0, min(1, value))).rounded())
        }
      }
    }
  }
  return Bitmap(width: sheetWidth, height: sheetHeight, pixels: pixels)
}
