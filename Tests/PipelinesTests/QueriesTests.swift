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

  @Test("the same seed gives the same versions, another seed others")
  func seeds() throws {
    let records = try Records(SmallDataset.make(count: 50))
    let queries = try queries("queries: {count: 2}")
    let first = queries.versions(of: records, seed: 1)[1].features
    #expect(queries.versions(of: records, seed: 1)[1].features == first)
    #expect(queries.versions(of: records, seed: 2)[1].features != first)
  }
}
