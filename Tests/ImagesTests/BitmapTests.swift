import Images
import Testing

struct BitmapTests {
  @Test("a bitmap keeps its size and pixels")
  func keeps() {
    let bitmap = Bitmap(width: 2, height: 1, pixels: [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(bitmap.width == 2)
    #expect(bitmap.height == 1)
    #expect(bitmap.pixels == [1, 2, 3, 4, 5, 6, 7, 8])
  }

  @Test("the same pixels in another arrangement are another bitmap")
  func equality() {
    let pixels: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    #expect(
      Bitmap(width: 2, height: 1, pixels: pixels) != Bitmap(width: 1, height: 2, pixels: pixels))
  }

  @Test(
    "pixels that do not fill the size are a bug of the caller",
    arguments: [(2, 1, 7), (2, 2, 12), (3, 1, 16), (0, 1, 0), (1, 0, 0), (-1, -1, 4)])
  func mismatch(_ width: Int, _ height: Int, _ count: Int) async {
    await #expect(processExitsWith: .failure) { [width, height, count] in
      _ = Bitmap(width: width, height: height, pixels: [UInt8](repeating: 0, count: count))
    }
  }
}
