package import Auditing

/// All attacks, in the order in which lists show them.
package let attacks: [any Attack.Type] = [
  GivenScore.self,
  LossThreshold.self,
  LiRA<LiRAOnline>.self,
  LiRA<LiRAOnlineMedian>.self,
  LiRA<LiRAOnlineGlobal>.self,
  LiRA<LiRAOnlineMedianGlobal>.self,
  LiRA<LiRAOffline>.self,
  LiRA<LiRAOfflineMedian>.self,
  LiRA<LiRAOfflineGlobal>.self,
  LiRA<LiRAOfflineMedianGlobal>.self,
  MeanLoss.self,
  Moments.self,
  MomentsInsider.self,
  Shokri<ShokriByClass>.self,
  Shokri<ShokriSorted>.self,
  MLLeaksOneShadow.self,
  MLLeaksNoShadow.self,
  QuantileGaussian.self,
  QuantilePinball.self,
  Blind.self,
  CoinFlip.self,
]
