import Settings
import Tables
import Testing

@Suite("Encodings of numbers")
struct NumericEncodingTests {
  private func encoding(_ yaml: String) throws -> NumericEncoding {
    var settings = try Settings(yaml: yaml, file: "e.yaml")
    let encoding = try NumericEncoding(&settings)
    try settings.finish()
    return encoding
  }

  @Test("numbers are standardised unless quantiles are asked for, which are 10 unless said")
  func reads() throws {
    #expect(try encoding("") == .standard)
    #expect(try encoding("numericEncoding: standard") == .standard)
    #expect(try encoding("numericEncoding: quantiles") == .quantiles(bins: 10))
    #expect(try encoding("numericEncoding: quantiles\nbins: 1000") == .quantiles(bins: 1000))
  }

  @Test(
    "bins without quantiles and numbers out of range are refused with the line",
    arguments: [
      ("bins: 5", "e.yaml:1: 'bins' needs 'numericEncoding: quantiles'"),
      (
        "numericEncoding: quantiles\nbins: 1",
        "e.yaml:2: 'bins' must be an integer from 2 to 1000, found 1"
      ),
      (
        "numericEncoding: quantile",
        "e.yaml:1: 'numericEncoding' must be one of standard, quantiles, found 'quantile'; "
          + "did you mean 'quantiles'?"
      ),
    ])
  func refuses(yaml: String, message: String) {
    let error = #expect(throws: SettingsError.self) { try encoding(yaml) }
    #expect(error?.description == message)
  }
}
