import Results
import Tables
import Tensors

extension Run.Setup {
  /// Puts together what an audit was asked and what it read.
  ///
  /// - Parameters:
  ///   - tool: The name and version of the program.
  ///   - name: The experiment's name.
  ///   - seed: The experiment's seed.
  ///   - experiment: The experiment's text.
  ///   - suite: The suite with its text.
  ///   - sources: The files that records or numbers came from.
  init(
    tool: String, named name: String, seed: Int, experiment: Experiment.File,
    suite: (suite: Suite, file: Experiment.File), sources: [Source]
  ) {
    let texts = [experiment, suite.file].map { file in
      Run.Input(
        name: file.name, sha256: sha256(of: Array(file.text.utf8)),
        byteCount: file.text.utf8.count, recordCount: 0)
    }
    let inputs = sources.map {
      Run.Input(
        name: $0.name, sha256: $0.sha256, byteCount: $0.byteCount, recordCount: $0.recordCount)
    }
    self.init(
      tool: tool, name: name, seed: seed, algebra: algebraLibrary(), experiment: experiment.text,
      suite: suite.file.text, inputs: texts + inputs,
      attacks: suite.suite.entries.map {
        Run.AttackEntry(
          label: $0.label, declaration: $0.declaration, isPrimary: $0.isPrimary)
      }, baseline: suite.suite.baseline)
  }

  /// The same of an audit of given files.
  init(
    tool: String, of head: ExperimentHead, suite: (suite: Suite, file: Experiment.File),
    sources: [Source]
  ) {
    self.init(
      tool: tool, named: head.name, seed: head.seed, experiment: head.file, suite: suite,
      sources: sources)
  }
}
