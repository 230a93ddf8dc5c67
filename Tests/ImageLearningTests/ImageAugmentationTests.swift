import ImageLearning
import Tables
import Tensors
import Testing

@Suite("Changes to images")
struct ImageAugmentationTests {
  /// An image whose points say where they are: 1 + row * width + column, from 0 to 1.
  private static func examples(_ shape: ImageShape) -> ImageExamples {
    ImageExamples(
      shape: shape,
      pixels: .numbers((0..<shape.valueCount).map { Float($0 + 1) / Float(shape.valueCount + 1) }),
      labels: [0], classCount: 1)
  }

  private static let shape = ImageShape(height: 8, width: 8, channels: 1)

  /// The copies of one image, as the places in it that points came from; 0 from outside.
  private static func copies(
    _ operations: Set<ImageAugmentation.Operation>, count: Int
  ) throws -> [[Int]] {
    var shape = ImageNetworkShape(images: Self.shape)
    shape.add(.activation(.identity))
    let classifier = ImageClassifier(
      network: ImageNetwork(shape: shape, seed: 1),
      scaling: ImageScaling(mean: [0], deviation: [1]))
    let augmentation = ImageAugmentation(operations: operations, seed: 11)
    return try (0..<count).map { copy in
      try classifier.logits(
        ofRows: [0], of: examples(Self.shape), augmentation: (augmentation, copy: copy)
      ).scalars.map { Int(($0 * 65).rounded()) }
    }
  }

  @Test("a copy is decided by seed, row and number alone")
  func pure() {
    let augmentation = ImageAugmentation(copies: 10, seed: 3)
    let same = ImageAugmentation(copies: 10, seed: 3)
    #expect(augmentation.transform(ofRow: 5, copy: 2) == same.transform(ofRow: 5, copy: 2))
    #expect(augmentation.transform(ofRow: 5, copy: 2) == same.transform(ofRow: 5, epoch: 12))
    #expect(augmentation.transform(ofRow: 5, copy: 2) != same.transform(ofRow: 6, copy: 2))
    #expect(augmentation.transform(ofRow: 5, copy: 2) != same.transform(ofRow: 5, copy: 3))
    let other = ImageAugmentation(copies: 10, seed: 4)
    #expect(augmentation.transform(ofRow: 5, copy: 2) != other.transform(ofRow: 5, copy: 2))
  }

  @Test("no operation leaves images alone")
  func none() throws {
    #expect(try Self.copies([], count: 3) == Array(repeating: Array(1...64), count: 3))
  }

  @Test("about half of the copies are mirror images")
  func flips() throws {
    let mirror = (0..<64).map { 1 + $0 / 8 * 8 + 7 - $0 % 8 }
    let copies = try Self.copies([.flip], count: 200)
    let mirrored = copies.count { $0 == mirror }
    // Binomial(200, 1/2) is outside with a probability below 1e-5.
    #expect(mirrored > 68 && mirrored < 132)
    #expect(copies.allSatisfy { $0 == mirror || $0 == Array(1...64) })
  }

  @Test("crops are parts with at most four points around the image, and black beyond it")
  func crops() throws {
    var shifts: Set<Int> = []
    for copy in try Self.copies([.crop], count: 100) {
      let fits = (-4...4).flatMap { down in (-4...4).map { (down, $0) } }.filter { down, right in
        copy
          == (0..<64).map { point in
            let (row, column) = (point / 8 + down, point % 8 + right)
            return row >= 0 && row < 8 && column >= 0 && column < 8 ? 1 + row * 8 + column : 0
          }
      }
      #expect(fits.count == 1)
      for (down, right) in fits { shifts.insert(down * 9 + right) }
    }
    #expect(shifts.count > 40)
  }

