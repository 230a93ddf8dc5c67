import Pipelines
import Settings
import Tables
import Tensors
import Testing

@Suite("Queries")
struct QueriesTests {
  private func queries(_ yaml: String) throws -> Queries {
    var settings = try Settings(yaml: yaml, file: "test")
    return try Queries(&settings)
  }

  @Test("the first version is the record itself, and the others stay near it")
  func versions() throws {
    let records = try Records(SmallDataset.make(count: 200))
    let versions = try queries("queries: {count: 3, bins: 10, swap: 0.2}")
      .versions(of: records, seed: 1)
    #expect(versions.count == 3)
    #expect(versions[0].features == records.features)
    let sorted = (0..<200).map { records.features.row($0).first ?? 0 }.sorted()
    for version in versions.dropFirst() {
      #expect(version.features != records.features && version.columns == records.columns)
      var swapped = 0
      for row in 0..<200 {
        let (before, after) = (Array(records.features.row(row)), Array(version.features.row(row)))
        let places = [before[0], after[0]].map { value in sorted.firstIndex { $0 >= value } ?? 200 }
        #expect(places[0] / 20 == places[1] / 20)
        #expect(after[1] + after[2] == 1)
        if before[1] != after[1] { swapped += 1 }
      }
      // A swap draws the same level again in most cases, so fewer than 0.2 x 200 change.
      #expect((4...40).contains(swapped))
    }
    #expect(versions[1].features != versions[2].features)
  }

  @Test("features change as the encoded columns do where they are asked for")
  func features() throws {
    let records = try Records(SmallDataset.make(count: 200))
    let queries = try queries("queries: {count: 3, bins: 10, swap: 0.2}")
    let plain = try queries.versions(of: records, seed: 1)
    let versions = try queries.versions(of: records, seed: 1, withFeatures: true)
    #expect(zip(plain, versions).allSatisfy { $0.features == $1.features })
    // Equal values of a feature are encoded alike, whichever record they come from.
    func values(_ version: Records, _ row: Int) -> [String] {
      version.dataset.features.map { feature in
        switch feature.values {
        case .numeric(let numbers): "\(numbers[row])"
        case .categorical(let categories): "\(categories.codes[row])"
        }
      }
    }
    func table(_ version: Records) -> [[String]] { (0..<200).map { values(version, $0) } }
    #expect(table(plain[1]) == table(records))
    for version in versions.dropFirst() {
      #expect(table(version) != table(records))
      for (place, feature) in records.dataset.features.enumerated() {
        let columns = records.columns.indices.filter { records.columns[$0].feature == feature.name }
        var encoded: [String: [Float]] = [:]
        for row in 0..<200 {
          encoded[values(records, row)[place]] = columns.map {
            Array(records.features.row(row))[$0]
          }
        }
        for row in 0..<200 {
          let own = columns.map { Array(version.features.row(row))[$0] }
          #expect(encoded[values(version, row)[place]] == own)
        }
      }
    }
  }

  @Test("the same seed gives the same versions, another seed others")
  func seeds() throws {
    let records = try Records(SmallDataset.make(count: 50))
    let queries = try queries("queries: {count: 2}")
    let first = try queries.versions(of: records, seed: 1)[1].features
    #expect(try queries.versions(of: records, seed: 1)[1].features == first)
    #expect(try queries.versions(of: records, seed: 2)[1].features != first)
  }

  @Test("of images are changed copies in their place, the first being the image itself")
  func images() throws {
    let bytes = (0..<3 * 64).map { UInt8($0) }
    let records = try Records(
      Dataset(
        name: "images", features: [], label: Categories(codes: [0, 1, 0], names: ["a", "b"]),
        groups: [], sources: [],
        images: RecordImages(
          shape: ImageShape(height: 8, width: 8, channels: 1), values: .bytes(bytes))))
    let versions = try queries("queries: {count: 3, augmentation: [flip]}")
      .versions(of: records, seed: 1)
    #expect(versions.count == 3 && versions[0].coordinates?.values == .bytes(bytes))
    let rows = (0..<24).map { Array(bytes[$0 * 8..<($0 + 1) * 8]) }
    for version in versions.dropFirst() {
      guard case .bytes(let copied)? = version.coordinates?.values else {
        Issue.record("no bytes")
        continue
      }
      // Every image is as it was or its mirror image.
      for image in 0..<3 {
        let own = Array(copied[image * 64..<(image + 1) * 64])
        let kept = rows[image * 8..<(image + 1) * 8]
        #expect(own == kept.flatMap(\.self) || own == kept.flatMap { $0.reversed() })
      }
    }
    #expect(throws: SettingsError.self) { try queries("queries: {augmentation: [flip, flip]}") }
  }
}
