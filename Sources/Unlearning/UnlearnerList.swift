/// All methods of unlearning, in the order in which lists show them.
package let unlearners: [any Unlearner.Type] = [
  Retraining.self,
  Unchanged.self,
  // Approximate, on any network.
  FineTuning.self,
  GradientAscent.self,
  NegGradPlus.self,
  SCRUB.self,
  SalUn.self,
  L1Sparse.self,
  BadTeacher.self,
  Influence.self,
  // Each for the models of a training of its own.
  NewtonStep.self,
  CertifiedRemoval.self,
  ShardDeletion.self,
]
