/// All formats of models, in the order in which lists show them.
package let modelFormats: [any ModelFormat.Type] = [
  OnnxFormat.self,
  ProcessFormat.self,
  CheckpointFormat.self,
  HTTPFormat.self,
  XGBoostFormat.self,
]
