import Foundation
import Models
import Tables
import TemporaryFolders
import Tensors
import Testing

/// The Python of the active environment, where it has scikit-learn; nil otherwise.
private let python: String? = {
  let environment = ProcessInfo.processInfo.environment
  let candidates =
    [environment["VIRTUAL_ENV"].map { $0 + "/bin/python3" }].compactMap { $0 }
    + (environment["PATH"] ?? "").split(separator: ":").map { $0 + "/python3" }
  return candidates.first { candidate in
    guard FileManager.default.isExecutableFile(atPath: candidate) else { return false }
    let process = Process()
    process.executableURL = URL(filePath: candidate)
    process.arguments = ["-c", "import sklearn, joblib"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}()

@Suite("The examples of Documentation/BringYourModel.md")
struct BringYourModelTests {
  /// The programs in Python of the page.
  private func programs() throws -> [String] {
    let page = try String(
      contentsOfFile: LinearSample.fixtures + "/../../Documentation/BringYourModel.md",
      encoding: .utf8)
    return page.components(separatedBy: "```python\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
  }

  @Test("each program is of under 20 lines, and none opens a shell or a pickle of a request")
  func short() throws {
    let programs = try programs()
    #expect(programs.count == 2)
    for program in programs {
      #expect(program.split(separator: "\n", omittingEmptySubsequences: false).count - 1 < 20)
      #expect(!program.contains("allow_pickle=True"))
    }
  }

  @Test(
    "the program for scikit-learn serves a model that gives scikit-learn's probabilities",
    .enabled(if: python != nil, "needs a Python with scikit-learn"))
  func scikitLearn() async throws {
    let python = try #require(python)
    let folder = try TemporaryFolder()
    _ = try folder.write(Array(try programs()[0].utf8), as: "serve.py")
    let train = """
      import joblib, numpy as np
      from sklearn.ensemble import RandomForestClassifier
      row = np.arange(23)
      x = np.c_[row % 5 - 2, (row * 7 % 11) / 4, row % 3, np.array([-1., 0, 2])[row % 3]]
      model = RandomForestClassifier(7, random_state=1).fit(x, row % 3)
      joblib.dump(model, "model.joblib")
      model.predict_proba(x).tofile("expected")
      """
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["-c", train]
    process.currentDirectoryURL = URL(filePath: folder.path)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let records = try LinearSample.records()
    let scores = try await answers(
      "{format: process, command: ['\(python)', serve.py], outputs: probabilities, batch: 9}",
      of: records, folder: folder.path)
    let bytes = [UInt8](try folder.bytes(of: "expected"))
    for (place, score) in scores.scalars.enumerated() {
      let bits = (0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[place * 8 + $1]) }
      #expect(abs(Double(exp(score)) - Double(bitPattern: bits)) < 1e-6)
    }
  }
}
