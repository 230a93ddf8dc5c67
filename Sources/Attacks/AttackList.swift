package import Auditing

/// All attacks, in the order in which lists show them.
package let attacks: [any Attack.Type] = [
  LossThreshold.self,
  // Of the target's outputs alone, or with reference models and a population.
  Gap.self,
  Confidence.self,
  Entropy.self,
  ModifiedEntropy.self,
  RiskScore.self,
  AttackP.self,
  AttackR.self,
  AttackRGaussian.self,
  CalibratedLoss.self,
  Sablayrolles.self,
  RMIAOffline.self,
  RMIAOnline.self,
  RMIARatio.self,
  LiRA<LiRAOnline>.self,
  LiRA<LiRAOnlineMedian>.self,
  LiRA<LiRAOnlineGlobal>.self,
  LiRA<LiRAOnlineMedianGlobal>.self,
  LiRA<LiRAOffline>.self,
  LiRA<LiRAOfflineMedian>.self,
  LiRA<LiRAOfflineGlobal>.self,
  LiRA<LiRAOfflineMedianGlobal>.self,
  CarliniCodeLiRA<CarliniCodeOffline>.self,
  CarliniCodeLiRA<CarliniCodeOfflineFixed>.self,
  CarliniCodeLiRA<CarliniCodeOnlineFixed>.self,
  Blind.self,
  CoinFlip.self,
]
