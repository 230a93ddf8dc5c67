package import Auditing
import Marginals

/// All stages, in the order in which lists show them.
package let stages: [any Stage.Type] = [
  Identity.self,
  Train.self,
  TrainImages.self,
  TrainTrees.self,
  TrainSISA.self,
  TrainRidgeLogistic.self,
  Unlearn.self,
  Synthesize<IndependentMarginals>.self,
  Synthesize<MaximumSpanningTree>.self,
  Synthesize<MultiplicativeWeights>.self,
  Synthesize<AIM>.self,
  Diffusion.self,
  ImageDiffusionStage.self,
  Debias.self,
  BilevelFair.self,
  PrivateRelease.self,
  CollaborativeTraining.self,
]
