import Benchmarks
import Testing

struct ClaimTableTests {
  @Test("the table has one line for each claim and a dash for a peer that is not there")
  func lines() {
    let claims = [
      Claim(
        name: "fast", quantity: .samplesPerSecond,
        measured: Measured(
          ours: Repetitions([3e6, 2.97e6, 3.03e6]), peer: Repetitions([1e6]), limit: 4e6),
        threshold: Threshold(advantage: 2),
        remarks: ["a remark"]),
      Claim(
        name: "small", quantity: .mebibytes,
        measured: Measured(ours: Repetitions([20]), peer: nil, limit: 10),
        threshold: Threshold(most: 15), remarks: []),
    ]
    let expected = """
      claim  unit       ours       peer   ratio  limit  of limit  asked         verdict
      fast   samples/s  3.00M ±1%  1.00M  3.00x  4.00M  75%       2x            met
      small  MiB        20.0       -      -      10.0   50%       at most 15.0  missed: size

      fast
        a remark
      small
      """
    #expect(ClaimTable(claims).text == expected)
  }
}