  @Test("a move goes along one axis by a tenth at most")
  func translations() throws {
    // A tenth of 8 points is one.
    for copy in try Self.copies([.translation], count: 40) {
      let expected = [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0)].map { down, right in
        (0..<64).map { point in
          let (row, column) = (point / 8 + down, point % 8 + right)
          return row >= 0 && row < 8 && column >= 0 && column < 8 ? 1 + row * 8 + column : 0
        }
      }
      #expect(expected.contains(copy))
    }
  }

  @Test("turns and shears keep the middle, and points move as far as 15 degrees take them")
  func turns() throws {
    for operation in [ImageAugmentation.Operation.rotation, .shear] {
      let copies = try Self.copies([operation], count: 60)
      #expect(Set(copies).count > 5)
      for copy in copies {
        #expect([27, 28, 35, 36].allSatisfy { copy[$0] == $0 + 1 })
        // A point that is r from the middle moves by r tan 15 degrees at most, and by one for rounding.
        for (place, from) in copy.enumerated() where from > 0 {
          #expect(abs((from - 1) / 8 - place / 8) <= 2 && abs((from - 1) % 8 - place % 8) <= 2)
        }
      }
    }
  }

  @Test("a cutout is a square of 4 x 4")
  func cutouts() throws {
    var corners: Set<Int> = []
    for copy in try Self.copies([.cutout], count: 60) {
      let out = (0..<64).filter { copy[$0] == 0 }
      let corner = try #require(out.first)
      corners.insert(corner)
      #expect(out == (0..<16).map { corner + $0 / 4 * 8 + $0 % 4 })
    }
    #expect(corners.count > 15)
  }

  @Test("all six together give many copies")
  func together() throws {
    let copies = try Self.copies(Set(ImageAugmentation.Operation.allCases), count: 50)
    #expect(Set(copies).count == 50)
  }

  @Test("bytes and numbers are scaled alike")
  func scaling() throws {
    let shape = ImageShape(height: 1, width: 2, channels: 3)
    let bytes: [UInt8] = [0, 51, 255, 102, 204, 0]
    let examples = [
      ImageExamples(shape: shape, pixels: .bytes(bytes), labels: [0], classCount: 1),
      ImageExamples(
        shape: shape, pixels: .numbers(bytes.map { Float($0) / 255 }), labels: [0], classCount: 1),
    ]
    let scaling = ImageScaling(fittedOn: [0], of: examples[0])
    #expect(zip(scaling.mean, [0.2, 0.5, 0.5]).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(zip(scaling.deviation, [0.2, 0.3, 0.5]).allSatisfy { abs($0 - $1) < 1e-6 })
    var layers = ImageNetworkShape(images: shape)
    layers.add(.activation(.identity))
    let classifier = ImageClassifier(
      network: ImageNetwork(shape: layers, seed: 1), scaling: scaling)
    for example in examples {
      let values = try classifier.logits(ofRows: [0], of: example).scalars
      #expect(zip(values, [-1, -1, 1, 1, 1, -1]).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  @Test(
    "a copy for queries is what training sees, of the mean colour where cut out"
  )
  func copies() {
    let shape = ImageShape(height: 8, width: 8, channels: 1)
    let bytes = (0..<128).map { UInt8(1 + $0 % 100) }
    let examples = ImageExamples(
      shape: shape, pixels: .bytes(bytes), labels: [0, 0], classCount: 1)
    let augmentation = ImageAugmentation(seed: 3)
    let copy = examples.copies(4, by: augmentation)
    guard case .bytes(let values) = copy.values else {
      Issue.record("no bytes")
      return
    }
    let mean = UInt8((bytes.reduce(0.0) { $0 + Double($1) } / 128).rounded())
    for row in 0..<2 {
      let transform = augmentation.transform(ofRow: row, copy: 4)
      let cut = Set(transform.cutPlaces(in: shape))
      #expect(cut.count == 16)
      for (place, source) in transform.sources(in: shape).enumerated() {
        let wanted = source < 0 ? 0 : bytes[row * 64 + Int(source)]
        #expect(values[row * 64 + place] == (cut.contains(place) ? mean : wanted))
      }
    }
    #expect(copy != examples.copies(5, by: augmentation))
  }
}
